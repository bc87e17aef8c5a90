"""The steps of an application's start that concern Sentry."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Final

from sentry_iac.source.values import Place

ONLY_FIELDS: Final = "fields"
"""The detail of an `ENVIRONMENT` step where a settings class fills its own fields and sets no variable."""


class Step(Enum):
    """The kinds of steps."""

    ENVIRONMENT = "loads the environment"
    READ = "reads a variable of Sentry's"
    INIT = "starts Sentry"
    APPLICATION = "makes the app object"
    RENDER = "renders"


@dataclass(frozen=True, slots=True)
class Event:
    """One step while a back end starts or a page loads.

    Attributes:
        step: its kind.
        place: the line that takes it.
        detail: the variable that is read, the integration for the app object, or `ONLY_FIELDS`.
        earlier: before an init, the application's scripts that have run already without being part of its start.
    """

    step: Step
    place: Place
    detail: str = ""
    earlier: tuple[Path, ...] = ()
