"""The types of quantities in `sentry.yaml`: what a person writes, what Sentry takes, and its JSON schema."""

from __future__ import annotations

from typing import Annotated, Any, Final

from pydantic import BeforeValidator, PlainValidator, WithJsonSchema

from sentry_iac.estate.text.errors import quoted
from sentry_iac.estate.text.units import (
    MILLISECONDS,
    Threshold,
    any_level,
    count,
    fraction,
    milliseconds,
    minutes_in,
    whole,
    wrong,
)
from sentry_rules.monitors import LONGEST_WINDOW, SHORTEST_WINDOW


def _window(value: object) -> int:
    seconds = whole(value, "seconds", 1_000)
    if seconds and not SHORTEST_WINDOW <= seconds <= LONGEST_WINDOW:
        raise wrong(f"must lie between 1m and 24h, and {quoted(value)} does not")
    return seconds


def _days(value: object) -> int:
    days = whole(value, "days", 86_400_000, ("d", "w"))
    if days < 1:
        raise wrong(f"{quoted(value)} is less than a day; write e.g. 30d")
    return days


_NUMBER: Final = r"[0-9]+(\.[0-9]+)?"
_PERCENTAGE: Final = rf"{_NUMBER} ?%"

DURATION: Final = rf"{_NUMBER} ?({'|'.join(MILLISECONDS)})"
"""The pattern of a duration as people write it."""


def text_schema(title: str, pattern: str, hint: str) -> dict[str, Any]:
    """Return the JSON schema of a quantity that is text.

    Args:
        title: what it is; an editor shows it above what the key says.
        pattern: of the text, without blanks around it.
        hint: what an editor says where the pattern does not match.
    """
    return {
        "title": title,
        "type": "string",
        "pattern": rf"^\s*({pattern})\s*$",
        "patternErrorMessage": hint,
    }


_A_DURATION: Final = text_schema(
    "Duration", DURATION, "Write a number and its unit: ms, s, m, h, d or w, such as 5m."
)
# No choice between two schemas: an editor would show the titles of both.
_OR_ZERO: Final = {**_A_DURATION, "type": ["string", "integer"], "minimum": 0, "maximum": 0}
_SHARE: Final = text_schema("Percentage", _PERCENTAGE, "Write a number and a percent sign, such as 1%.")
_LEVEL: Final = {
    **text_schema(
        "Number, duration or percentage",
        rf"{DURATION}|{_PERCENTAGE}",
        "Write a plain number, a duration such as 2s, or a percentage such as 1%.",
    ),
    "type": ["number", "string"],
}

Milliseconds = Annotated[
    float, BeforeValidator(lambda value: float(milliseconds(value))), WithJsonSchema(_A_DURATION)
]
Seconds = Annotated[
    int, BeforeValidator(lambda value: whole(value, "seconds", 1_000)), WithJsonSchema(_OR_ZERO)
]
Minutes = Annotated[int, BeforeValidator(minutes_in), WithJsonSchema(_OR_ZERO)]
Hours = Annotated[
    int, BeforeValidator(lambda value: whole(value, "hours", 3_600_000, ("h", "d"))), WithJsonSchema(_OR_ZERO)
]
Days = Annotated[int, BeforeValidator(_days), WithJsonSchema(_A_DURATION)]
Window = Annotated[int, BeforeValidator(_window), WithJsonSchema(_OR_ZERO)]
Fraction = Annotated[float, BeforeValidator(lambda value: float(fraction(value))), WithJsonSchema(_SHARE)]
Rate = Annotated[
    str, BeforeValidator(lambda value: f"{fraction(value).normalize():f}"), WithJsonSchema(_SHARE)
]
Count = Annotated[
    float,
    BeforeValidator(lambda value: float(count(value))),
    WithJsonSchema({"type": "number", "minimum": 0}),
]
AnyLevel = Annotated[Threshold, PlainValidator(any_level), WithJsonSchema(_LEVEL)]
