"""What happens while an application starts, as far as it concerns Sentry."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Final

from sentry_iac.source.values import Place

ONLY_FIELDS: Final = "fields"
"""The detail of an environment that fills the fields of a settings class, but not the process's variables."""


class Step(Enum):
    """What happens."""

    ENVIRONMENT = "loads the environment"
    READ = "reads a variable of Sentry's"
    INIT = "starts Sentry"
    APPLICATION = "makes the app object"
    RENDER = "renders"


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happens while a back end starts or a page loads.

    Attributes:
        step: what it is.
        place: the line that does it.
        detail: which variable, which integration the app object has, or `ONLY_FIELDS`.
        earlier: the scripts of the application that have run by then and do not belong to the starting of Sentry.
    """

    step: Step
    place: Place
    detail: str = ""
    earlier: tuple[Path, ...] = ()
