"""An organization in which every check that asks Sentry passes: what `up` makes, and what people have to do besides.

`declare` makes by hand what the stack declares, for tests that run no engine; `settle` does the rest, whoever made
it: with an engine, run `up` in place of `declare`.
"""

from __future__ import annotations

from typing import Any

import httpx2

from pulumi_sentry.env_file import dotenv_file
from sentry_iac.audit.answers.scopes import needed
from sentry_iac.estate import ApplicationSpec, Estate, TeamEmail
from sentry_iac.estate.model.rotation import key_name
from tests.sentry_api import SentryByHand
from tests.unit.sentry_sandbox.support import cron, uptime

Json = dict[str, Any]

_WIRE = {
    "data_scrubber": "dataScrubber",
    "data_scrubber_defaults": "dataScrubberDefaults",
    "scrub_ip_addresses": "scrubIPAddresses",
}


def declare(hand: SentryByHand, estate: Estate) -> None:
    """Make what the stack declares: teams, projects, keys, monitors, alerts, people, and `.env` files."""
    teams = {team.name: hand.team(team.slug) for team in estate.teams}
    slugs = {team.name: team.slug for team in estate.teams}
    for application in estate:
        _application(hand, application, teams)
    for person in estate.people:
        body = {"email": person.email, "orgRole": person.org_role or "member"}
        member = hand.call("POST", "organizations/{org}/members/", body)
        for membership in person.memberships:
            team = f"organizations/{{org}}/members/{member['id']}/teams/{slugs[membership.team]}/"
            hand.call("POST", team)
            if membership.role:
                hand.call("PUT", team, {"teamRole": membership.role})


def _application(hand: SentryByHand, application: ApplicationSpec, teams: dict[str, Json]) -> None:
    slug, team = application.slug, teams[application.team]
    hand.project(team["slug"], slug)
    declared = application.settings.declared()
    settings = {wire: declared[name] for name, wire in _WIRE.items() if name in declared}
    hand.call("PUT", f"projects/{{org}}/{slug}/", settings)
    for key in hand.get(f"projects/{{org}}/{slug}/keys/"):
        if application.remove_default_key:
            hand.call("DELETE", f"projects/{{org}}/{slug}/keys/{key['id']}/")
    name = key_name(application.key.name, application.key.rotation.generation)
    key = hand.call("POST", f"projects/{{org}}/{slug}/keys/", {"name": name})
    monitors = [str(hand.metric_monitor(slug, each.name)["id"]) for each in application.monitors]
    checks = [uptime(name=each.name) for each in application.uptime]
    checks += [cron(name=each.name) for each in application.crons]
    for body in checks:
        made = hand.call("POST", f"organizations/{{org}}/projects/{slug}/detectors/", body)
        monitors.append(str(made["id"]))
    stream = [each["id"] for each in hand.monitors(slug, "issue_stream")]
    for alert in application.alerts:
        _alert(hand, alert.name, monitors if alert.source == "monitors" else stream, alert.notify, teams)
    if application.env_file is not None:
        dotenv_file.apply(
            application.env_file.absolute_path, application.env_file.resolved(key["dsn"]["public"])
        )


def _alert(
    hand: SentryByHand, name: str, monitors: list[str], notify: tuple[Any, ...], teams: dict[str, Json]
) -> None:
    actions = [
        {
            "type": "email",
            "integrationId": None,
            "data": {},
            "config": {
                "targetType": "team",
                "targetIdentifier": teams[each.team]["id"],
                "targetDisplay": None,
            },
            "status": "active",
        }
        for each in notify
        if isinstance(each, TeamEmail)
    ]
    trigger = {"type": "first_seen_event", "comparison": True, "conditionResult": True}
    body = {
        "name": name,
        "enabled": True,
        "environment": None,
        "config": {"frequency": 30},
        "detectorIds": monitors,
        "triggers": {"logicType": "any-short", "actions": [], "conditions": [trigger]},
        "actionFilters": [{"logicType": "any-short", "conditions": [], "actions": actions}],
    }
    hand.call("POST", "organizations/{org}/workflows/", body)


def settle(hand: SentryByHand, estate: Estate) -> None:
    """Do what no `up` does: invitations are accepted, two people own the organization, and events arrive.

    The first two declared people become its owners; every other owner becomes a member, for whoever is above a member
    has to be in `sentry.yaml`.
    """
    declared = [person.email for person in estate.people]
    for email in declared:
        hand.admin("POST", "members", {"email": email, "accepted": True, "two_factor": True})
    for email in declared[:2]:
        hand.admin("POST", "members", {"email": email, "org_role": "owner"})
    for member in hand.get("organizations/{org}/members/"):
        if member["email"] not in declared:
            hand.admin("POST", "members", {"email": member["email"], "org_role": "member"})
    settings = {
        "require2FA": True,
        "allowSharedIssues": False,
        "enhancedPrivacy": True,
        "hasGranularReplayPermissions": True,
        "replayAccessMembers": [1],
    }
    # Only who uses a second factor may require it, and the token in use is the first owner's.
    hand.admin("POST", "members", {"email": "owner@example.com", "two_factor": True})
    hand.call("PUT", "organizations/{org}/", settings)
    hand.admin("POST", "members", {"email": "owner@example.com", "two_factor": False})
    for application in estate:
        for key in hand.get(f"projects/{{org}}/{application.slug}/keys/"):
            send_event(key["dsn"]["public"])


def send_event(dsn: str) -> None:
    """Send one error with a DSN, as an SDK does."""
    url = httpx2.URL(dsn)
    where = url.copy_with(userinfo=b"", path=f"/api{url.path}/store/")
    auth = {"X-Sentry-Auth": f"Sentry sentry_version=7, sentry_key={url.username}, sentry_client=test/1"}
    httpx2.post(where, json={"message": "seen"}, headers=auth).raise_for_status()


def narrow_token(hand: SentryByHand, estate: Estate) -> str:
    """A token that may do what `up` needs, and no more."""
    made = hand.admin("POST", "tokens", {"scopes": sorted(needed(estate)), "kind": "user"})
    return str(made["token"])
