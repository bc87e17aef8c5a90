"""Each form of a report says the same; the page needs nothing from elsewhere."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser

import pytest

from sentry_iac.audit import FORMATS, Chart, Finding, Outcome, Phase, Section, render
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
        self.ids: list[str] = []
        self.fetched: list[str] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.ids += [value or "" for name, value in attrs if name == "id"]
        self.fetched += [
            value or "" for name, value in attrs if name in {"src", "href", "data", "xlink:href"}
        ]

    @property
    def body(self) -> str:
        """The text without the style sheet, with one space between words."""
        return " ".join(self.text.rpartition("}")[2].split())

    def handle_data(self, data: str) -> None:
        self.text += f"{data} "


@pytest.mark.parametrize("form", FORMATS)
def test_every_form_names_the_score_every_check_and_what_to_do(form: str) -> None:
    shown = render(REPORT, form)
    names = (
        ("second", "third", "fourth") if form == "text" else ("first", "second", "third", "fourth", "fifth")
    )
    for words in (*names, "mend it", "was refused", str(REPORT.score)):
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


def test_text_says_what_is_wrong_first_and_folds_what_passed() -> None:
    lines = render(REPORT, "text").splitlines()
    assert lines[0].endswith(f"{REPORT.score} of 100")
    assert lines[3:5] == ["Failed", "  X  not second"]
    assert [line for line in lines if line and not line.startswith(" ")][1:5] == [
        "Failed",
        "Unknown",
        "Warned",
        "Passed (--verbose shows each)",
    ]
    assert "  ?  nobody could tell whether fourth" in lines
    assert lines[lines.index("Passed (--verbose shows each)") + 1 :][:2] == [
        "  ok Projects and DSNs: 1 of 1",
        "  -  Alerts: 0 of 4, 1 do not apply",
    ]
    assert not any("frontend: fine" in line or "first" in line for line in lines)


def test_text_names_each_check_where_it_is_asked_to() -> None:
    lines = render(REPORT, "text", verbose=True).splitlines()
    assert "       ok first" in lines
    assert "          backend: errors ▁▃▅▆█▁▃▅▆█▁▃▅▆" in lines
    assert "       -  fifth" in lines


@pytest.mark.parametrize("form", ["text", "markdown", "html", "sarif"])
def test_a_failure_is_said_in_words_that_are_true(form: str) -> None:
    check = replace(made("roles", weight=5), fails="somebody is an owner", fails_many="{} people are owners")
    many = report((check, (failed("a", "a@example.com", fix="x"), failed("b", "b@example.com", fix="x"))))
    one = report((check, (failed("a", "a@example.com", fix="x"), passed("b", "b@example.com"))))
    assert ("somebody is an owner" in render(one, form).lower()) or form == "sarif"
    if form != "sarif":
        assert "2 people are owners" in render(many, form)


@pytest.mark.parametrize(
    ("weight", "found", "colour"),
    [
        (5, failed("x", fix="y"), "fail"),
        (4, failed("x", fix="y"), "fail"),
        (3, failed("x", fix="y"), "warn"),
        (5, warned("x", fix="y"), "pass"),
    ],
)
def test_a_high_score_is_not_green_where_something_fails(weight: int, found: Finding, colour: str) -> None:
    fine = [(made(f"fine-{number}", weight=5), (passed("x"),)) for number in range(30)]
    page = render(report((made("bad", weight=weight), (found,)), *fine), "html")
    assert f'class="stroke-{colour}"' in page
    assert ("grave failure" in Page(page).body) is (colour == "fail")


def test_the_page_shows_markup_as_it_is_and_fetches_nothing() -> None:
    page = render(REPORT, "html")
    read = Page(page)
    assert [each for each in read.fetched if not each.startswith("#")] == []
    assert not {"script", "link", "iframe", "img", "object"} & set(read.tags)
    assert not re.search(r"url\(|@import", page)
    assert " ".join(MARKUP.replace("`", "").split()) in read.body.replace("code |", "code |")


def test_each_line_leads_to_its_detail() -> None:
    read = Page(render(REPORT, "html"))
    assert set(read.fetched) == {"#first", "#second", "#third", "#fourth"}
    assert {"first", "second", "third", "fourth", "fifth"} <= set(read.ids)
    assert len(read.ids) == len(set(read.ids))


def test_the_page_begins_with_what_is_wrong_and_folds_what_passed() -> None:
    page = render(REPORT, "html")
    headings = re.findall(r"<h2>([^<]+)<", page)
    assert [each.strip() for each in headings] == [
        *("Failed", "Unknown", "Warned", "What would raise the score"),
        *("Before deployment", "After deployment", "Passed", "Does not apply"),
    ]
    folded = re.findall(r"<details>.*?</details>", page, re.S)
    assert [each for each in folded if 'id="first"' in each]
    assert not [each for each in folded if 'id="second"' in each]


def test_a_reason_that_many_checks_share_is_said_once() -> None:
    dark = [(made(f"dark-{number}"), (unknown("no Sentry to ask"),)) for number in range(5)]
    page = render(report(*dark), "html")
    assert page.count("no Sentry to ask") == 1
    assert {f"dark-{number}" for number in range(5)} <= set(Page(page).ids)


def test_the_page_has_two_checklists_of_what_applies() -> None:
    text = Page(render(REPORT, "html")).body
    assert "Before deployment 1 of 3 ! not third ? nobody could tell whether fourth 1 passed" in text
    assert "1 passed Projects and DSNs ✓ first" in text
    assert "After deployment 0 of 1 ✕ not second" in text


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
