"""Whatever may be regretted is found, named and judged."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import pytest
from pulumi.automation.events import EngineEvent
from pulumi.runtime.rpc import UNKNOWN

from sentry_iac.estate import RISKS, GuardSpec
from sentry_iac.plan import Kind, make_plan
from sentry_iac.plan.render import render_markdown, render_text
from sentry_iac.plan.risks import takes_key_out_of_use
from sentry_iac.plan.scrub import Scrubber
from tests.unit.sentry_iac.plan.support import (
    ALERT,
    FORBIDDEN,
    KEY,
    MONITOR,
    PERSON,
    allowing,
    event,
    plan_of,
    risks_of,
    steps_of,
)

TEAMLESS = {**ALERT["actionFilters"][0], "actions": []}  # type: ignore[index]
SCRUBBED = {"slug": "web", "dataScrubber": True, "sensitiveFields": ["iban"], "storeCrashReports": 5}
ROLES = {**PERSON, "teamRoles": [{"teamSlug": "core", "role": "contributor"}]}


RISKY: list[tuple[EngineEvent, list[tuple[str, str]]]] = [
    (
        event("delete", "Project", "web", {"slug": "web"}, id="7"),
        [("project-lost", "project web is deleted, with all its issues and events")],
    ),
    (
        event("replace", "Project", "web", {"slug": "web"}, {"slug": "web"}, id="7"),
        [("project-lost", "project web is replaced: the old one goes, with all its issues and events")],
    ),
    (
        event("delete", "MetricMonitor", "web-latency", MONITOR, id="31"),
        [
            (
                "monitor-lost",
                "monitor 'web: latency' (project web) goes away: nothing watches p95(span.duration) above 2s "
                "any more",
            )
        ],
    ),
    (
        event(
            "update",
            "CronMonitor",
            "web-job",
            {"name": "job", "enabled": True},
            {"name": "job", "enabled": False},
        ),
        [("monitor-lost", "cron monitor job (project web) is switched off")],
    ),
    (
        event("delete", "Alert", "web-monitors", ALERT, id="41"),
        [
            (
                "alert-lost",
                "alert 'web: monitors' (project web) goes away: nobody is told of web: latency, web: errors "
                "any more (it mails team core)",
            )
        ],
    ),
    (
        event(
            "update",
            "Alert",
            "web-monitors",
            ALERT,
            {**ALERT, "monitors": ["31"]},
            changed=("monitors[1]",),
        ),
        [("alert-lost", "alert 'web: monitors' (project web) no longer tells of web: errors")],
    ),
    (
        event(
            "update",
            "Alert",
            "web-monitors",
            ALERT,
            {**ALERT, "actionFilters": [TEAMLESS]},
            changed=("actionFilters",),
        ),
        [("alert-lost", "alert 'web: monitors' (project web) no longer mails team core")],
    ),
    (
        event("update", "ProjectKey", "web", KEY, {**KEY, "isActive": False}, changed=("isActive",)),
        [
            (
                "key-lost",
                "client key production of project web is deactivated: whoever still sends with it is refused",
            )
        ],
    ),
    (
        event(
            "update",
            "Project",
            "web",
            SCRUBBED,
            {"slug": "web", "dataScrubber": False, "sensitiveFields": [], "storeCrashReports": -1},
            changed=("dataScrubber", "sensitiveFields[0]", "storeCrashReports"),
        ),
        [
            ("privacy-loosened", "project web: data scrubbing is off"),
            ("privacy-loosened", "project web: more crash reports are stored"),
            ("privacy-loosened", "project web: no longer scrubs iban"),
        ],
    ),
    (
        event(
            "create",
            "OrganizationSettings",
            "acme",
            None,
            {"safeFields": ["card"], "openMembership": True},
            parent="",
        ),
        [
            ("access-gained", "organization settings acme: open membership is on"),
            ("privacy-loosened", "organization settings acme: never scrubs card"),
        ],
    ),
    (
        event("delete", "Member", "ada", PERSON, id="3", parent=""),
        [("access-lost", "member ada@example.com is removed from the organization")],
    ),
    (event("delete", "Member", "ada", {"email": "ada@example.com"}, id="3", parent=""), []),
    (
        event(
            "update",
            "Member",
            "ada",
            PERSON,
            {**PERSON, "orgRole": "owner"},
            parent="",
            changed=("orgRole",),
        ),
        [("access-gained", "member ada@example.com: role admin → owner")],
    ),
    (
        event("update", "Member", "ada", ROLES, PERSON, parent="", changed=("teamRoles",)),
        [("access-lost", "member ada@example.com leaves team core")],
    ),
    (
        event("create", "ProjectTeam", "web-core", None, {"project": "7", "team": "5"}),
        [("access-gained", "access of team core to project web begins")],
    ),
    (
        event(
            "update",
            "Project",
            "web",
            {"slug": "web", "team": "5"},
            {"slug": "web", "team": "6"},
            changed=("team",),
        ),
        [("access-gained", "team 6 gets project web"), ("access-lost", "team core loses project web")],
    ),
    (
        event(
            "update",
            "Project",
            "web",
            {"slug": "web", "team": "5"},
            {"slug": "web", "team": UNKNOWN},
            changed=("team",),
        ),
        [("access-gained", "a new team gets project web"), ("access-lost", "team core loses project web")],
    ),
]


@pytest.mark.parametrize(("happens", "expected"), RISKY)
def test_a_risk_is_found(happens: EngineEvent, expected: list[tuple[str, str]]) -> None:
    assert sorted(risks_of(plan_of(happens))) == sorted(expected)


def _reworded(words: Callable[..., str | list[str]], reword: Callable[[str], str]) -> Callable[..., Any]:
    def says(*arguments: Any, **named: Any) -> Any:
        said = words(*arguments, **named)
        return reword(said) if isinstance(said, str) else [reword(each) for each in said]

    return says


@pytest.fixture(params=[lambda _: "…", lambda said: f"ab jetzt: {said}"], ids=["speechless", "translated"])
def other_words(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Gives every function of `plan.words` other sentences, wherever `plan` has it from."""

    def change() -> None:
        words = "sentry_iac.plan.words"
        for module in [each for name, each in sys.modules.items() if name.startswith("sentry_iac.plan")]:
            for name, thing in list(vars(module).items()):
                if not getattr(thing, "__module__", "").startswith(words):
                    continue
                if getattr(thing, "__annotations__", {}).get("return") in ("str", "list[str]"):
                    monkeypatch.setattr(module, name, _reworded(thing, request.param))

    return change


@pytest.mark.parametrize("happens", [happens for happens, _ in RISKY])
def test_other_words_change_no_verdict(happens: EngineEvent, other_words: Callable[[], None]) -> None:
    def verdicts() -> list[tuple[str, str, bool]]:
        found = plan_of(happens).verdicts
        return sorted((each.risk.kind, each.risk.resource, each.forbidden) for each in found)

    before = verdicts()
    other_words()
    assert verdicts() == before


def _alert_that(*actions: dict[str, str]) -> dict[str, Any]:
    return {**ALERT, "actionFilters": [{**TEAMLESS, "actions": list(actions)}]}


MAIL = {"type": "email", "targetType": "team", "targetIdentifier": "5"}
OWNERS = {"type": "email", "targetType": "issue_owners"}
OPS = {"type": "slack", "targetType": "specific", "targetDisplay": "#ops", "targetIdentifier": "C1"}


@pytest.mark.parametrize(
    ("before", "after", "lost"),
    [
        ([MAIL, OPS], [OPS], ["mails team core"]),
        ([OPS], [{**OPS, "targetDisplay": "#dev"}], ["tells slack #ops"]),
        # A channel is known by its name, and what is said there is no matter of who is told.
        ([OPS], [{**OPS, "targetIdentifier": "C2", "notes": "see the runbook"}], []),
        ([OPS, MAIL], [MAIL, OPS, OWNERS], []),
        ([OWNERS, OWNERS], [MAIL], ["mails issue_owners"]),
    ],
)
def test_who_is_no_longer_told_is_a_risk_and_how_they_are_told_is_none(
    before: list[dict[str, str]], after: list[dict[str, str]], lost: list[str]
) -> None:
    old, new = (_alert_that(*each) for each in (before, after))
    plan = plan_of(event("update", "Alert", "web-monitors", old, new, changed=("actionFilters[0]",)))
    title = "alert 'web: monitors' (project web)"
    assert risks_of(plan) == [("alert-lost", f"{title} no longer {each}") for each in lost]


def test_a_team_that_is_replaced_by_one_of_its_name_is_still_told() -> None:
    team = {"slug": "core"}
    mailed = _alert_that({**MAIL, "targetIdentifier": UNKNOWN})
    plan = plan_of(
        event("replace", "Team", "core", team, team, id="5", parent=""),
        event("update", "Alert", "web-monitors", _alert_that(MAIL), mailed, changed=("actionFilters[0]",)),
    )
    assert risks_of(plan) == []


def test_a_key_that_retires_is_lost_when_its_events_are_refused_and_not_before() -> None:
    grace, off = (
        {**KEY, "retirement": {"stage": stage, "force": False}} for stage in ("grace", "deactivated")
    )
    begins = plan_of(event("update", "ProjectKey", "web", KEY, grace, changed=("retirement",)))
    assert risks_of(begins) == []
    assert begins.changes[0].details == ("retires, and stays valid for now",)
    ends = plan_of(event("update", "ProjectKey", "web", grace, off, changed=("retirement.stage",)))
    assert [kind for kind, _ in risks_of(ends)] == ["key-lost"]
    assert ends.changes[0].details == ("deactivated",)


def test_a_raised_threshold_and_a_new_project_are_no_risks() -> None:
    raised = {**MONITOR, "conditions": [{"type": "gt", "comparison": 3000, "result": "high"}]}
    plan = plan_of(
        event("update", "MetricMonitor", "web-latency", MONITOR, raised, id="31", changed=("conditions",)),
        event("create", "Project", "api", None, {"slug": "api"}),
    )
    assert risks_of(plan) == []
    assert not plan.forbidden


def test_what_is_no_longer_declared_stays_as_it_is_and_is_no_risk() -> None:
    less = {"slug": "web", "dataScrubber": True, "storeCrashReports": 5}
    renamed = event("update", "Project", "web", SCRUBBED, {**less, "name": "Web"}, id="7", changed=("name",))
    assert risks_of(plan_of(renamed)) == []


def test_a_monitor_that_goes_is_told_once_and_not_again_by_its_alert() -> None:
    plan = plan_of(
        event("delete", "MetricMonitor", "web-errors", {**MONITOR, "name": "web: errors"}, id="32"),
        event(
            "update",
            "Alert",
            "web-monitors",
            ALERT,
            {**ALERT, "monitors": ["31"]},
            id="41",
            changed=("monitors[1]",),
        ),
    )
    assert [kind for kind, _ in risks_of(plan)] == ["monitor-lost"]


DELETED = event("delete", "Alert", "web-monitors", ALERT, id="41")


def test_what_the_guard_names_is_forbidden_and_what_it_does_not_name_is_only_said() -> None:
    assert plan_of(DELETED).forbidden
    assert not plan_of(DELETED, guard=GuardSpec(forbid=frozenset({"key-lost"}))).forbidden
    assert not plan_of(DELETED, guard=GuardSpec()).forbidden


def test_a_guard_holds_for_its_stacks_alone() -> None:
    guard = GuardSpec(forbid=FORBIDDEN.forbid, stacks=frozenset({"prod"}))
    steps = steps_of(DELETED)
    for stack, forbidden in {"prod": True, "acme/prod": True, "dev": False}.items():
        plan = make_plan(Kind.PREVIEW, stack, steps, guard=guard, scrub=Scrubber({}))
        assert plan.forbidden is forbidden


def test_the_pull_request_can_say_that_it_means_it_for_one_thing_only() -> None:
    plan = plan_of(DELETED, guard=allowing("alert-lost", "web-monitors"))
    assert not plan.forbidden
    assert plan.verdicts[0].because == "moved to the on-call tool"
    assert plan_of(DELETED, guard=allowing("alert-lost", "api-monitors")).forbidden
    assert plan_of(DELETED, guard=allowing("monitor-lost", "web-monitors")).forbidden


def test_an_allowance_that_nothing_needs_is_to_be_removed() -> None:
    plan = plan_of(guard=allowing("alert-lost", "web-monitors"))
    assert [note for note in plan.notes if "alert-lost of web-monitors" in note]


def test_a_pull_request_cannot_loosen_the_guard_and_use_it_at_once() -> None:
    plan = plan_of(DELETED, guard=GuardSpec(), base_guard=FORBIDDEN)
    assert plan.forbidden
    assert ("guard-loosened", "the guard no longer forbids alert-lost") in risks_of(plan)
    # An allowance counts, wherever the rule stands.
    assert not plan_of(DELETED, guard=allowing("alert-lost", "web-monitors"), base_guard=FORBIDDEN).forbidden


ROTATED = {**KEY, "name": "production g2", "rotatedAt": "2026-11-24T10:00:00Z"}


def _off(**retirement: Any) -> dict[str, Any]:
    return {**KEY, "retirement": {"stage": "deactivated", "force": True, **retirement}}


@pytest.mark.parametrize("before", [_off(leaked=True), _off(), {**KEY, "retirement": {"leaked": True}}])
def test_a_leaked_key_that_comes_back_never_passes_without_an_allowance(before: dict[str, Any]) -> None:
    back = event("update", "ProjectKey", "web", before, KEY, changed=("retirement",))
    plan = plan_of(back, guard=GuardSpec(stacks=frozenset({"another"})))
    said = "client key production of project web, which was rotated away as leaked, is active again"
    assert risks_of(plan) == [("rotation-undone", said)]
    assert plan.forbidden
    assert not plan_of(back, guard=allowing("rotation-undone", "web")).forbidden


def test_the_way_back_to_a_key_that_has_not_leaked_is_no_risk() -> None:
    for before in ({**KEY, "retirement": {"stage": "grace"}}, _off(force=False)):
        back = event("update", "ProjectKey", "web", before, KEY, changed=("retirement",))
        assert risks_of(plan_of(back)) == []


@pytest.mark.parametrize("successor", [ROTATED, {**KEY, "proof": {"pause": 3}}])
def test_the_key_that_took_over_and_goes_while_another_comes_is_a_rotation_undone(
    successor: dict[str, Any],
) -> None:
    goes = event("delete", "ProjectKey", "web-g2", successor, id="7/x")
    comes = event("create", "ProjectKey", "web", None, KEY)
    plan = plan_of(goes, comes, guard=GuardSpec())
    assert [verdict.risk.kind for verdict in plan.verdicts if verdict.forbidden] == ["rotation-undone"]
    # What goes with its whole application, or was on its way out, is a lost key like any other.
    retired = event(
        "delete", "ProjectKey", "web-g2", {**successor, "retirement": {"stage": "grace"}}, id="7/x"
    )
    for steps in ([goes], [retired, comes]):
        assert [kind for kind, _ in risks_of(plan_of(*steps))] == ["key-lost"]


def test_a_key_of_which_it_becomes_known_that_it_leaked_says_so() -> None:
    step = event("update", "ProjectKey", "web", _off(), _off(leaked=True), changed=("retirement.leaked",))
    [change] = plan_of(step).changes
    assert change.details == ("has leaked, and never comes back",)


def test_a_guard_of_the_base_that_nobody_knows_forbids_everything_and_says_why() -> None:
    unknown = GuardSpec.of_nobody_knows_what("sentry.yaml:3: guard.except: is not a key")
    plan = plan_of(DELETED, guard=GuardSpec(), base_guard=unknown)
    assert all(verdict.forbidden for verdict in plan.verdicts)
    loosened = (
        "guard-loosened",
        "the guard may forbid less than that of the base branch, which cannot be read",
    )
    assert risks_of(plan).count(loosened) == 1
    for text in (render_text(plan), render_markdown(plan)):
        assert (
            "The guard of the base branch cannot be read (sentry.yaml:3: guard.except: is not a key)" in text
        )
    # Nothing that changes needs an allowance, but what may have been loosened does; and it is there to be written.
    assert plan_of(guard=GuardSpec(), base_guard=unknown).forbidden
    assert not plan_of(guard=allowing("guard-loosened", "guard"), base_guard=unknown).forbidden
    assert not plan_of(guard=GuardSpec(forbid=frozenset(RISKS)), base_guard=unknown).forbidden


def test_the_last_use_of_a_key_is_told_with_the_risk_of_losing_it() -> None:
    off = event("update", "ProjectKey", "web", KEY, {**KEY, "isActive": False}, changed=("isActive",))
    kept = event("update", "ProjectKey", "web-2", KEY, {**KEY, "name": "other"}, changed=("name",))
    steps = {step.name: step for step in steps_of(off, kept)}
    assert takes_key_out_of_use(steps["web"])
    assert not takes_key_out_of_use(steps["web-2"])
    plan = plan_of(off, kept, key_uses={steps["web"].urn: "in the last 30 days it took 3 events"})
    [(kind, sentence)] = risks_of(plan)
    assert kind == "key-lost"
    assert sentence.endswith("still sends with it is refused; in the last 30 days it took 3 events")
