"""Checks of single values, and of objects field by field, in the words that Sentry's API answers with."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from typing import Any

from sentry_sandbox.http.errors import field_errors
from sentry_sandbox.store import JsonObject

REQUIRED = "This field is required."
NOT_NULL = "This field may not be null."
SLUG_PATTERN = re.compile(r"^(?![0-9]+$)[a-z0-9_\-]+$")
_TRUE = frozenset(("t", "T", "y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON", "1", 1))
_FALSE = frozenset(
    ("f", "F", "n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF", "0", 0)
)
_ZERO_FRACTION = re.compile(r"\.0*\s*$")


class Invalid(Exception):
    """A value that its field refuses.

    Args:
        problem: a message, or messages nested as the value is.
    """

    def __init__(self, problem: Any) -> None:
        super().__init__("invalid value")
        self.problem: Any = [problem] if isinstance(problem, str) else problem


Cleaner = Callable[[Any], Any]
"""Takes a JSON value, and returns the value to store or raises `Invalid`."""


def text(limit: int | None = None, *, blank: bool = True, trim: bool = True) -> Cleaner:
    """A string; numbers become strings, as Sentry does it."""

    def clean(value: Any) -> str:
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            raise Invalid("Not a valid string.")
        result = str(value).strip() if trim else str(value)
        if not result and not blank:
            raise Invalid("This field may not be blank.")
        if limit is not None and len(result) > limit:
            raise Invalid(f"Ensure this field has no more than {limit} characters.")
        return result

    return clean


def matching(pattern: re.Pattern[str], limit: int) -> Cleaner:
    """A string of a pattern, or an empty one."""

    def clean(value: Any) -> str:
        result: str = text(limit)(value)
        if result and not pattern.fullmatch(result):
            raise Invalid("This value does not match the required pattern.")
        return result

    return clean


def lines(*, lower: bool = False) -> Cleaner:
    """A text of lines, kept as Sentry keeps such options: each line trimmed, empty ones dropped."""

    def clean(value: Any) -> str:
        kept = [line.strip() for line in text(trim=False)(value).splitlines() if line.strip()]
        return "\n".join(line.lower() if lower else line for line in kept)

    return clean


def boolean(value: Any) -> bool:
    """True or false, in any of the words that Django REST framework takes for them."""
    if isinstance(value, bool | int | str) and value in _TRUE:
        return True
    if isinstance(value, bool | int | str) and value in _FALSE:
        return False
    raise Invalid("Must be a valid boolean.")


def integer(low: int | None = None, high: int | None = None) -> Cleaner:
    """A whole number in a range; `300.0` and `"300"` are whole numbers."""

    def clean(value: Any) -> int:
        if isinstance(value, bool):
            raise Invalid("A valid integer is required.")
        try:
            result = int(_ZERO_FRACTION.sub("", str(value)))
        except ValueError:
            raise Invalid("A valid integer is required.") from None
        _within(result, low, high)
        return result

    return clean


def number(low: float | None = None, high: float | None = None) -> Cleaner:
    """A number in a range, kept as it is."""

    def clean(value: Any) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise Invalid("A valid number is required.")
        _within(value, low, high)
        return value

    return clean


def _within(value: float, low: float | None, high: float | None) -> None:
    if low is not None and value < low:
        raise Invalid(f"Ensure this value is greater than or equal to {low}.")
    if high is not None and value > high:
        raise Invalid(f"Ensure this value is less than or equal to {high}.")


def choice(options: Collection[Any]) -> Cleaner:
    """One of these."""

    def clean(value: Any) -> Any:
        if isinstance(value, list | dict) or value not in options:
            raise Invalid(f'"{value}" is not a valid choice.')
        return value

    return clean


def listing(item: Cleaner, *, empty: bool = True) -> Cleaner:
    """A list whose every item passes."""

    def clean(value: Any) -> list[Any]:
        if not isinstance(value, list):
            raise Invalid(f'Expected a list of items but got type "{type(value).__name__}".')
        if not value and not empty:
            raise Invalid("This list may not be empty.")
        return [item(entry) for entry in value]

    return clean


def only(item: Cleaner) -> Cleaner:
    """A list with exactly one item, a monitor's data source; the item is stored."""

    def clean(value: Any) -> Any:
        sources = listing(item)(value)
        if len(sources) != 1:
            raise Invalid("Exactly one data source is required.")
        return sources[0]

    return clean


def mapping(value: Any) -> JsonObject:
    """A JSON object, kept as it is."""
    if not isinstance(value, dict):
        raise Invalid(f'Expected a dictionary of items but got type "{type(value).__name__}".')
    return value


def nullable(cleaner: Cleaner) -> Cleaner:
    """Null, or what the other cleaner takes."""

    def clean(value: Any) -> Any:
        return None if value is None else cleaner(value)

    return clean


def slug(limit: int) -> Cleaner:
    """A slug: lower-case letters, digits, `_` and `-`, not digits alone."""

    def clean(value: Any) -> str:
        result: str = text(limit)(value)
        if not SLUG_PATTERN.match(result):
            raise Invalid(
                "Enter a valid slug consisting of lowercase letters, numbers, underscores or hyphens. "
                "It cannot be entirely numeric."
            )
        return result

    return clean


def expect_object(body: Any, non_field: str) -> JsonObject:
    """The body as a JSON object.

    Raises:
        ApiError: 400, under the endpoint's name for errors of no field.
    """
    if isinstance(body, dict):
        return body
    raise field_errors({non_field: [f"Invalid data. Expected a dictionary, but got {type(body).__name__}."]})


def clean_object(
    body: JsonObject, cleaners: Mapping[str, Cleaner], *, required: Collection[str] = ()
) -> JsonObject:
    """The known fields of an object, checked; unknown fields are dropped silently, as Sentry does.

    Raises:
        Invalid: has the messages of every refused field.
    """
    problems: JsonObject = {}
    result: JsonObject = {}
    for name, cleaner in cleaners.items():
        if name not in body:
            if name in required:
                problems[name] = [REQUIRED]
            continue
        try:
            if body[name] is None:
                result[name] = _null(cleaner)
            else:
                result[name] = cleaner(body[name])
        except Invalid as invalid:
            problems[name] = invalid.problem
    if problems:
        raise Invalid(problems)
    return result


def _null(cleaner: Cleaner) -> Any:
    try:
        return cleaner(None)
    except Invalid:
        raise Invalid(NOT_NULL) from None


def clean_body(
    body: Any,
    cleaners: Mapping[str, Cleaner],
    *,
    required: Collection[str] = (),
    non_field: str = "non_field_errors",
) -> JsonObject:
    """The known fields of a request body.

    Raises:
        ApiError: 400 with the messages per field.
    """
    try:
        return clean_object(expect_object(body, non_field), cleaners, required=required)
    except Invalid as invalid:
        raise field_errors(invalid.problem) from None
