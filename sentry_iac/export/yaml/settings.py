"""Settings of the organization and of projects, as `sentry.yaml` says them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from pulumi_sentry.inventory import Found
from sentry_iac.estate.model.words import ASSIGNMENTS
from sentry_iac.estate.text.units import duration_text, percentage_text
from sentry_iac.estate.text.validation import alias_of
from sentry_iac.estate.written.organization import OrganizationSettings
from sentry_iac.estate.written.settings import Filters, Settings
from sentry_iac.export.ordinary import worth_saying
from sentry_rules.ownership import with_teams

_WRITTEN: Final[Mapping[str, Callable[[Any], Any]]] = {
    "resolve_age": lambda hours: duration_text(hours, "h"),
    "digests_min_delay": lambda seconds: duration_text(seconds, "s"),
    "digests_max_delay": lambda seconds: duration_text(seconds, "s"),
    "target_sample_rate": percentage_text,
    "pii_rules": lambda rules: _pii_rules(rules.declared()),
    "trusted_relays": lambda relays: [relay.declared() for relay in relays],
}
"""How a setting is written that is not written as Sentry has it."""

_ASSIGNMENTS: Final = {sentry: written for written, sentry in ASSIGNMENTS.items()}


def settings_of(project: Found[Any]) -> dict[str, Any]:
    """Return what stands under `settings` of a project."""
    return _written(project, Settings)


def organization_settings(organization: Found[Any]) -> dict[str, Any]:
    """Return what stands under `settings` of the organization."""
    return _written(organization, OrganizationSettings)


def filters_of(filters: Found[Any]) -> dict[str, Any]:
    """Return what stands under `filters` of a project."""
    return _written(filters, Filters)


def ownership_of(ownership: Found[Any], teams: Mapping[str, str]) -> dict[str, Any]:
    """Return what stands under `ownership` of a project.

    Args:
        ownership: the rules.
        teams: the names of teams by their slugs.
    """
    return written_ownership(worth_saying(ownership), teams)


def written_ownership(said: Mapping[str, Any], teams: Mapping[str, str]) -> dict[str, Any]:
    """Return what stands under `ownership`, from arguments by Python name."""
    written: dict[str, Any] = {}
    if "rules" in said:
        written["rules"] = _with_names(said["rules"], teams)
    if "fallthrough" in said:
        written["fallthrough"] = said["fallthrough"]
    if "auto_assignment" in said:
        written["autoAssignment"] = _ASSIGNMENTS.get(said["auto_assignment"], said["auto_assignment"])
    if "codeowners_auto_sync" in said:
        written["codeownersAutoSync"] = said["codeowners_auto_sync"]
    return written


def _with_names(rules: str, teams: Mapping[str, str]) -> str:
    return "\n".join(with_teams(line, lambda slug: teams.get(slug, slug)) for line in rules.split("\n"))


def _written(found: Found[Any], model: type[Any]) -> dict[str, Any]:
    said = worth_saying(found)
    return {
        alias_of(model, name): written_setting(name, said[name])
        for name in model.model_fields
        if name in said
    }


def written_setting(name: str, value: Any) -> Any:
    """Return how a setting is written, by its Python name."""
    return _WRITTEN[name](value) if name in _WRITTEN else _plain(value)


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, list | tuple) else value


def _pii_rules(rules: Mapping[str, Any]) -> list[dict[str, Any]] | dict[str, Any]:
    """Return scrubbing rules as a list where a list says all of them, otherwise as Sentry keeps them."""
    named: Mapping[str, Any] = rules.get("rules") or {}
    applications: Mapping[str, list[str]] = rules.get("applications") or {}
    listed = [*_listed(named, applications)]
    positions = [str(place) for place in range(len(named))]
    each_once = [name for names in applications.values() for name in names]
    in_order = all(names == sorted(names, key=int) for names in applications.values() if _numbers(names))
    if (
        list(named) == positions
        and sorted(each_once) == sorted(positions)
        and None not in listed
        and in_order
    ):
        return [rule for rule in listed if rule is not None]
    return {
        "rules": {name: _named_rule(rule) for name, rule in named.items()},
        "applications": {selector: list(names) for selector, names in applications.items()},
    }


def _numbers(names: list[str]) -> bool:
    return all(name.isdecimal() for name in names)


def _listed(
    named: Mapping[str, Any], applications: Mapping[str, list[str]]
) -> Iterator[dict[str, Any] | None]:
    sources = {name: selector for selector, names in applications.items() for name in names}
    for name, rule in named.items():
        redaction = rule.get("redaction") or {}
        method = redaction.get("method")
        simple = set(rule) <= {"type", "pattern", "redaction"} and method not in (None, "default")
        yield (
            {
                "type": rule["type"],
                **({"source": sources[name]} if sources.get(name) != "$string" else {}),
                **({"method": method} if method != "remove" else {}),
                **({"pattern": rule["pattern"]} if "pattern" in rule else {}),
                **({"text": redaction["text"]} if "text" in redaction else {}),
            }
            if simple and name in sources and rule["type"] not in ("multiple", "alias", "redact_pair")
            else None
        )


def _named_rule(rule: Mapping[str, Any]) -> dict[str, Any]:
    redaction = rule.get("redaction") or {}
    return {**{key: value for key, value in rule.items() if key != "redaction"}, **redaction}
