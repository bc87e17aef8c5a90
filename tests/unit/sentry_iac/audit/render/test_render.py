"""Each form of a report says the same; the page needs nothing from elsewhere."""

from __future__ import annotations

import json
import re
from datetime import date
from html.parser import HTMLParser

import pytest

from sentry_iac.audit import FORMATS, Chart, Outcome, Phase, Section, render
from sentry_iac.audit.finding import absent, failed, passed, unknown, warned
from sentry_iac.audit.render.charts import HEIGHT, draw
from tests.unit.sentry_iac.audit.reports import DAYS, made, report

MARKUP = '<script>alert("x")</script> & `code` | @somebody'
CHART = Chart("backend: errors", DAYS, limit=3)
REPORT = report(
    (made("first", weight=5, section=Section.PROJECTS), (passed("read here", "backend", CHART),)),
    (
        made("second", phase=Phase.AFTER),
        (failed(MARKUP, "backend", fix="mend it"), passed("fine", "frontend")),
    ),
    (made("third"), (warned("so so", fix="update it"),)),
    (made("fourth"), (unknown("was refused"),)),
    (made("fifth"), (absent("no replays"),)),
)


class Page(HTMLParser):
    """Collects tags, attributes that fetch something, and text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.fetched: list[str] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.fetched += [
            value or "" for name, value in attrs if name in {"src", "href", "data", "xlink:href"}
        ]

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.mark.parametrize("form", FORMATS)
def test_every_form_names_the_score_every_check_and_what_to_do(form: str) -> None:
    shown = render(REPORT, form)
    for words in ("first", "second", "third", "fourth", "fifth", "mend it", "was refused", str(REPORT.score)):
        assert words in shown.lower()
    assert shown.endswith("\n")


def test_json_is_for_programs() -> None:
    value = json.loads(render(REPORT, "json"))
    assert value["score"] == REPORT.score
    assert [each["outcome"] for each in value["checks"]] == [
        "pass",
        "fail",
        "warn",
        "unknown",
        "does not apply",
    ]
    assert value["checks"][0]["findings"][0]["charts"][0]["days"][0] == ["2026-11-01", 0.0]
    assert value["counts"] == {each.value: 1 for each in Outcome}


def test_markdown_shows_markup_as_it_is_and_mentions_nobody() -> None:
    shown = render(REPORT, "markdown")
    assert "<script>" not in shown
    assert "@somebody" not in shown


def test_text_says_little_about_what_passed() -> None:
    lines = render(REPORT, "text").splitlines()
    assert "       frontend: fine" not in lines
    assert "       backend: errors ▁▃▅▆█▁▃▅▆█▁▃▅▆" in lines


def test_the_page_shows_markup_as_it_is_and_fetches_nothing() -> None:
    page = render(REPORT, "html")
    read = Page(page)
    assert read.fetched == []
    assert not {"script", "link", "iframe", "img", "object"} & set(read.tags)
    assert not re.search(r"url\(|@import", page)
    assert MARKUP.replace("`", "") in read.text


def test_the_page_has_two_checklists_of_what_applies() -> None:
    text = " ".join(Page(render(REPORT, "html")).text.split())
    assert "Before deployment 1 of 3 Projects and DSNs ✓first Alerts !third ?fourth" in text
    assert "After deployment 0 of 1 Alerts ✕second" in text


def test_a_chart_draws_each_day_and_says_its_sum() -> None:
    drawn = draw(CHART)
    assert len(drawn.bars) == len(DAYS)
    assert [bar.over for bar in drawn.bars[:5]] == [False, False, False, False, True]
    assert max(bar.height for bar in drawn.bars) == HEIGHT
    assert (drawn.first, drawn.last) == ("01 Nov", "14 Nov")
    assert drawn.summary == "26 in 14 days, at most 4 a day, limit 3 a day"


def test_a_day_with_little_in_it_is_still_seen() -> None:
    drawn = draw(
        Chart("errors", ((date(2026, 11, 1), 1.0), (date(2026, 11, 2), 100_000.0), (date(2026, 11, 3), 0.0)))
    )
    assert drawn.bars[0].height > 1
    assert drawn.bars[2].height == 0
