"""The keys of `sentry.yaml` under `allotment:`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Final, get_args

from pydantic import AfterValidator, Field

from sentry_iac.estate.model.allotment import AllotmentSpec, CountedKind
from sentry_iac.estate.text.errors import Path, listed
from sentry_iac.estate.text.fields import SpecModel
from sentry_iac.estate.text.units import wrong

_KINDS: Final[tuple[CountedKind, ...]] = get_args(CountedKind)
_LAST_DAY: Final = 31


def _day(value: int) -> int:
    if not 1 <= value <= _LAST_DAY:
        raise wrong(f"{value} is no day of a month; it must lie between 1 and {_LAST_DAY}")
    return value


def _some(value: int) -> int:
    if value < 1:
        raise wrong(f"{value} is nothing; leave the line out where the plan does not include it")
    return value


Quantity = Annotated[int, AfterValidator(_some)]


class Allotment(SpecModel):
    """The plan's quota in a period. Sentry's API does not tell it, so you write it here for the audit to compare."""

    period_start: Annotated[int, AfterValidator(_day)] = Field(
        default=1, description="The day of the month on which the period begins."
    )
    errors: Quantity | None = Field(default=None, description="Errors in a period.")
    transactions: Quantity | None = Field(
        default=None, description="Transactions in a period, where they are billed."
    )
    spans: Quantity | None = Field(default=None, description="Spans in a period.")
    replays: Quantity | None = Field(default=None, description="Replays in a period.")


def allotment_of(allotment: Allotment | None, report: Callable[[Path, str], None]) -> AllotmentSpec | None:
    """Return what the organization may send in a period; None if nobody wrote it.

    Args:
        allotment: as written.
        report: takes a problem: its path in `sentry.yaml`, and its text.
    """
    if allotment is None:
        return None
    written = {kind: getattr(allotment, kind) for kind in _KINDS}
    quantities = {kind: quantity for kind, quantity in written.items() if quantity is not None}
    if not quantities:
        report(("allotment",), f"says nothing; write how many {listed(_KINDS)} the plan includes")
    return AllotmentSpec(period_start=allotment.period_start, quantities=quantities)
