"""Alerts: whether somebody is told."""

from __future__ import annotations

import pytest

from sentry_iac.audit import Outcome
from tests.unit.sentry_iac.audit.conftest import Audited
from tests.unit.sentry_iac.audit.organization.support import Json, alert_of, change_alert, monitor_of


def _act(audited: Audited, *actions: Json) -> None:
    """Let the alert of `api` do this, and nothing else."""

    def change(alert: Json) -> None:
        alert["actionFilters"] = [{"logicType": "any-short", "conditions": [], "actions": list(actions)}]

    change_alert(audited, alert_of(audited), change)


def _mail(target: str, identifier: str | None = None, **data: str) -> Json:
    config = {"targetType": target, "targetIdentifier": identifier, "targetDisplay": None}
    return {"type": "email", "integrationId": None, "data": data, "config": config, "status": "active"}


def test_a_monitor_that_is_gone_fails(audited: Audited) -> None:
    audited.hand.call("DELETE", f"organizations/{{org}}/detectors/{monitor_of(audited, 'latency')['id']}/")
    assert audited.faults() == {"alerts.monitors": Outcome.FAIL}
    assert "api: monitors of project api not there: latency" in audited.evidence("alerts.monitors")


def test_a_monitor_that_is_switched_off_fails(audited: Audited) -> None:
    path = f"organizations/{{org}}/detectors/?id={monitor_of(audited, 'error-rate')['id']}"
    audited.hand.call("PUT", path, {"enabled": False})
    assert audited.faults() == {"alerts.monitors": Outcome.FAIL}
    assert "switched off: error-rate" in audited.evidence("alerts.monitors")


def test_a_rule_that_sentry_yaml_leaves_out_is_a_warning(audited: Audited) -> None:
    audited.text += "defaults: { monitors: { latency: false } }\n"
    assert audited.faults() == {"alerts.monitors": Outcome.WARN}
    assert "declares no latency monitor that is on" in audited.evidence("alerts.monitors")


def test_a_monitor_of_the_same_name_in_another_project_does_not_count(audited: Audited) -> None:
    monitor = monitor_of(audited)
    audited.hand.call("DELETE", f"organizations/{{org}}/detectors/{monitor['id']}/")
    audited.hand.metric_monitor("web", monitor["name"])
    assert audited.result("alerts.monitors").outcome is Outcome.FAIL


def test_an_alert_that_is_gone_fails_for_each_monitor_it_was_for(audited: Audited) -> None:
    audited.hand.call("DELETE", f"organizations/{{org}}/workflows/{alert_of(audited)['id']}/")
    assert audited.faults() == {"alerts.reach": Outcome.FAIL}
    assert audited.evidence("alerts.reach").count("no alert is connected with it") == 3


def test_an_alert_that_is_switched_off_fails(audited: Audited) -> None:
    change_alert(audited, alert_of(audited), lambda alert: alert.update(enabled=False))
    assert audited.faults() == {"alerts.reach": Outcome.FAIL}
    assert "is switched off" in audited.evidence("alerts.reach")


def test_an_alert_that_listens_to_one_monitor_less_fails_for_that_one(audited: Audited) -> None:
    gone = monitor_of(audited)["id"]
    change_alert(audited, alert_of(audited), lambda alert: alert["detectorIds"].remove(gone))
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


def test_monitors_that_the_token_may_not_read_are_unknown(audited: Audited) -> None:
    fault = {"kind": "status", "status": 403, "path": "*/detectors/"}
    audited.hand.admin("POST", "faults", fault)
    assert audited.unknown() == {"alerts.monitors", "alerts.reach", "alerts.sent"}
    assert "alerts:read" in audited.evidence("alerts.monitors")


def test_members_that_the_token_may_not_read_leave_the_reach_unknown(audited: Audited) -> None:
    audited.hand.admin("POST", "faults", {"kind": "status", "status": 403, "path": "*/teams/*/members/"})
    assert audited.unknown() == {"alerts.reach", "access.roles"}
    assert "team:read" in audited.evidence("alerts.reach")
