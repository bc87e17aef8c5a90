"""`sentry-iac pulumi install`: the Pulumi CLI that this version is made for, beside this Python."""

from __future__ import annotations

from enum import Enum
from typing import Annotated

import typer

from sentry_iac.commands.shared.console import say
from sentry_iac.engine.programs import bin_folder
from sentry_iac.pulumi_cli.install import install_here


class Action(Enum):
    """What is done."""

    INSTALL = "install"


def pulumi(
    action: Annotated[  # noqa: ARG001 - there is one
        Action,
        typer.Argument(metavar="install", help="Make `pulumi` run from the environment of this sentry-iac."),
    ],
) -> None:
    """Install the Pulumi CLI: one that is on PATH, the official release by its SHA-256, or a build by Go.

    It goes beside this environment's python, and is kept for other environments in ~/.cache/pulumi-sentry. A second
    run finds it there and does nothing.
    """
    if not install_here():
        say(f"the Pulumi CLI is in {bin_folder()}")
