"""Where Pulumi keeps its state and how it encrypts secrets: what the user chose, else `.local`."""

from __future__ import annotations

import enum
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sentry_iac.files.layout import Layout
from sentry_iac.files.private_files import PRIVATE, make_private_folder, read_if_present, write_private

PASSPHRASE = "PULUMI_CONFIG_PASSPHRASE"  # noqa: S105 - the name of a variable
PASSPHRASE_FILE = "PULUMI_CONFIG_PASSPHRASE_FILE"  # noqa: S105 - the name of a variable
URL = "PULUMI_BACKEND_URL"
CLOUD_TOKEN = "PULUMI_ACCESS_TOKEN"  # noqa: S105 - the name of a variable

NO_UPDATE_CHECKS = {"PULUMI_SKIP_UPDATE_CHECK": "true", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
"""Stops Pulumi and pip from looking for newer versions. Pulumi's Python host asks pip before every run, and without
internet pip waits 5 s for an answer each time."""

_CLOUD = "https://api.pulumi.com"


class Origin(enum.Enum):
    """Who says which backend or passphrase is used."""

    LOCAL = "local"
    ENVIRONMENT = "environment"
    PROJECT = "project"
    LOGIN = "login"
    CLOUD_TOKEN = "cloud token"  # noqa: S105 - a word


_UNASKED = frozenset({Origin.LOGIN, Origin.CLOUD_TOKEN})


@dataclass(frozen=True)
class Backend:
    """Pulumi's backend for this project.

    Attributes:
        state: who chose where the state is. `PROJECT` is `backend.url` in Pulumi.yaml,
            `LOGIN` a `pulumi login`, `CLOUD_TOKEN` a token of Pulumi Cloud and nothing else.
        passphrase: who chose the passphrase of secrets in the state, `LOCAL` or `ENVIRONMENT`.
        is_cloud: whether it is Pulumi Cloud, or another server with its API, which needs no passphrase.
        passed_over: the login or the token of Pulumi Cloud that is not used, since nobody asked for it.
        is_in_files: whether it is a folder of this machine, in which the provider keeps its journal, too.
    """

    state: Origin
    passphrase: Origin
    is_cloud: bool = False
    passed_over: Origin | None = None
    is_in_files: bool = True

    @property
    def is_local(self) -> bool:
        """Whether both the state and its passphrase are files below `.local`."""
        return self.state is Origin.LOCAL and self.passphrase is Origin.LOCAL

    def variables(self, layout: Layout) -> dict[str, str]:
        """Return the variables that make plain `pulumi` use this backend; those that the user has set are left out."""
        values = {
            **NO_UPDATE_CHECKS,
            # The state knows its salt. Otherwise a stack file without one would get a new salt in each checkout,
            # and each `up` would encrypt the state anew.
            "PULUMI_FALLBACK_TO_STATE_SECRETS_MANAGER": "true",
        }
        if self.state is Origin.LOCAL:
            values[URL] = layout.state_url
        if self.passphrase is Origin.LOCAL:
            values[PASSPHRASE_FILE] = str(layout.passphrase_file)
        return values

    def expected(self) -> dict[str, str]:
        """Return the variables that the user's environment has to bring, with what each is for."""
        wanted = {}
        if self.state is Origin.ENVIRONMENT:
            wanted[URL] = "where the state is"
        if self.state is Origin.CLOUD_TOKEN:
            wanted[CLOUD_TOKEN] = "it opens the state in Pulumi Cloud"
        if self.passphrase is Origin.ENVIRONMENT:
            wanted[PASSPHRASE] = "it decrypts the secrets in the state"
        return wanted


def choose_backend(
    layout: Layout, environ: Mapping[str, str], project_backend: str | None, *, demo: bool = False
) -> Backend:
    """Decide which backend and passphrase to use.

    `PULUMI_BACKEND_URL` comes first, then `backend.url` of Pulumi.yaml, then a `pulumi login`, then a
    `PULUMI_ACCESS_TOKEN`, as in Pulumi itself; without any of them the state goes below `.local/state`. Two values
    count as not set: an empty one, as CI has for an unset secret, and the one that `.local/env` put into this shell.

    Args:
        layout: the project.
        environ: the environment of the command.
        project_backend: `backend.url` of Pulumi.yaml.
        demo: whether it is for the local sandbox: somebody who tries it out is logged in for other projects, and
            wants no stacks of a demo there. Only `PULUMI_BACKEND_URL` and Pulumi.yaml ask for another state then.

    Raises:
        CommandError: Pulumi's credentials file cannot be read.
    """
    said = [
        (Origin.ENVIRONMENT, environ.get(URL)),
        (Origin.PROJECT, project_backend),
        (Origin.LOGIN, _current_login(environ)),
        (Origin.CLOUD_TOKEN, _CLOUD if environ.get(CLOUD_TOKEN) else None),
    ]
    wanted = [(origin, url) for origin, url in said if url and url != layout.state_url]
    state, url = next(iter(wanted), (Origin.LOCAL, ""))
    passed_over = state if demo and state in _UNASKED else None
    if passed_over is not None:
        state, url = Origin.LOCAL, ""
    own_file = str(layout.passphrase_file)
    from_environment = PASSPHRASE in environ or environ.get(PASSPHRASE_FILE, own_file) != own_file
    passphrase = Origin.ENVIRONMENT if from_environment else Origin.LOCAL
    return Backend(
        state,
        passphrase,
        is_cloud=url.startswith(("https://", "http://")),
        is_in_files=state is Origin.LOCAL or url.startswith("file://"),
        passed_over=passed_over,
    )


def prepare_backend(layout: Layout, backend: Backend) -> None:
    """Make `.local` (mode 0700), and in it the state folder and the passphrase (0600) that a local backend needs.

    An existing passphrase is kept, since the state is encrypted with it.

    Raises:
        CommandError: they cannot be written.
    """
    make_private_folder(layout.local)
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
        # Pulumi reports its broken file itself.
        return None
    return current if isinstance(current, str) and current else None
