"""Alerts: whether somebody is told, and was told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from sentry_iac.audit import Outcome
from tests.unit.sentry_iac.audit.conftest import Audited

Json = dict[str, Any]
Change = Callable[[Json], None]


def _monitor(audited: Audited, rule: str = "5xx", project: str = "api") -> Json:
    wanted = next(each.name for each in audited.estate.application(project).monitors if each.rule == rule)
    found = audited.hand.monitors(project, "metric_issue")
    return next(each for each in found if each["name"] == wanted)


def _alert(audited: Audited, project: str = "api") -> Json:
    wanted = next(
        each.name for each in audited.estate.application(project).alerts if each.source == "monitors"
    )
    monitor = _monitor(audited, project=project)["id"]
    alerts = audited.hand.get("organizations/{org}/workflows/")
    return next(each for each in alerts if each["name"] == wanted and monitor in each["detectorIds"])


def _change(audited: Audited, alert: Json, change: Change) -> None:
    change(alert)
    audited.hand.call("PUT", f"organizations/{{org}}/workflows/{alert['id']}/", alert)


def _act(audited: Audited, *actions: Json) -> None:
    """Let the alert of `api` do this, and nothing else."""

    def change(alert: Json) -> None:
        alert["actionFilters"] = [{"logicType": "any-short", "conditions": [], "actions": list(actions)}]

    _change(audited, _alert(audited), change)


def _mail(target: str, identifier: str | None = None, **data: str) -> Json:
    config = {"targetType": target, "targetIdentifier": identifier, "targetDisplay": None}
    return {"type": "email", "integrationId": None, "data": data, "config": config, "status": "active"}


def test_a_monitor_that_is_gone_fails(audited: Audited) -> None:
    audited.hand.call("DELETE", f"organizations/{{org}}/detectors/{_monitor(audited, 'latency')['id']}/")
    assert audited.faults() == {"alerts.monitors": Outcome.FAIL}
    assert "api: monitors of project api not there: latency" in audited.evidence("alerts.monitors")


def test_a_monitor_that_is_switched_off_fails(audited: Audited) -> None:
    path = f"organizations/{{org}}/detectors/?id={_monitor(audited, 'error-rate')['id']}"
    audited.hand.call("PUT", path, {"enabled": False})
    assert audited.faults() == {"alerts.monitors": Outcome.FAIL}
    assert "switched off: error-rate" in audited.evidence("alerts.monitors")


def test_a_rule_that_sentry_yaml_leaves_out_is_a_warning(audited: Audited) -> None:
    audited.text += "defaults: { monitors: { latency: false } }\n"
    assert audited.faults() == {"alerts.monitors": Outcome.WARN}
    assert "declares no latency monitor that is on" in audited.evidence("alerts.monitors")


def test_a_monitor_of_the_same_name_in_another_project_does_not_count(audited: Audited) -> None:
    monitor = _monitor(audited)
    audited.hand.call("DELETE", f"organizations/{{org}}/detectors/{monitor['id']}/")
    audited.hand.metric_monitor("web", monitor["name"])
    assert audited.result("alerts.monitors").outcome is Outcome.FAIL


def test_an_alert_that_is_gone_fails_for_each_monitor_it_was_for(audited: Audited) -> None:
    audited.hand.call("DELETE", f"organizations/{{org}}/workflows/{_alert(audited)['id']}/")
    assert audited.faults() == {"alerts.reach": Outcome.FAIL}
    assert audited.evidence("alerts.reach").count("no alert is connected with it") == 3


def test_an_alert_that_is_switched_off_fails(audited: Audited) -> None:
    _change(audited, _alert(audited), lambda alert: alert.update(enabled=False))
    assert audited.faults() == {"alerts.reach": Outcome.FAIL}
    assert "is switched off" in audited.evidence("alerts.reach")


def test_an_alert_that_listens_to_one_monitor_less_fails_for_that_one(audited: Audited) -> None:
    gone = _monitor(audited)["id"]
    _change(audited, _alert(audited), lambda alert: alert["detectorIds"].remove(gone))
    assert audited.faults() == {"alerts.reach": Outcome.FAIL}
    assert "api: 5xx: no alert is connected with it" in audited.evidence("alerts.reach")


@pytest.mark.parametrize(
    ("action", "said"),
    [
        (None, "its alert has no action"),
        (_mail("team", "999"), "mail to team 999, which is not there"),
        (_mail("user", "999"), "mail to user 999, who is no member"),
        (_mail("issue_owners", fallthroughType="NoOne"), "to nobody where it has none"),
    ],
)
def test_an_action_that_reaches_nobody_fails(audited: Audited, action: Json | None, said: str) -> None:
    _act(audited, *([action] if action else []))
    assert audited.faults() == {"alerts.reach": Outcome.FAIL}
    assert said in audited.evidence("alerts.reach")


def test_a_team_in_which_nobody_accepted_is_nobody(audited: Audited) -> None:
    team = audited.hand.team("empty")
    # Whoever makes a team with a user's token is in it.
    audited.hand.call("DELETE", "organizations/{org}/members/me/teams/empty/")
    audited.hand.call(
        "POST",
        "organizations/{org}/members/",
        {"email": "new@example.com", "teamRoles": [{"teamSlug": "empty", "role": None}]},
    )
    _act(audited, _mail("team", team["id"]))
    assert "mail to team empty, in which nobody has accepted" in audited.evidence("alerts.reach")
    audited.hand.admin("POST", "members", {"email": "new@example.com", "accepted": True})
    assert "mail to team empty (1 member)" in audited.evidence("alerts.reach")


def test_mail_to_a_member_and_to_owners_with_a_way_out_reach_somebody(audited: Audited) -> None:
    members = audited.hand.get("organizations/{org}/members/")
    user = next(each["user"]["id"] for each in members if each["email"] == "dev@example.com")
    _act(audited, _mail("user", user))
    assert "mail to dev@example.com" in audited.evidence("alerts.reach")
    _act(audited, _mail("issue_owners", fallthroughType="ActiveMembers"))
    assert "mail to the issue's owners, else to members of core" in audited.evidence("alerts.reach")


def test_an_integration_reaches_somebody_while_it_is_installed(audited: Audited) -> None:
    slack = {
        "type": "slack",
        "data": {},
        "config": {"targetType": "specific", "targetIdentifier": "", "targetDisplay": "#ops"},
        "status": "active",
    }
    installed = audited.hand.admin("POST", "integrations", {"provider": "slack", "name": "Acme"})["id"]
    _act(audited, {**slack, "integrationId": installed})
    assert "slack by Acme, #ops" in audited.evidence("alerts.reach")
    fault = {"kind": "status", "status": 200, "path": "*/integrations/", "body": []}
    audited.hand.admin("POST", "faults", fault)
    assert "which is not installed" in audited.evidence("alerts.reach")


# -- what happened ----------------------------------------------------------------------------------------


def _later(audited: Audited, days: float) -> datetime:
    """Let the audit look back from so many days after now, so that what is made now has a past."""
    audited.now = datetime.now(UTC) + timedelta(days=days)
    return audited.now


def _open(audited: Audited, at: datetime, minutes: float | None = 20, rule: str = "5xx") -> None:
    end = None if minutes is None else (at + timedelta(minutes=minutes)).isoformat()
    body = {"monitor": _monitor(audited, rule)["id"], "start": at.isoformat(), "end": end}
    audited.hand.admin("POST", "openings", body)


def _fire(audited: Audited, *at: datetime) -> None:
    body = {"alert": _alert(audited)["id"], "at": [each.isoformat() for each in at]}
    audited.hand.admin("POST", "firings", body)


def test_that_nothing_happened_is_no_fault(audited: Audited) -> None:
    assert "api: last 30 days: nothing happened" in audited.evidence("alerts.sent")


def test_a_threshold_that_was_crossed_with_an_alert_sent_passes_and_is_drawn(audited: Audited) -> None:
    now = _later(audited, 20)
    _open(audited, now - timedelta(days=3))
    _fire(audited, now - timedelta(days=3) + timedelta(minutes=2))
    result = audited.result("alerts.sent")
    assert result.outcome is Outcome.PASS
    assert "api: last 30 days: 5xx once over its threshold" in audited.evidence("alerts.sent")
    charts = next(each.charts for each in result.findings if each.about == "api")
    assert [chart.title for chart in charts] == ["api: times over a threshold", "api: alerts sent"]
    day = (now - timedelta(days=3)).date()
    assert all(dict(chart.days)[day] == 1 and sum(dict(chart.days).values()) == 1 for chart in charts)
    assert len(charts[0].days) == 31


@pytest.mark.parametrize("minutes", [20, None])
def test_a_threshold_that_was_crossed_with_no_alert_sent_fails(
    audited: Audited, minutes: float | None
) -> None:
    now = _later(audited, 20)
    _open(audited, now - timedelta(days=3), minutes)
    _open(audited, now - timedelta(days=5), 10)
    _fire(audited, now - timedelta(days=5))
    assert audited.result("alerts.sent").outcome is Outcome.FAIL
    assert "api: 5xx: over its threshold at" in audited.evidence("alerts.sent")


def test_an_alert_that_fired_for_something_else_does_not_count(audited: Audited) -> None:
    now = _later(audited, 20)
    _open(audited, now - timedelta(days=3))
    _fire(audited, now - timedelta(days=2))
    assert audited.result("alerts.sent").outcome is Outcome.FAIL


def test_an_alert_stays_silent_about_what_it_told_within_its_frequency(audited: Audited) -> None:
    now = _later(audited, 20)
    alert = _alert(audited)
    _change(audited, alert, lambda alert: alert.update(config={"frequency": 1440}))
    _open(audited, now - timedelta(days=3))
    _fire(audited, now - timedelta(days=3, hours=20))
    assert audited.result("alerts.sent").outcome is Outcome.PASS


def test_what_was_before_the_alert_or_began_just_now_is_not_judged(audited: Audited) -> None:
    now = _later(audited, 20)
    _open(audited, now - timedelta(days=25))
    _open(audited, now - timedelta(minutes=5), None)
    assert audited.result("alerts.sent").outcome is Outcome.PASS


def test_what_is_older_than_thirty_days_is_left_out(audited: Audited) -> None:
    now = _later(audited, 60)
    _open(audited, now - timedelta(days=31), 5)
    assert "nothing happened" in audited.evidence("alerts.sent")


def test_an_older_sentry_that_answers_bare_hours_is_understood(audited: Audited) -> None:
    audited.hand.admin("POST", "quirks", {"alert_stats_as_list": True})
    now = _later(audited, 20)
    _open(audited, now - timedelta(days=3))
    _fire(audited, now - timedelta(days=3))
    assert audited.result("alerts.sent").outcome is Outcome.PASS


@pytest.mark.parametrize("path", ["*/open-periods/", "*/workflows/*/stats/"])
def test_a_sentry_without_a_history_leaves_it_unknown(audited: Audited, path: str) -> None:
    now = _later(audited, 20)
    _open(audited, now - timedelta(days=3))
    _fire(audited, now - timedelta(days=3))
    audited.hand.admin("POST", "faults", {"kind": "status", "status": 404, "path": path})
    assert audited.faults() == {}
    assert audited.unknown() == {"alerts.sent"}


def test_a_history_of_another_form_is_unknown(audited: Audited) -> None:
    now = _later(audited, 20)
    _open(audited, now - timedelta(days=3))
    _fire(audited, now - timedelta(days=3))
    fault = {"kind": "status", "status": 200, "path": "*/stats/", "body": {"data": []}}
    audited.hand.admin("POST", "faults", fault)
    assert "a form that is not known here" in audited.evidence("alerts.sent")


def test_monitors_that_the_token_may_not_read_are_unknown(audited: Audited) -> None:
    fault = {"kind": "status", "status": 403, "path": "*/detectors/"}
    audited.hand.admin("POST", "faults", fault)
    assert audited.unknown() == {"alerts.monitors", "alerts.reach", "alerts.sent"}
    assert "alerts:read" in audited.evidence("alerts.monitors")


def test_members_that_the_token_may_not_read_leave_the_reach_unknown(audited: Audited) -> None:
    audited.hand.admin("POST", "faults", {"kind": "status", "status": 403, "path": "*/teams/*/members/"})
    assert audited.unknown() == {"alerts.reach", "access.roles"}
    assert "team:read" in audited.evidence("alerts.reach")


def test_a_month_of_the_sandbox_is_drawn(audited: Audited) -> None:
    audited.hand.admin("POST", "month")
    for finding in audited.result("alerts.sent").findings:
        assert finding.outcome is Outcome.PASS
        assert [sum(count for _, count in chart.days) for chart in finding.charts] == [3, 3]
