"""Resolves `policy:` of `sentry.yaml`, with or without the rest of the file."""

from __future__ import annotations

from sentry_iac.estate.written.file import SentryYaml
from sentry_iac.policy import PolicySpec, Setting


def policy_of(spec: SentryYaml) -> PolicySpec:
    """Return the rules' levels, and the listed people."""
    listed = (*spec.people, *(email for team in spec.teams.values() for email in team.people))
    people = frozenset(email.casefold() for email in listed)
    if spec.policy is None:
        return PolicySpec(people=people)
    written = spec.policy.rules.by_name() if spec.policy.rules is not None else {}
    settings = {
        name: Setting(level=setting.level, because=setting.because) for name, setting in written.items()
    }
    if spec.policy.production is None:
        return PolicySpec(settings=settings, people=people)
    return PolicySpec(production=frozenset(spec.policy.production), settings=settings, people=people)
