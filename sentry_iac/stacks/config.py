"""The few keys of Pulumi.yaml and `Pulumi.<stack>.yaml` that a command must know before the engine runs."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import yaml

from sentry_iac.errors import CommandError
from sentry_iac.files.layout import Layout
from sentry_iac.files.private_files import read_if_present


@dataclass(frozen=True)
class SentryConfig:
    """The `sentry:…` keys of a stack file that decide the target.

    Attributes:
        has_token: whether `sentry:token` is there; its value is never read.
        organization: `sentry:organization`.
        base_url: `sentry:baseUrl`.
    """

    has_token: bool = False
    organization: str | None = None
    base_url: str | None = None


def read_sentry_config(layout: Layout, stack: str) -> SentryConfig:
    """Return the `sentry:…` keys of the stack's file; a missing file has none.

    Raises:
        CommandError: the file is not YAML.
    """
    config = _mapping(_load(layout.stack_file(stack)).get("config"))
    return SentryConfig(
        has_token=bool(config.get("sentry:token")),
        organization=_text(config.get("sentry:organization")),
        base_url=_text(config.get("sentry:baseUrl")),
    )


def read_project_backend(layout: Layout) -> str | None:
    """Return `backend.url` of Pulumi.yaml, or None.

    Raises:
        CommandError: the file is not YAML.
    """
    return _text(_mapping(_load(layout.root / "Pulumi.yaml").get("backend")).get("url"))


def has_stack_files_elsewhere(layout: Layout) -> bool:
    """Whether Pulumi.yaml names another folder for the stacks' files (`stackConfigDir`).

    Raises:
        CommandError: the file is not YAML.
    """
    return bool(_load(layout.root / "Pulumi.yaml").get("stackConfigDir"))


def has_secrets_provider(layout: Layout, stack: str) -> bool:
    """Whether the stack's file names a secrets provider, such as a cloud's key, in place of a passphrase.

    Raises:
        CommandError: the file is not YAML.
    """
    named = _text(_load(layout.stack_file(stack)).get("secretsprovider"))
    return named not in {None, "passphrase", "default"}


def project_name(layout: Layout) -> str:
    """Return `name` of Pulumi.yaml, the namespace of the project's own config keys; empty without one.

    Raises:
        CommandError: the file is not YAML.
    """
    return _text(_load(layout.root / "Pulumi.yaml").get("name")) or ""


def _load(path: Path) -> dict[object, object]:
    text = read_if_present(path)
    if text is None:
        return {}
    try:
        return _mapping(yaml.safe_load(text))
    except yaml.MarkedYAMLError as error:
        line = f":{error.problem_mark.line + 1}" if error.problem_mark else ""
        raise CommandError(
            f"{path.name}{line}: not valid YAML: {error.problem}; correct that line"
        ) from error
    except yaml.YAMLError as error:
        raise CommandError(f"{path.name}: not valid YAML; correct it") from error


def _mapping(value: object) -> dict[object, object]:
    return value if isinstance(value, dict) else {}


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None
