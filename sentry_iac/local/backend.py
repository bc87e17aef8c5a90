"""Where Pulumi keeps its state and how it encrypts secrets: what the user chose, else `.local`."""

from __future__ import annotations

import enum
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sentry_iac.local.files import PRIVATE, read_if_present, write_private
from sentry_iac.local.layout import Layout

PASSPHRASE = "PULUMI_CONFIG_PASSPHRASE"  # noqa: S105 - the name of a variable
PASSPHRASE_FILE = "PULUMI_CONFIG_PASSPHRASE_FILE"  # noqa: S105 - the name of a variable


class Origin(enum.Enum):
    """Who says which backend or passphrase is used."""

    LOCAL = "local"
    ENVIRONMENT = "environment"
    PROJECT = "project"
    LOGIN = "login"


@dataclass(frozen=True)
class Backend:
    """Pulumi's backend for this project.

    Attributes:
        state: who chose where the state is. `PROJECT` is `backend.url` in Pulumi.yaml,
            `LOGIN` a `pulumi login`.
        passphrase: who chose the passphrase of secrets in the state, `LOCAL` or `ENVIRONMENT`.
    """

    state: Origin
    passphrase: Origin

    @property
    def is_local(self) -> bool:
        """Whether both the state and its passphrase are files below `.local`."""
        return self.state is Origin.LOCAL and self.passphrase is Origin.LOCAL

    def variables(self, layout: Layout) -> dict[str, str]:
        """Return the variables that make plain `pulumi` use it; none that the user has set is among them."""
        values = {"PULUMI_SKIP_UPDATE_CHECK": "true"}
        if self.state is Origin.LOCAL:
            values["PULUMI_BACKEND_URL"] = layout.state_url
        if self.passphrase is Origin.LOCAL:
            values[PASSPHRASE_FILE] = str(layout.passphrase_file)
        if self.is_local:
            # The salt in a stack file is lost with a `git checkout`; the state has it too.
            values["PULUMI_FALLBACK_TO_STATE_SECRETS_MANAGER"] = "true"
        return values

    def expected(self) -> dict[str, str]:
        """Variables that the user's environment has to bring, with what each is for."""
        wanted = {}
        if self.state is Origin.ENVIRONMENT:
            wanted["PULUMI_BACKEND_URL"] = "where the state is"
        if self.passphrase is Origin.ENVIRONMENT:
            wanted[PASSPHRASE] = "it decrypts the secrets in the state"
        return wanted


def choose_backend(layout: Layout, environ: Mapping[str, str], project_backend: str | None) -> Backend:
    """Which backend and passphrase to use.

    `PULUMI_BACKEND_URL` comes first, then `backend.url` of Pulumi.yaml, then a `pulumi login`, as in Pulumi
    itself; without any of them the state goes below `.local/state`. Values that `.local/env` put into this
    shell count as not set.

    Args:
        layout: the project.
        environ: the environment of the command.
        project_backend: `backend.url` of Pulumi.yaml.

    Raises:
        CommandError: Pulumi's credentials file cannot be read.
    """
    if environ.get("PULUMI_BACKEND_URL", layout.state_url) != layout.state_url:
        state = Origin.ENVIRONMENT
    elif project_backend:
        state = Origin.PROJECT
    elif _current_login(environ) not in {None, layout.state_url}:
        state = Origin.LOGIN
    else:
        state = Origin.LOCAL
    own_file = str(layout.passphrase_file)
    from_environment = PASSPHRASE in environ or environ.get(PASSPHRASE_FILE, own_file) != own_file
    return Backend(state, Origin.ENVIRONMENT if from_environment else Origin.LOCAL)


def prepare_backend(layout: Layout, backend: Backend) -> None:
    """Make the state folder and the random passphrase (mode 0600) that a local backend needs.

    An existing passphrase is kept, since the state is encrypted with it.

    Raises:
        CommandError: they cannot be written.
    """
    if backend.state is Origin.LOCAL:
        layout.state.mkdir(parents=True, exist_ok=True)
    if backend.passphrase is Origin.LOCAL:
        if read_if_present(layout.passphrase_file):
            layout.passphrase_file.chmod(PRIVATE)
        else:
            write_private(layout.passphrase_file, secrets.token_urlsafe(32))


def _current_login(environ: Mapping[str, str]) -> str | None:
    home = environ.get("PULUMI_HOME") or str(Path(environ.get("HOME") or Path.home()) / ".pulumi")
    text = read_if_present(Path(home) / "credentials.json")
    if text is None:
        return None
    try:
        current = json.loads(text).get("current")
    except (ValueError, AttributeError):
        # Pulumi itself will say that its file is broken.
        return None
    return current if isinstance(current, str) and current else None
