"""Computes where the bars and the line of a chart stand in the HTML report."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from sentry_iac.audit.finding import Chart

HEIGHT: Final = 40.0
"""The height of the drawing, in its own units, from the base line to the highest value."""

STEP: Final = 10.0
"""The width of a day, in the same units."""

_GAP: Final = 2.0
_LEAST: Final = 1.5
_RING: Final = 54.0


@dataclass(frozen=True, slots=True)
class Bar:
    """One day: its left edge, width, top and height, and the text for whoever points at it."""

    x: float
    width: float
    y: float
    height: float
    says: str
    over: bool


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chart as a picture of `width` by `HEIGHT`; `limit` is the height of the line across, if there is one."""

    title: str
    width: float
    bars: tuple[Bar, ...]
    limit: float | None
    first: str
    last: str
    summary: str


def draw(chart: Chart) -> Drawing:
    """Return a chart as a picture. A day with anything in it gets a bar that can be seen."""
    values = [value for _, value in chart.days]
    top = max([*values, chart.limit or 0.0, 1.0])
    bars = []
    for place, (day, value) in enumerate(chart.days):
        height = max(value / top * HEIGHT, _LEAST) if value > 0 else 0.0
        bars.append(
            Bar(
                x=place * STEP + _GAP / 2,
                width=STEP - _GAP,
                y=HEIGHT - height,
                height=height,
                says=f"{day:%d %b}: {number(value)}",
                over=chart.limit is not None and value > chart.limit,
            )
        )
    most = max(values, default=0.0)
    limit = f", limit {number(chart.limit)} a day" if chart.limit is not None else ""
    return Drawing(
        title=chart.title,
        width=len(chart.days) * STEP,
        bars=tuple(bars),
        limit=None if chart.limit is None else HEIGHT - chart.limit / top * HEIGHT,
        first=f"{chart.days[0][0]:%d %b}" if chart.days else "",
        last=f"{chart.days[-1][0]:%d %b}" if chart.days else "",
        summary=f"{number(sum(values))} in {len(values)} days, at most {number(most)} a day{limit}",
    )


def ring(score: int) -> tuple[float, float]:
    """Return the length of the arc of a score and the length of the whole ring of radius 54."""
    around = 2 * math.pi * _RING
    return around * score / 100, around


def number(value: float) -> str:
    """Return a count for people: `1,234`, or with one digit behind the point where it is not whole."""
    return f"{value:,.0f}" if value == int(value) else f"{value:,.1f}"
