"""One plan, three ways to show it, and a comment that always fits."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from pulumi.automation.events import EngineEvent

from sentry_iac.plan import Kind, make_plan, render
from sentry_iac.plan.render import COMMENT_LIMIT, escape, read_marker, render_failure, render_markdown
from sentry_iac.plan.scrub import Scrubber
from tests.unit.sentry_iac.plan.support import (
    ALERT,
    KEY,
    MONITOR,
    PERSON,
    allowing,
    event,
    plan_of,
    steps_of,
)

GOLDEN = Path(__file__).parent / "golden"

RAISED = {**MONITOR, "conditions": [{"type": "gt", "comparison": 3000, "result": "high"}]}

STORIES: dict[str, list[EngineEvent]] = {
    "deletes-an-alert": [event("delete", "Alert", "web-monitors", ALERT, id="41")],
    "raises-a-threshold": [
        event(
            "update",
            "MetricMonitor",
            "web-latency",
            MONITOR,
            RAISED,
            id="31",
            changed=("conditions[0].comparison",),
        )
    ],
    "rotates-a-key": [
        event("create", "ProjectKey", "web-2", None, {**KEY, "name": "production-2"}),
        event(
            "update", "ProjectKey", "web", KEY, {**KEY, "isActive": False}, id="7/0123", changed=("isActive",)
        ),
        event(
            "update",
            "EnvFile",
            "web",
            {"path": "web/.env", "values": {"SENTRY_DSN": "[secret]"}},
            {"path": "web/.env", "values": {"SENTRY_DSN": "[secret]"}},
            changed=("values.SENTRY_DSN",),
        ),
    ],
    "removes-a-person": [event("delete", "Member", "ada", PERSON, id="3", parent="")],
    "changes-nothing": [],
}


@pytest.mark.parametrize("story", STORIES)
def test_a_comment_reads_as_it_was_agreed(story: str) -> None:
    """The files are what a reviewer sees; `GOLDEN=write` writes them anew, to be looked at."""
    shown = render(plan_of(*STORIES[story]), "markdown")
    file = GOLDEN / f"{story}.md"
    if os.environ.get("GOLDEN") == "write":
        file.write_text(shown)
    assert shown == file.read_text()


def test_json_holds_the_same_as_the_text() -> None:
    plan = plan_of(*STORIES["deletes-an-alert"], *STORIES["raises-a-threshold"])
    value = json.loads(render(plan, "json"))
    assert value["counts"] == {"delete": 1, "replace": 0, "update": 1, "create": 0, "unchanged": 3}
    assert value["forbidden"] is True
    text = render(plan, "text")
    for change in value["changes"]:
        assert change["title"] in text
    for risk in value["risks"]:
        assert risk["sentence"] in text


def test_what_goes_comes_first_and_the_order_never_depends_on_the_engine() -> None:
    events = [each for story in STORIES.values() for each in story]
    plan = plan_of(*events)
    assert [each.action.value for each in plan.changes] == [
        "delete",
        "delete",
        "update",
        "update",
        "update",
        "create",
    ]
    assert render(plan_of(*reversed(events)), "json") == render(plan, "json")


def many(count: int) -> list[EngineEvent]:
    monitors = [
        event("create", "MetricMonitor", f"web-{number}", None, {**MONITOR, "name": f"web: 監視 {number}"})
        for number in range(count)
    ]
    return [*monitors, event("delete", "Alert", "web-monitors", ALERT, id="41")]


def test_a_comment_stays_under_githubs_limit_and_says_what_it_cut() -> None:
    shown = render(plan_of(*many(2000)), "markdown")
    assert len(shown.encode()) <= COMMENT_LIMIT
    assert "more lines, cut because a comment has an end" in shown
    # What is lost is never cut for what is new.
    assert "- alert **web: monitors**" in shown
    assert "alert-lost" in shown
    assert shown.endswith("shows all.\n")


@pytest.mark.parametrize("limit", range(1200, 3000, 97))
def test_a_comment_fits_any_limit_and_counts_what_it_cut(limit: int) -> None:
    plan = plan_of(*many(30))
    shown = render_markdown(plan, limit)
    assert len(shown.encode()) <= limit
    cut = int(shown.split("… and ")[1].split(" more")[0])
    assert sum(line.startswith("- ") for line in shown.splitlines()) == 32 - cut


def test_the_next_run_finds_the_comment_by_its_first_line() -> None:
    states = {
        "none": plan_of(),
        "some": plan_of(*STORIES["raises-a-threshold"]),
        "forbidden": plan_of(*STORIES["deletes-an-alert"]),
    }
    for state, plan in states.items():
        marked = read_marker(render(plan, "markdown"))
        assert marked is not None
        assert (marked.kind, marked.stack, marked.state) == ("preview", "prod", state)
    failed = read_marker(render_failure(Kind.PREVIEW, "acme/prod --> x", "no token"))
    assert failed is not None
    assert failed.state == "failed"


def test_a_comment_mentions_nobody_and_is_no_markup() -> None:
    hostile = "<img src=x> **bold** @octocat #1 `code` [link](http://example.com) | \\"
    name = escape(hostile)
    for active in ("<img", "**", "@octocat", "#1", "[link]"):
        assert active not in name.replace("\\<", "").replace("\\[", "").replace("\\*", "")
    shown = render(plan_of(event("create", "Alert", "x", None, {**ALERT, "name": hostile})), "markdown")
    assert "<img" not in shown.replace("\\<img", "")


def test_an_allowed_risk_says_why() -> None:
    plan = plan_of(*STORIES["deletes-an-alert"], guard=allowing("alert-lost", "web-monitors"))
    assert "(allowed: moved to the on-call tool)" in render(plan, "text")
    assert "guard:" not in render(plan, "text")


def test_drift_is_told_as_what_others_did_and_judges_nobody() -> None:
    plan = make_plan(
        Kind.DRIFT,
        "prod",
        steps_of(*STORIES["deletes-an-alert"]),
        guard=allowing("alert-lost", "x"),
        scrub=Scrubber({}),
    )
    assert plan.verdicts == ()
    assert plan.notes == ()
    assert "1 deleted by hand" in render(plan, "text")
    assert "**Was deleted**" in render(plan, "markdown")
