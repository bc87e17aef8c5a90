"""Converts quantities as people write them into Sentry's units: `2s`, `1%`, `5m`, `50`."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final, NamedTuple

from pydantic_core import PydanticCustomError

from sentry_iac.estate.text.errors import did_you_mean, listed, quoted

MILLISECONDS: Final = {
    "ms": 1,
    "s": 1_000,
    "m": 60_000,
    "h": 3_600_000,
    "d": 86_400_000,
    "w": 604_800_000,
}
_SPELLED_OUT: Final = {
    "msec": "ms",
    "msecs": "ms",
    "millis": "ms",
    "millisecond": "ms",
    "milliseconds": "ms",
    "sec": "s",
    "secs": "s",
    "second": "s",
    "seconds": "s",
    "min": "m",
    "mins": "m",
    "minute": "m",
    "minutes": "m",
    "hr": "h",
    "hrs": "h",
    "hour": "h",
    "hours": "h",
    "day": "d",
    "days": "d",
    "week": "w",
    "weeks": "w",
    "percent": "%",
    "pct": "%",
}
_QUANTITY = re.compile(
    r"(?P<sign>-?)(?P<number>[0-9]{1,18}(?:\.[0-9]{1,18})?)[ ]?(?P<unit>[^\s\d.]\S*)?", re.ASCII
)
_HUNDRED: Final = Decimal(100)


class Threshold(NamedTuple):
    """A threshold as a person writes it: a count, a duration in ms, or a percentage in percent."""

    amount: Decimal
    unit: str

    def number(self, *, in_percent: bool = False) -> float:
        """Return it in Sentry's unit.

        Args:
            in_percent: whether Sentry keeps percentages as they are written; otherwise it wants 0.01 for 1 %.
        """
        is_fraction = self.unit == "percentage" and not in_percent
        return float(self.amount / _HUNDRED if is_fraction else self.amount)


def wrong(message: str) -> PydanticCustomError:
    """Return the error with which a validator shows exactly `message`."""
    # The message may hold braces, which pydantic would read as a template.
    return PydanticCustomError("spec", "{message}", {"message": message})


def milliseconds(value: object, likely: tuple[str, ...] = ("s", "m", "ms")) -> Decimal:
    """Return a written duration in ms; raises a validation error that says what to write.

    `likely` are the units to name to somebody who wrote none.
    """
    write = "write e.g. 500ms, 2s, 5m"
    number, unit = _split(value, "a duration", write)
    if unit is None:
        raise wrong(f"{quoted(value)} has no unit; write {listed(f'{number:f}{each}' for each in likely)}")
    if unit not in MILLISECONDS:
        raise wrong(f"{quoted(value)} is not a duration; {write}{_unit_hint(number, unit, MILLISECONDS)}")
    return number * MILLISECONDS[unit]


def fraction(value: object) -> Decimal:
    """Return a written percentage as a fraction of one; raises a validation error that says what to write."""
    write = "write e.g. 0.5%, 1%, 10%"
    number, unit = _split(value, "a percentage", write)
    if unit is None:
        meant = f"{number:f}%"
        if 0 < number <= 1:
            meant += f" or {(number * _HUNDRED).normalize():f}%"
        raise wrong(f"{quoted(value)} has no unit; write {meant}")
    if unit != "%":
        raise wrong(f"{quoted(value)} is not a percentage; {write}{_unit_hint(number, unit, {'%': 1})}")
    if number > _HUNDRED:
        raise wrong(f"{quoted(value)} is more than 100%")
    return number / _HUNDRED


def count(value: object) -> Decimal:
    """Return a written count; raises a validation error that says what to write."""
    number, unit = _split(value, "a count", "write a number such as 50")
    if unit is not None or isinstance(value, str):
        raise wrong(f"{quoted(value)} is not a count; write a number without unit or quotes, such as 50")
    return number


def any_level(value: object) -> Threshold:
    """Return a threshold in its written unit: any percentage and any count, above 100 % and below zero, too."""
    if isinstance(value, Threshold):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool) and value < 0:
        return Threshold(Decimal(str(value)), "count")
    if isinstance(value, str) and value.rstrip().endswith("%"):
        number, _ = _split(value.rstrip()[:-1].rstrip(), "a percentage", "write e.g. 110%")
        return Threshold(number, "percentage")
    if isinstance(value, str) and not value.strip().lstrip("-").replace(".", "", 1).isdecimal():
        return Threshold(milliseconds(value), "duration")
    return Threshold(count(value), "count")


def _split(value: object, what: str, write: str) -> tuple[Decimal, str | None]:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise wrong(f"{_shape(value)} is not {what}; {write}")
    text = f"{Decimal(str(value)):f}" if isinstance(value, int | float) else value.strip()
    match = _QUANTITY.fullmatch(text)
    if match is None:
        raise wrong(f"{quoted(value)} is not {what}; {write}")
    number = Decimal(match["number"])
    if match["sign"] and number:
        raise wrong(f"{quoted(value)} is negative; {write}")
    return number, match["unit"]


def _shape(value: object) -> str:
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    return quoted(value)


def _unit_hint(number: Decimal, unit: str, units: dict[str, int]) -> str:
    exact = _SPELLED_OUT.get(unit.casefold()) or unit.casefold()
    if exact in units:
        return f" (did you mean {number:f}{exact}?)"
    words = [word for word, short in _SPELLED_OUT.items() if short in units]
    close = did_you_mean(unit, words)
    for word in words:
        if f"mean {word}?" in close:
            return f" (did you mean {number:f}{_SPELLED_OUT[word]}?)"
    return ""


def whole(value: object, unit: str, size: int, likely: tuple[str, ...] = ("s", "m", "h")) -> int:
    """Return a written duration as a whole number of units; raises a validation error that says what to write.

    Args:
        value: as written; 0 needs no unit.
        unit: the units, such as minutes.
        size: the milliseconds of one.
        likely: the units to name to somebody who wrote none.
    """
    if isinstance(value, int) and not isinstance(value, bool) and value == 0:
        return 0
    amount = milliseconds(value, likely) / size
    if amount != amount.to_integral_value():
        raise wrong(f"{quoted(value)} is not a whole number of {unit}")
    return int(amount)


def minutes_in(value: object) -> int:
    """Return a written duration in whole minutes; raises a validation error that says what to write."""
    return whole(value, "minutes", 60_000, ("m", "h"))


def window_text(seconds: int) -> str:
    """Return a time window of `seconds` as people write it: `90m`."""
    size, unit = next(
        (size, unit)
        for size, unit in ((604_800, "w"), (86_400, "d"), (3600, "h"), (60, "m"), (1, "s"))
        if seconds % size == 0
    )
    return f"{seconds // size}{unit}"


def duration_text(amount: float, unit: str) -> str:
    """Return a duration as people write it, in the largest unit that needs no fraction.

    Args:
        amount: how many, 0 or more.
        unit: of what: ms, s, m, h or d.
    """
    left = Decimal(str(amount)) * MILLISECONDS[unit]
    units = [each for each in MILLISECONDS if each != "w"]
    best = next((each for each in reversed(units) if left and left % MILLISECONDS[each] == 0), "ms")
    return f"{_shortest(left / MILLISECONDS[best])}{best}" if left else f"0{unit}"


def percentage_text(share: float) -> str:
    """Return a share of one as people write it, in percent."""
    return f"{_shortest(Decimal(str(share)) * _HUNDRED)}%"


def _shortest(number: Decimal) -> str:
    return f"{number.normalize():f}"
