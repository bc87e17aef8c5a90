"""What an estate declares, object by object: where it stands, and what it says of each.

Both sides of a comparison speak the same words: those of the estate. What stands there for "not declared" is None.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, Final

from sentry_iac.components.alerting import filters_of
from sentry_iac.components.privacy import scrubbing
from sentry_iac.estate import (
    ActionFilterSpec,
    AlertSpec,
    AnomalySpec,
    ApplicationSpec,
    Comparison,
    ConditionSpec,
    CustomAlertSpec,
    Estate,
    FurtherKeySpec,
    MetricMonitorSpec,
    MonitorId,
    MonitorRef,
    ThresholdSpec,
    key_name,
    resource_name,
)
from sentry_iac.estate.model.words import LOADER
from sentry_iac.export.known import OWN_KEY

Path = tuple[str, ...]

_MIRROR: Final[Mapping[Comparison, Comparison]] = {"gt": "lte", "gte": "lt", "lt": "gte", "lte": "gt"}

NOBODY: Final = frozenset({"owner"})
"""Facts of which None says something: nobody."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An object that is declared.

    Attributes:
        token: its type, such as `sentry:index:Team`.
        name: the name of its resource.
        path: where it is declared.
        facts: what is said of it, by word; None for what is left to Sentry.
    """

    token: str
    name: str
    path: Path
    facts: Mapping[str, Any]

    @property
    def key(self) -> tuple[str, str]:
        """Its type and the name of its resource."""
        return self.token, self.name


def token(kind: str) -> str:
    """Return the type of a kind of resource, such as Team."""
    return f"sentry:index:{kind}"


def entries_of(estate: Estate) -> dict[tuple[str, str], Entry]:
    """Return all that an estate declares, by type and resource name; without `.env` files, which are this machine's."""
    found = [*_people_and_teams(estate)]
    for application in estate:
        found += _application(application)
    found += [_custom_alert(each, each.key, ("alerts", each.key)) for each in estate.alerts]
    if estate.organization is not None:
        path = ("organization", "settings")
        found.append(_entry("OrganizationSettings", "organization", path, settings(estate.organization)))
    return {each.key: each for each in found}


def settings(spec: Any) -> dict[str, Any]:
    """Return declared settings, by the name of the provider's argument, in plain values."""
    return {name: plain(value) for name, value in scrubbing(spec.declared()).items()}


def plain(value: Any) -> Any:
    """Return a value in a form that compares alike whoever made it."""
    if hasattr(value, "declared"):
        value = value.declared()
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items() if item is not None}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return value


def _entry(kind: str, name: str, path: Path, facts: Mapping[str, Any]) -> Entry:
    return Entry(token(kind), name, path, facts)


def _people_and_teams(estate: Estate) -> Iterator[Entry]:
    for team in estate.teams:
        if team.managed:
            facts = {"slug": team.slug, "name": team.display_name}
            yield _entry("Team", team.name, ("teams", team.name), facts)
    for person in estate.people:
        if person.managed:
            yield _entry("Member", person.email, ("people", person.email), {"org_role": person.org_role})
        for membership in person.memberships:
            yield _entry(
                "TeamMembership",
                f"{membership.team}-{person.email}",
                ("teams", membership.team, "people", person.email),
                {"role": membership.role},
            )


def _application(spec: ApplicationSpec) -> Iterator[Entry]:
    path = ("projects", spec.name)
    facts = {
        "slug": spec.slug,
        "name": spec.display_name,
        "team": spec.team,
        "platform": spec.platform,
        "shared_with": sorted(spec.shared_with),
    }
    yield _entry("Project", spec.name, path, {**facts, **settings(spec.settings)})
    if spec.spike_protection is not None:
        enabled = {"enabled": spec.spike_protection}
        yield _entry("SpikeProtection", spec.name, (*path, "spikeProtection"), enabled)
    if spec.filters is not None:
        yield _entry("InboundFilters", spec.name, (*path, "filters"), settings(spec.filters))
    if spec.ownership is not None:
        yield _entry("OwnershipRules", spec.name, (*path, "ownership"), settings(spec.ownership))
    yield from _keys(spec, path)
    for monitor in spec.monitors:
        name = f"{spec.name}-{monitor.rule}"
        yield _entry("MetricMonitor", name, (*path, "monitors", monitor.rule), _monitor(monitor))
    for kind, section, checks in (
        ("UptimeMonitor", "uptime", spec.uptime),
        ("CronMonitor", "crons", spec.crons),
    ):
        for check in checks:
            yield _entry(kind, f"{spec.name}-{check.key}", (*path, section, check.key), _fields(check, "key"))
    for alert in spec.alerts:
        yield _built_in_alert(alert, spec, (*path, "alerts", alert.key))
    for own in spec.custom_alerts:
        yield _custom_alert(own, f"{spec.name}-{own.key}", (*path, "alerts", own.key))


def _keys(spec: ApplicationSpec, path: Path) -> Iterator[Entry]:
    if spec.key.is_declared:
        generation = spec.key.rotation.generation
        facts = {**_key(spec.key), "name": key_name(spec.key.name, generation)}
        yield _entry("ProjectKey", resource_name(spec.name, generation), (*path, *OWN_KEY), facts)
    for key in spec.further_keys:
        yield _entry("ProjectKey", f"{spec.name}-{key.key}", (*path, "keys", key.key), _key(key))


def _key(spec: FurtherKeySpec) -> dict[str, Any]:
    limit = spec.rate_limit
    return {
        "name": spec.name,
        "is_active": spec.is_active,
        "rate_limit": {"count": limit.count, "window": limit.window} if limit else None,
        "browser_sdk_version": spec.browser_sdk_version,
        **{f"loader.{part}": getattr(spec.loader, part) for part in LOADER.values()},
    }


def _fields(spec: Any, *without: str) -> dict[str, Any]:
    return {each.name: getattr(spec, each.name) for each in fields(spec) if each.name not in without}


def _monitor(spec: MetricMonitorSpec) -> dict[str, Any]:
    return {
        **_fields(spec, "rule", "query_type"),
        "event_types": sorted(spec.event_types),
        "conditions": _conditions(spec.conditions),
        "extrapolation_mode": spec.extrapolation_mode or "unknown",
    }


def _conditions(conditions: Sequence[ThresholdSpec | AnomalySpec]) -> list[ThresholdSpec | AnomalySpec]:
    """Return conditions in one order, without the resolution that Sentry would add by itself."""
    found = [
        replace(each, value=float(each.value)) if isinstance(each, ThresholdSpec) else each
        for each in conditions
    ]
    fires = [each for each in found if each.result != "resolved"]
    as_usual = sorted([*fires, *_resolution(fires)], key=repr)
    listed = sorted(found, key=repr)
    return sorted(fires, key=repr) if as_usual == listed else listed


def _resolution(fires: Sequence[ThresholdSpec | AnomalySpec]) -> list[ThresholdSpec]:
    levels = [each for each in fires if isinstance(each, ThresholdSpec)]
    if not levels or len(levels) != len(fires):
        return []
    above = levels[0].comparison in ("gt", "gte")
    nearest = (min if above else max)(levels, key=lambda each: each.value)
    return [ThresholdSpec(comparison=_MIRROR[nearest.comparison], value=nearest.value, result="resolved")]


def _built_in_alert(spec: AlertSpec, application: ApplicationSpec, path: Path) -> Entry:
    own = application.name
    heard = [MonitorRef(project=own, section="issues")]
    if spec.source == "monitors":
        heard = application.monitor_refs
    conditions = [each.declared() for each in filters_of(application, spec)]
    as_custom = CustomAlertSpec(
        key=spec.key,
        name=spec.name,
        enabled=spec.enabled,
        listens_to=tuple(heard),
        triggers=tuple(ConditionSpec(type=each) for each in spec.triggers),
        filters=(
            ActionFilterSpec(
                logic="all",
                conditions=tuple(
                    ConditionSpec(type=each["type"], comparison=each["comparison"], result=each["result"])
                    for each in conditions
                ),
                notify=spec.notify,
            ),
        ),
        owner=spec.owner,
        frequency=spec.frequency,
        seen_environment=spec.seen_environment,
    )
    return _custom_alert(as_custom, f"{own}-{spec.key}", path)


def _custom_alert(spec: CustomAlertSpec, name: str, path: Path) -> Entry:
    facts = {
        **_fields(spec, "key"),
        "listens_to": sorted(spec.listens_to, key=_place),
        "triggers": sorted(spec.triggers, key=repr),
        "filters": [
            (each.logic, sorted(each.conditions, key=repr), sorted(each.notify, key=repr))
            for each in spec.filters
        ],
    }
    return _entry("Alert", name, path, facts)


def _place(monitor: MonitorRef | MonitorId) -> tuple[str, ...]:
    if isinstance(monitor, MonitorId):
        return ("", monitor.id)
    return (monitor.project, monitor.section, monitor.name)
