"""The sections of `sentry.yaml`."""

from __future__ import annotations

from sentry_iac.estate.text.fields import SpecModel
from sentry_iac.estate.text.saying import key, required
from sentry_iac.estate.written.access import OrganizationPerson, Team
from sentry_iac.estate.written.alerts import AlertsOfSeveral
from sentry_iac.estate.written.allotment import Allotment
from sentry_iac.estate.written.guard import Guard, Policy
from sentry_iac.estate.written.organization import Organization
from sentry_iac.estate.written.project import Defaults, Project
from sentry_iac.estate.written.retention import Retention


class SentryYaml(SpecModel, title="sentry.yaml"):
    """What an organization has at Sentry, the same for every environment."""

    teams: dict[str, Team] = required(
        "The teams and their people, by name; a name with nothing behind it is a team.",
        example={"core": {"people": {"lead@example.com": {"teamRole": "admin"}}}},
    )
    people: dict[str, OrganizationPerson] = key(
        "Members of the organization, in a team or in none, by email address.",
        example={"invoices@example.com": {"orgRole": "billing"}},
        unless="those under teams",
        default={},
    )
    defaults: Defaults | None = key(
        "What holds for every project that does not say otherwise.",
        example={"monitors": {"latency": {"threshold": "1s"}}},
        unless="each key has its own value",
    )
    projects: dict[str, Project] = required(
        "The projects, by name.", example={"shop": {"platform": "python-fastapi", "team": "core"}}
    )
    organization: Organization | None = key(
        "Settings of the organization itself.",
        example={"settings": {"require2FA": True}},
        unless="the organization stays as it is at Sentry",
    )
    retention: Retention | None = key(
        "How long you expect Sentry to keep data, and what to delete earlier.",
        example={"plan": "team", "errors": {"atLeast": "90d"}},
        unless="nothing is compared or deleted",
    )
    guard: Guard | None = key(
        "The risks that `sentry-iac preview` refuses.",
        example={"forbid": ["project-lost", "alert-lost"]},
        unless="nothing is refused",
    )
    policy: Policy | None = key(
        "How much each rule of `sentry-iac check` weighs.",
        example={"production": ["prod"]},
        unless="each rule has its own level",
    )
    allotment: Allotment | None = key(
        "How much the plan includes in a period, for the audit to compare.",
        example={"errors": 50_000},
        unless="not compared",
    )
    alerts: AlertsOfSeveral = key(
        "Alerts that listen to monitors of several projects, by name.",
        example={"outage": {"listensTo": ["shop/errors"], "when": ["first_seen_event"], "notify": ["core"]}},
        unless="none",
        default={},
    )
