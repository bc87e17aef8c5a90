"""Who changed what drifted: named where an entry of the audit log says so beyond doubt, and nowhere else."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from pulumi_sentry.keys.key_id import KeyId
from sentry_iac.drift.audit_log import authors_of
from sentry_iac.estate import GuardSpec
from sentry_iac.plan import Author, Kind, Plan, Step, make_plan, read_steps, render
from sentry_iac.plan.scrub import Scrubber
from tests.unit.sentry_iac.plan.support import ALERT, KEY, MONITOR, PERSON, event

KNOWN = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
PUBLIC = "0123456789abcdef0123456789abcdef"
ADA = {"name": "developer@example.com", "email": "ada@example.com"}


def entry(name: str, target: object, **more: Any) -> dict[str, Any]:
    return {
        "event": name,
        "targetObject": target,
        "actor": ADA,
        "note": "",
        "dateCreated": "2026-11-24T10:00:00.000000Z",
        **more,
    }


def drifted(op: str, kind: str, arguments: dict[str, Any], id: str) -> Step:
    new = None if op == "delete" else {**arguments, "enabled": False}
    changed = () if op == "delete" else ("enabled",)
    found = event(op, kind, "one", arguments, new, id=id, changed=changed, when="resOutputsEvent")
    [step] = read_steps([found], refresh=True)
    return step


def named(step: Step, *entries: dict[str, Any], since: datetime = KNOWN) -> str:
    return str(authors_of([step], {step.urn: since}, entries).get(step.urn, ""))


@pytest.mark.parametrize(
    ("step", "name", "target"),
    [
        (drifted("update", "Alert", ALERT, "41"), "workflow.edit", 41),
        (drifted("delete", "Alert", ALERT, "41"), "workflow.remove", "41"),
        (drifted("update", "MetricMonitor", MONITOR, "31"), "detector.edit", 31),
        (drifted("update", "Project", {"slug": "web"}, "7"), "project.edit", 7),
        (drifted("delete", "Team", {"slug": "core"}, "5"), "team.remove", 5),
        (drifted("delete", "Member", PERSON, "3"), "member.remove", 3),
    ],
)
def test_an_entry_about_this_object_and_this_change_names_its_actor(
    step: Step, name: str, target: object
) -> None:
    assert named(step, entry(name, target)) == "by developer@example.com, 2026-11-24 10:00 UTC"
    other = {"edit": "remove", "remove": "edit"}
    kind, _, verb = name.partition(".")
    assert named(step, entry(f"{kind}.{other[verb]}", target)) == ""
    assert named(step, entry(name, 999)) == ""
    assert named(step, entry("integration.edit", target)) == ""


@pytest.mark.parametrize("id", [str(KeyId.of(7, PUBLIC)), f"7/{PUBLIC}"], ids=["digest", "state of 0.1.0"])
def test_a_key_is_known_by_its_public_half_alone(id: str) -> None:
    step = drifted("update", "ProjectKey", KEY, id)
    assert named(step, entry("projectkey.edit", 12, note=f"edited project key {PUBLIC}")) != ""
    assert named(step, entry("projectkey.edit", 7, note="edited project key ffff")) == ""


def test_what_the_state_knows_already_is_nobody_s_drift() -> None:
    step = drifted("update", "Alert", ALERT, "41")
    assert named(step, entry("workflow.edit", 41), since=datetime(2026, 11, 24, 10, 0, tzinfo=UTC)) == ""
    assert authors_of([step], {}, [entry("workflow.edit", 41)]) == {}


def test_the_last_one_counts() -> None:
    step = drifted("update", "Alert", ALERT, "41")
    later = entry("workflow.edit", 41, actor={"name": "Grace"}, dateCreated="2026-11-24T11:30:00+01:00")
    assert named(step, later, entry("workflow.edit", 41)) == "by Grace, 2026-11-24 10:30 UTC"


@pytest.mark.parametrize(
    "more",
    [
        {"dateCreated": None},
        {"dateCreated": "yesterday"},
        {"dateCreated": "2026-11-24T10:00:00"},
        {"actor": None},
        {"actor": "developer@example.com"},
        {"actor": {"name": " "}},
        {"targetObject": None},
        {"event": None},
    ],
)
def test_an_entry_that_does_not_say_it_all_names_nobody(more: dict[str, Any]) -> None:
    assert named(drifted("update", "Alert", ALERT, "41"), entry("workflow.edit", 41, **more)) == ""


@pytest.mark.parametrize("name", [f"{PUBLIC} (api key)", PUBLIC])
def test_an_api_key_is_not_written_out(name: str) -> None:
    step = drifted("update", "Alert", ALERT, "41")
    said = named(step, entry("workflow.edit", 41, actor={"name": name}))
    assert said == "by an API key, 2026-11-24 10:00 UTC"


def plan_by(name: str) -> Plan:
    step = drifted("update", "Alert", ALERT, "41")
    authors = {step.urn: Author(name, datetime(2026, 11, 24, 10, 0, tzinfo=UTC))}
    return make_plan(
        Kind.DRIFT,
        "prod",
        [step],
        guard=GuardSpec(),
        scrub=Scrubber({"A_TOKEN": "canary-of-a-token"}),
        authors=authors,
    )


def test_each_way_to_show_it_names_the_author() -> None:
    plan = plan_by("developer@example.com")
    assert "web: monitors**: switched off (by developer@<!-- -->example.com, 2026-11-24 10:00 UTC)" in render(
        plan, "markdown"
    )
    assert "'web: monitors': switched off (by developer@example.com, 2026-11-24 10:00 UTC)" in render(
        plan, "text"
    )
    [change] = json.loads(render(plan, "json"))["changes"]
    assert change["author"] == {"name": "developer@example.com", "at": "2026-11-24T10:00:00Z"}


def test_a_name_mentions_nobody_and_holds_no_secret() -> None:
    shown = render(plan_by("@ada canary-of-a-token\n# x"), "markdown")
    assert "(by @<!-- -->ada " in shown
    assert "canary" not in shown
