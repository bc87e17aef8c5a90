"""Triggers, filters and actions: typed in a program, one wire form for the engine, checked wherever they come from."""

from __future__ import annotations

from typing import Any

import pulumi
import pytest

from pulumi_sentry import ArgumentError
from pulumi_sentry.alerts import actions, filters, triggers
from pulumi_sentry.alerts.alert import AlertActionArgs, AlertConditionArgs
from pulumi_sentry.alerts.kinds import CONDITIONS
from pulumi_sentry.alerts.parts import ActionKind, ConditionKind, kinds_of
from pulumi_sentry.declaration import Args
from sentry_rules.actions import TYPES
from tests.alert_examples import examples
from tests.unit.pulumi_sentry import bodies
from tests.unit.pulumi_sentry.support import Engine, ScriptedSentry

WORKFLOWS = "/organizations/acme/workflows/"


class Named:
    """What an example calls `team` or `slack`."""

    id = "5"


WORLD: dict[str, Any] = dict.fromkeys(
    [
        *("team", "slack", "discord", "msteams", "pagerduty", "opsgenie"),
        *("github", "github_enterprise", "jira", "jira_server", "vsts"),
    ],
    Named,
)


def made(section: str) -> list[Args]:
    import pulumi_sentry  # noqa: PLC0415  # the name that the page uses

    return [eval(code, {"sentry": pulumi_sentry, **WORLD}) for code in examples(section).values()]  # noqa: S307


async def test_every_example_passes_the_check_of_its_wire_form_without_a_warning(
    engine: Engine, sentry: ScriptedSentry
) -> None:
    inputs = {
        **bodies.ALERT_INPUTS,
        "triggers": [part.declared() for part in made("Triggers")],
        "actionFilters": [
            {
                "conditions": [part.declared() for part in made("Filters")],
                "actions": [part.declared() for part in made("Actions")],
            }
        ],
    }
    await engine.checked("Alert", inputs)
    assert engine.log.messages == []


def test_every_kind_of_sentrys_has_a_class() -> None:
    assert CONDITIONS.keys() == {kind.type for kind in kinds_of(ConditionKind)}
    assert set(TYPES) == {kind.type for kind in kinds_of(ActionKind)}
    assert set(TYPES) == set(AlertActionArgs.model_fields["type"].annotation.__args__)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("part", "comparison"),
    [
        (triggers.FirstSeenEvent(), True),
        (triggers.SeerActivity(steps=["pr_created"]), ["pr_created"]),
        (filters.IssueCategory(category="metric", include=False), {"value": 11, "include": False}),
        (filters.IssueCategory(category="outage"), {"value": 10}),
        (filters.IssuePriorityGreaterOrEqual(priority="low"), 25),
        (filters.IssuePriorityDeescalating(), True),
        (filters.Level(level="fatal", match="eq"), {"level": 50, "match": "eq"}),
        (filters.TaggedEvent(key="a", match="is"), {"key": "a", "match": "is"}),
        (
            filters.EventFrequencyCount(
                value=5,
                interval="1m",
                filters=[filters.EventFilterArgs(key="a", match="ne", value="b")],
            ),
            {"value": 5, "interval": "1m", "filters": [{"key": "a", "match": "ne", "value": "b"}]},
        ),
        (
            filters.AssignedTo(target_type="Unassigned"),
            {"targetType": "Unassigned", "targetIdentifier": ""},
        ),
    ],
)
def test_a_kind_becomes_sentrys_comparison(part: ConditionKind, comparison: Any) -> None:
    assert part.declared() == {"type": part.type, "comparison": comparison, "result": True}
    assert part.problems(comparison) == []


def test_a_filter_can_be_inverted() -> None:
    assert filters.LatestRelease(result=False).declared()["result"] is False


async def test_what_comes_later_is_passed_on() -> None:
    later = filters.IssuePriorityGreaterOrEqual(priority=pulumi.Output.from_input("high")).declared()
    assert await later["comparison"].future() == 75


def test_a_typed_part_may_stand_where_its_wire_form_may_in_a_program() -> None:
    from pulumi_sentry import ActionFilterArgs  # noqa: PLC0415  # beside its use

    group = ActionFilterArgs(
        conditions=[
            filters.LatestRelease(),
            AlertConditionArgs(type="level", comparison={"level": 40, "match": "eq"}),
        ],
        actions=[actions.Slack(integration="5", channel="#alerts", notes="")],
    ).declared()
    assert [one["type"] for one in group["conditions"]] == ["latest_release", "level"]
    assert group["actions"] == [
        {
            "type": "slack",
            "integrationId": "5",
            "targetType": "specific",
            "targetDisplay": "#alerts",
            "data": {"notes": ""},
        }
    ]


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: filters.TaggedEvent(key="a", match="eq"), "match 'eq' needs a value"),
        (lambda: filters.TaggedEvent(key="a", match="is", value="b"), "takes no value"),
        (lambda: filters.EventFilterArgs(match="eq", value="b"), "either a key"),
        (lambda: filters.EventFrequencyCount(value=1, interval="2m"), "interval"),  # type: ignore[arg-type]
        (lambda: filters.Level(level="loud", match="eq"), "level"),  # type: ignore[arg-type]
        (lambda: actions.Opsgenie(integration="5", team_id="1", priority="P6"), "priority"),  # type: ignore[arg-type]
        (lambda: triggers.SeerActivity(steps=[]), "steps"),
        (lambda: triggers.FirstSeenEvent(comparison=False), "comparison: is not a property"),  # type: ignore[call-arg]
    ],
)
def test_a_slip_is_an_error_where_it_is_written(make: Any, said: str) -> None:
    with pytest.raises(ArgumentError, match=said):
        make()


@pytest.mark.parametrize(
    ("condition", "path", "said"),
    [
        ({"type": "first_seen_event", "comparison": {}}, "comparison", "must be true"),
        ({"type": "issue_priority_greater_or_equal", "comparison": 80}, "comparison", "75 (high)"),
        ({"type": "issue_priority_greater_or_equal"}, "comparison", "75 (high)"),
        ({"type": "issue_category", "comparison": {"value": "metric"}}, "comparison.value", "number"),
        ({"type": "level", "comparison": {"level": 45, "match": "eq"}}, "comparison.level", "40 (error)"),
        ({"type": "level", "comparison": {"level": 40, "match": "ne"}}, "comparison.match", "'eq'"),
        ({"type": "tagged_event", "comparison": {"key": "a", "match": "eq"}}, "comparison", "needs a value"),
        (
            {
                "type": "event_frequency_count",
                "comparison": {"value": 1, "intervall": "1m", "interval": "1m"},
            },
            "comparison.intervall",
            "did you mean 'interval'",
        ),
        ({"type": "seer_activity_trigger", "comparison": ["x"]}, "comparison[0]", "rca_completed"),
    ],
)
async def test_a_comparison_written_by_hand_is_checked_by_its_kind(
    engine: Engine, condition: Any, path: str, said: str
) -> None:
    failures = await engine.failures("Alert", {**bodies.ALERT_INPUTS, "triggers": [condition]})
    assert failures.keys() == {f"triggers[0].{path}"}
    assert said in failures[f"triggers[0].{path}"]


async def test_a_condition_that_is_not_known_here_is_passed_on_with_a_warning(engine: Engine) -> None:
    condition = {"type": "first_seen_evnt", "comparison": {"whatever": 1}}
    await engine.checked("Alert", {**bodies.ALERT_INPUTS, "triggers": [condition]})
    ((_, message),) = engine.log.messages
    assert "triggers[0].type: 'first_seen_evnt'" in message
    assert "did you mean first_seen_event?" in message


async def test_a_filter_among_the_triggers_is_pointed_out(engine: Engine) -> None:
    await engine.checked(
        "Alert", {**bodies.ALERT_INPUTS, "triggers": [{"type": "latest_release", "comparison": True}]}
    )
    ((_, message),) = engine.log.messages
    assert "latest_release belongs into actionFilters[].conditions" in message


# -- what Sentry fills in ------------------------------------------------------------------------------


def filled_in(**config: Any) -> Any:
    alert = bodies.alert()
    slack = next(one for one in alert["actionFilters"][0]["actions"] if one["type"] == "slack")
    slack["config"] |= config
    return alert


async def test_the_id_of_a_channel_that_sentry_found_is_no_change(
    engine: Engine, sentry: ScriptedSentry
) -> None:
    sentry.answer(f"POST {WORKFLOWS}", bodies.alert(), 201)
    sentry.answer(f"GET {WORKFLOWS}41/", filled_in(targetIdentifier="C0FFEE"))
    state = await engine.create("Alert", bodies.ALERT_INPUTS)
    read = await engine.read("Alert", state)
    assert read.inputs == state.inputs
    imported = await engine.imported("Alert", "41")
    assert await engine.diff("Alert", imported, bodies.ALERT_INPUTS) == {}


async def test_another_channel_is_a_change(engine: Engine, sentry: ScriptedSentry) -> None:
    sentry.answer(f"POST {WORKFLOWS}", bodies.alert(), 201)
    moved = filled_in(targetDisplay="#elsewhere", targetIdentifier="C0FFEE")
    sentry.answer(f"GET {WORKFLOWS}41/", moved)
    state = await engine.read("Alert", await engine.create("Alert", bodies.ALERT_INPUTS))
    assert await engine.diff("Alert", state, bodies.ALERT_INPUTS) == {
        "actionFilters[0].actions[0].targetDisplay": "UPDATE"
    }
