"""Crontabs as Sentry reads and stores them: five fields of Debian's cron, or one of six aliases."""

from __future__ import annotations

import calendar
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sentry_sandbox.behaviour.rules import fields as f

_ALIASES = {
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
    "@monthly": "0 0 1 * *",
    "@weekly": "0 0 * * 0",
    "@daily": "0 0 * * *",
    "@hourly": "0 * * * *",
}
_MONTHS = ("", "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_DAYS = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")
_LONGEST_MONTHS = (0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_NUMBER = re.compile(r"[0-9]+")
_NTH = re.compile(r"(\w+)#([1-5])")
_LAST_OF_ITS_KIND = re.compile(r"([0-7])L")
_YEARS = 50


@dataclass(frozen=True)
class _Field:
    low: int
    high: int
    names: Sequence[str] = ()

    def numbers(self, text: str) -> list[int]:
        """The numbers that one term of a list stands for, in order.

        Raises:
            ValueError: it is not valid.
        """
        term, slash, step = text.partition("/")
        if slash and (not _NUMBER.fullmatch(step) or not int(step)):
            raise ValueError
        if term == "*":
            found = list(range(self.low, self.high + 1))
        elif "-" in term:
            first, _, last = term.partition("-")
            found = list(range(self._number(first), self._number(last) + 1))
        else:
            found = [self._number(term)]
        if not found:
            raise ValueError
        if slash and len(found) == 1:
            found = list(range(found[0], self.high + 1))
        return found[:: int(step) if slash else 1]

    def _number(self, text: str) -> int:
        number = self.names.index(text) if text and text in self.names else None
        if number is None and _NUMBER.fullmatch(text):
            number = int(text)
        if number is None or not self.low <= number <= self.high:
            raise ValueError
        return number


_MINUTE, _HOUR = _Field(0, 59), _Field(0, 23)
_DAY, _MONTH, _WEEKDAY = _Field(1, 31), _Field(1, 12, _MONTHS), _Field(0, 7, _DAYS)


def crontab(value: Any) -> str:
    """The normal form of a crontab.

    Raises:
        Invalid: Sentry refuses it.
    """
    text: str = f.text(blank=False)(value)
    normal = re.sub(r"\s+", " ", text).strip()
    if normal.startswith("@"):
        if normal not in _ALIASES:
            raise f.Invalid("Schedule was not parseable")
        normal = _ALIASES[normal]
    if len(normal.split()) > 5:  # noqa: PLR2004 - the fields of a crontab
        raise f.Invalid("Only 5 field crontab syntax is supported")
    try:
        _check(normal.upper().split())
    except ValueError:
        raise f.Invalid("Schedule is invalid") from None
    return normal


def _check(written: list[str]) -> None:
    minute, hour, day, month, weekday = written
    for field, text in ((_MINUTE, minute), (_HOUR, hour)):
        for term in text.split(","):
            field.numbers(term)
    months = {number for term in month.split(",") for number in _MONTH.numbers(term)}
    days = {number for term in day.split(",") for number in _days(term)}
    fifth = [_weekdays(term) for term in weekday.split(",")]
    both = day.startswith("*") or weekday.startswith("*")
    if both and min(days) > max(_LONGEST_MONTHS[number] for number in months):
        raise ValueError
    if both and all(fifth) and not _some_fifth_week(months):
        raise ValueError


def _days(term: str) -> list[int]:
    # The last day of a month, or its last working day: every month has one.
    return [0] if re.fullmatch(r"LW?(/[0-9]*[1-9][0-9]*)?", term) else _DAY.numbers(term)


def _weekdays(term: str) -> bool:
    """Whether it is a fifth weekday of a month.

    Raises:
        ValueError: it is no day of the week.
    """
    if _LAST_OF_ITS_KIND.fullmatch(term):
        return False
    if nth := _NTH.fullmatch(term):
        _WEEKDAY.numbers(nth[1])
        return nth[2] == "5"
    _WEEKDAY.numbers(term)
    return False


def _some_fifth_week(months: set[int]) -> bool:
    return any(
        calendar.monthrange(year, month)[1] > 28  # noqa: PLR2004 - four weeks
        for year in range(2024, 2024 + _YEARS)
        for month in months
    )
