"""Settings of projects and of the organization: the written values on top of the privacy preset."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

from sentry_iac.estate.defaults.strict_privacy import STRICT_ORGANIZATION, STRICT_SETTINGS, strict, weaker
from sentry_iac.estate.model.estate import ProjectSettings
from sentry_iac.estate.model.scrubbing import NamedPiiRuleSpec, NamedPiiRulesSpec, PiiRuleSpec
from sentry_iac.estate.model.settings import FiltersSpec, OrganizationSpec, PrivacySettings, TrustedRelaySpec
from sentry_iac.estate.resolving.layers import ReportProblem, merged
from sentry_iac.estate.resolving.project import ProjectInStack
from sentry_iac.estate.text.errors import quoted
from sentry_iac.estate.text.fields import SpecModel
from sentry_iac.estate.text.validation import alias_of
from sentry_iac.estate.written.file import SentryYaml
from sentry_iac.estate.written.organization import Organization, OrganizationSettings
from sentry_iac.estate.written.project import Project
from sentry_iac.estate.written.scrubbing import NamedPiiRules
from sentry_iac.estate.written.settings import Filters, Settings

Copied = TypeVar("Copied")
Private = TypeVar("Private", bound=PrivacySettings)


def project_settings_of(spec: SentryYaml, project: ProjectInStack) -> ProjectSettings:
    """Return a project's settings, with its privacy preset under them.

    A setting that is weaker than the preset is reported at its line.
    """
    written = project.written
    shared = spec.defaults.settings if spec.defaults else None
    said = merged((each for each in (shared, written.settings) if each), Settings())
    least, most = said.digests_min_delay, said.digests_max_delay
    if least is not None and most is not None and least > most:
        project.report_here((*project.path, "settings"), "digestsMinDelay is longer than digestsMaxDelay")
    settings = _with_rules(ProjectSettings, said)
    preset = written.privacy or (spec.defaults and spec.defaults.privacy)
    if preset != "strict":
        return settings
    for name, given, wanted in weaker(settings, STRICT_SETTINGS):
        own = written.settings is not None and getattr(written.settings, name) is not None
        where = (*project.path, "settings") if own else ("defaults", "settings")
        project.report_here((*where, alias_of(Settings, name)), _weaker_text(given, wanted))
    return strict(settings, STRICT_SETTINGS)


def filters_of(spec: SentryYaml, project: Project) -> FiltersSpec | None:
    """Return the declared inbound filters of a project, or None."""
    shared = spec.defaults.filters if spec.defaults else None
    said = merged((each for each in (shared, project.filters) if each), Filters())
    filters = _copied(FiltersSpec, said)
    return filters if filters.declared() else None


def organization_of(organization: Organization | None, report: ReportProblem) -> OrganizationSpec | None:
    """Return the declared settings of the organization, or None."""
    if organization is None:
        return None
    written = organization.settings or OrganizationSettings()
    settings = _with_rules(OrganizationSpec, written)
    if written.trusted_relays is not None:
        relays = tuple(_copied(TrustedRelaySpec, relay) for relay in written.trusted_relays)
        settings = replace(settings, trusted_relays=relays)
    if organization.privacy == "strict":
        for name, given, wanted in weaker(settings, STRICT_ORGANIZATION):
            where = ("organization", "settings", alias_of(OrganizationSettings, name))
            report(where, _weaker_text(given, wanted))
        settings = strict(settings, STRICT_ORGANIZATION)
    return settings if settings.declared() else None


def _with_rules(kind: type[Private], written: Settings | OrganizationSettings) -> Private:
    spec = _copied(kind, written)
    rules = written.pii_rules
    if rules is None:
        return spec
    if isinstance(rules, NamedPiiRules):
        return replace(
            spec,
            pii_rules=NamedPiiRulesSpec(
                rules={name: _copied(NamedPiiRuleSpec, rule) for name, rule in rules.rules.items()},
                applications=rules.applications,
            ),
        )
    return replace(spec, pii_rules=tuple(_copied(PiiRuleSpec, rule) for rule in rules))


def _copied(kind: type[Copied], written: SpecModel) -> Copied:
    """Copy a written mapping into a spec with the same field names; a test compares the two."""
    return kind(**{name: getattr(written, name) for name in type(written).model_fields})


def _weaker_text(given: object, wanted: object) -> str:
    return (
        f"is {quoted(given)}, weaker than privacy: strict, which wants {quoted(wanted)}; remove one of them"
    )
