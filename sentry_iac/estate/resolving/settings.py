"""Resolves what `sentry.yaml` says about privacy, ownership and retention."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, get_args

from sentry_iac.estate.defaults.strict_privacy import STRICT_ORGANIZATION, strict, weaker
from sentry_iac.estate.model.retention import DataType, Expectation, Source, breaches, pointless
from sentry_iac.estate.model.settings import (
    FiltersSpec,
    OrganizationSpec,
    OwnershipSpec,
    PiiRuleSpec,
    PurgeSpec,
    RetentionSpec,
)
from sentry_iac.estate.text.errors import Path, did_you_mean, listed, quoted
from sentry_iac.estate.text.fields import SpecModel
from sentry_iac.estate.text.validation import alias_of
from sentry_iac.estate.written.file import Project, SentryYaml
from sentry_iac.estate.written.settings import Filters, Organization, PiiRule, Retention
from sentry_rules.ownership import complaints

Report = Callable[[Path, str], None]
"""Takes a problem: where it is in `sentry.yaml`, and what is wrong."""

_ASSIGNMENTS = {
    "owner": "Auto Assign to Issue Owner",
    "suspect-commits": "Auto Assign to Suspect Commits",
    "off": "Turn off Auto-Assignment",
}
_TEAM = re.compile(r"(?<=\s)#(\S+)")


def private_settings(
    spec: SentryYaml, path: Path, project: Project, merged: Mapping[str, Any], report: Report
) -> dict[str, Any]:
    """Return a project's settings with its privacy preset under them.

    Args:
        spec: the whole file.
        path: where the project is in it.
        project: the project.
        merged: what is written about its settings, by field name.
        report: takes settings that are weaker than the preset.
    """
    settings = dict(merged)
    if settings.get("pii_rules") is not None:
        settings["pii_rules"] = tuple(map(_rule, settings["pii_rules"]))
    preset = project.privacy or (spec.defaults and spec.defaults.privacy)
    if preset != "strict":
        return settings
    for name, wanted in weaker(settings):
        own = project.settings is not None and getattr(project.settings, name) is not None
        where = (*path, "settings") if own else ("defaults", "settings")
        written = project.settings if own else spec.defaults and spec.defaults.settings
        report((*where, _alias(written, name)), _weaker_text(settings[name], wanted))
    return strict(settings)


def filters_of(spec: SentryYaml, project: Project) -> FiltersSpec | None:
    """Return the inbound filters of a project, None where none is declared."""
    shared = spec.defaults.filters if spec.defaults else None
    merged = {**_written(shared or Filters()), **_written(project.filters or Filters())}
    return FiltersSpec(**merged) if merged else None


def ownership_of(
    project: Project, path: Path, teams: Mapping[str, str], report: Report
) -> OwnershipSpec | None:
    """Return the ownership rules of a project, with each team as its slug in Sentry.

    Args:
        project: what is written of it.
        path: where the project is.
        teams: slugs by the name in `sentry.yaml`.
        report: takes teams that there are not or that have no access, and rules that Sentry refuses.
    """
    ownership = project.ownership
    if ownership is None:
        return None
    where = (*path, "ownership", "rules")

    def slug(match: re.Match[str]) -> str:
        name = match[1]
        if name not in teams:
            known = did_you_mean(name, teams) or f"; known: {listed(teams) or 'none'}"
            report(where, f"{quoted(name)} is not a team{known}")
        elif name not in (project.team, *project.shared_with):
            report(where, f"{quoted(name)} has no access to the project; name it under sharedWith as well")
        return f"#{teams.get(name, name)}"

    for reason in complaints(ownership.rules or ""):
        report(where, reason)
    lines = (ownership.rules or "").splitlines()
    for reason in complaints(ownership.rules or ""):
        report((*path, "ownership", "rules"), reason)
    rules = "\n".join(line if line.lstrip().startswith("#") else _TEAM.sub(slug, line) for line in lines)
    return OwnershipSpec(
        rules=rules if ownership.rules is not None else None,
        fallthrough=ownership.fallthrough,
        auto_assignment=_ASSIGNMENTS[ownership.auto_assignment] if ownership.auto_assignment else None,
        codeowners_auto_sync=ownership.codeowners_auto_sync,
    )


def organization_of(organization: Organization | None, report: Report) -> OrganizationSpec | None:
    """Return the declared settings of the organization, None where there are none."""
    if organization is None:
        return None
    settings = _written(organization.settings) if organization.settings else {}
    if settings.get("pii_rules") is not None:
        settings["pii_rules"] = tuple(map(_rule, settings["pii_rules"]))
    if organization.privacy == "strict":
        for name, wanted in weaker(settings, STRICT_ORGANIZATION):
            where = ("organization", "settings", _alias(organization.settings, name))
            report(where, _weaker_text(settings[name], wanted))
        settings = strict(settings, STRICT_ORGANIZATION)
    return OrganizationSpec(**settings) if settings else None


def retention_of(retention: Retention | None, report: Report) -> RetentionSpec | None:
    """Return how long data is kept; reports each expectation that does not hold."""
    if retention is None:
        return None
    source = Source(
        plan=retention.plan,
        self_hosted_days=retention.self_hosted.days if retention.self_hosted else None,
        legacy_transactions=retention.legacy_transactions,
    )
    kinds: tuple[DataType, ...] = get_args(DataType)
    written = {data: getattr(retention, data) for data in kinds if getattr(retention, data) is not None}
    for data, bounds in written.items():
        if bounds.at_least is not None and bounds.at_most is not None and bounds.at_least > bounds.at_most:
            report(("retention", data), "atLeast is longer than atMost")
    expected = {data: Expectation(bounds.at_least, bounds.at_most) for data, bounds in written.items()}
    purged = _written(retention.purge) if retention.purge else {}
    for breach in breaches(source, expected, purged):
        report(("retention", breach.data, breach.bound), breach.message)
    for name, message in pointless(source, purged):
        report(("retention", "purge", name), message)
    return RetentionSpec(
        source=str(source),
        days={data: source.kept(data).days for data in kinds},
        purge=PurgeSpec(**purged) if purged else None,
    )


def _rule(rule: PiiRule) -> PiiRuleSpec:
    return PiiRuleSpec(**{"source": rule.source, "type": rule.type, **_written(rule)})


def _written(settings: SpecModel) -> dict[str, Any]:
    values = ((name, getattr(settings, name)) for name in type(settings).model_fields)
    return {name: value for name, value in values if value is not None}


def _alias(settings: SpecModel | None, name: str) -> str:
    return alias_of(type(settings), name) if settings is not None else name


def _weaker_text(given: object, wanted: object) -> str:
    return (
        f"is {quoted(given)}, weaker than privacy: strict, which wants {quoted(wanted)}; remove one of them"
    )
