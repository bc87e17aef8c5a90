"""The keys of `sentry.yaml` under `allotment:`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Final, get_args

from pydantic import AfterValidator, WithJsonSchema

from sentry_iac.estate.model.allotment import AllotmentSpec, CountedKind
from sentry_iac.estate.text.errors import Path, listed
from sentry_iac.estate.text.fields import SpecModel
from sentry_iac.estate.text.saying import key
from sentry_iac.estate.text.units import wrong

_KINDS: Final[tuple[CountedKind, ...]] = get_args(CountedKind)
_LAST_DAY: Final = 31
_NOT_COMPARED: Final = "not compared"


def _day(value: int) -> int:
    if not 1 <= value <= _LAST_DAY:
        raise wrong(f"{value} is no day of a month; it must lie between 1 and {_LAST_DAY}")
    return value


def _some(value: int) -> int:
    if value < 1:
        raise wrong(f"{value} is nothing; leave the line out where the plan does not include it")
    return value


Quantity = Annotated[int, AfterValidator(_some), WithJsonSchema({"type": "integer", "minimum": 1})]


class Allotment(SpecModel, title="Allotment"):
    """The plan's quota in a period. Sentry's API does not tell it, so you write it here for the audit to compare."""

    period_start: Annotated[
        int,
        AfterValidator(_day),
        WithJsonSchema({"type": "integer", "minimum": 1, "maximum": _LAST_DAY}),
    ] = key(
        "The day of the month on which the period begins, at midnight UTC.",
        example=15,
        usual=1,
        unit="day of the month",
        default=1,
    )
    errors: Quantity | None = key(
        "How many errors the plan includes.", example=50_000, unless=_NOT_COMPARED, unit="errors in a period"
    )
    transactions: Quantity | None = key(
        "How many transactions the plan includes, where they are billed.",
        example=100_000,
        unless=_NOT_COMPARED,
        unit="transactions in a period",
    )
    spans: Quantity | None = key(
        "How many spans the plan includes.", example=5_000_000, unless=_NOT_COMPARED, unit="spans in a period"
    )
    replays: Quantity | None = key(
        "How many replays the plan includes.", example=50, unless=_NOT_COMPARED, unit="replays in a period"
    )


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
