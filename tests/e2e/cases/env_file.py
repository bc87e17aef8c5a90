"""The `.env` file of an application, on this machine."""

from __future__ import annotations

from pathlib import Path

import pulumi

import pulumi_sentry as sentry
from tests.e2e.cases.case import Case, World
from tests.e2e.engine import Step
from tests.sentry_api import SentryByHand


def _with_folder(_hand: SentryByHand, folder: Path) -> World:
    application = folder / "application"
    application.mkdir()
    return {"path": str(application / ".env")}


def _edit(_hand: SentryByHand, world: World, _id: str) -> None:
    path = Path(world["path"])
    path.write_text(path.read_text().replace("=production", "=staging") + "THEIRS=1\n")


def _is_written(_hand: SentryByHand, world: World, _id: str) -> bool:
    path = Path(world["path"])
    return path.exists() and "SENTRY_" in path.read_text()


ENV_FILE = Case(
    resource=sentry.EnvFile,
    args=lambda world: sentry.EnvFileArgs(
        path=world["path"],
        values={
            "SENTRY_DSN": pulumi.Output.secret("https://abc@example.com/1"),
            "SENTRY_ENVIRONMENT": "production",
        },
    ),
    world=_with_folder,
    edit=_edit,
    changed={"values"},
    removal=lambda _hand, world, _id: Path(world["path"]).unlink(),
    presence=_is_written,
    # A variable is ours only once it is declared, so that an import never removes one.
    adopted=Step("update", {"values.SENTRY_DSN": "add", "values.SENTRY_ENVIRONMENT": "add"}),
)
