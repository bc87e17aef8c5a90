"""Check refuses what Sentry would answer 400 to, at its property, before any call."""

from __future__ import annotations

from typing import Any

import pytest

from pulumi_sentry.declaration import UNKNOWN, property_path
from tests import sentry_examples as examples
from tests.unit.pulumi_sentry import bodies
from tests.unit.pulumi_sentry.support import Engine, ScriptedSentry

SOURCE = bodies.MONITOR_INPUTS["dataSource"]


def cron(**changes: Any) -> tuple[str, dict[str, Any]]:
    return "CronMonitor", {**bodies.CRON_INPUTS, **changes}


def metric(**changes: Any) -> tuple[str, dict[str, Any]]:
    return "MetricMonitor", {**bodies.MONITOR_INPUTS, "dataSource": {**SOURCE, **changes}}


def measured(aggregate: str, dataset: str) -> tuple[str, dict[str, Any]]:
    return metric(aggregate=aggregate, dataset=dataset, timeWindow=3600)


def uptime(**changes: Any) -> tuple[str, dict[str, Any]]:
    return "UptimeMonitor", {**bodies.UPTIME_INPUTS, **changes}


def rules(text: str) -> tuple[str, dict[str, Any]]:
    return "OwnershipRules", {"project": "11", "rules": text}


def project(**changes: Any) -> tuple[str, dict[str, Any]]:
    return "Project", {**bodies.PROJECT_INPUTS, **changes}


def scrubbing(selector: str) -> tuple[str, dict[str, Any]]:
    return project(piiRules={"rules": {}, "applications": {selector: ["@ip"]}})


def relay(key: Any) -> tuple[str, dict[str, Any]]:
    return "OrganizationSettings", {"trustedRelays": [{"name": "edge", "publicKey": key}]}


BAD = [
    *((cron(crontab=text), "crontab", said) for text, said in examples.BAD_CRONTABS.items()),
    *((cron(timezone=text), "timezone", said) for text, said in examples.BAD_TIME_ZONES.items()),
    *((rules(text), "rules", said) for text, said in examples.BAD_RULES.items()),
    *((metric(query=text), "dataSource.query", said) for text, said in examples.BAD_SEARCHES.items()),
    *((measured(*pair), "dataSource.aggregate", said) for pair, said in examples.BAD_AGGREGATES.items()),
    *(
        (project(fingerprintingRules=text), "fingerprintingRules", said)
        for text, said in examples.BAD_FINGERPRINTING.items()
    ),
    *(
        (project(groupingEnhancements=text), "groupingEnhancements", said)
        for text, said in examples.BAD_ENHANCEMENTS.items()
    ),
    *(
        (scrubbing(text), property_path(("piiRules", "applications", text)), said)
        for text, said in examples.BAD_SELECTORS.items()
    ),
    *(
        (project(allowedDomains=["*.example.com", text]), "allowedDomains[1]", said)
        for text, said in examples.BAD_DOMAINS.items()
    ),
    (project(securityToken="ab cd!"), "securityToken", "may hold letters, digits"),
    (project(securityTokenHeader="X Y"), "securityTokenHeader", '"X Y" is no name of a header'),
    (relay("short"), "trustedRelays[0].publicKey", "43 letters, digits"),
    (relay("C" + "A" * 42), "trustedRelays[0].publicKey", "no such key can be"),
    (uptime(timeout=90_000), "timeout", "60000"),
    (uptime(timeout=999), "timeout", "1000"),
    (uptime(target="https://shop"), "target", "no full name"),
    (uptime(target=f"https://example.com/{'a' * 250}"), "target", "255"),
    (uptime(headers={"Authorization": "a" * 950}), "headers", "bytes long"),
    (uptime(headers={}, body="ä" * 500), "body", "makes the request 1"),
    (
        metric(aggregate="percentage(sessions_crashed, sessions)", dataset="metrics", timeWindow=600),
        "dataSource.timeWindow",
        "must be one of 1800, 3600, 7200",
    ),
]
GOOD = [
    *(cron(crontab=text) for text in examples.CRONTABS),
    *(cron(timezone=text) for text in examples.TIME_ZONES),
    *(rules(text) for text in examples.RULES),
    *(metric(query=text) for text in examples.SEARCHES),
    *(measured(*pair) for pair in examples.AGGREGATES),
    *(uptime(target=text) for text in examples.ADDRESSES),
    *(project(fingerprintingRules=text) for text in examples.FINGERPRINTING),
    *(project(groupingEnhancements=text) for text in examples.ENHANCEMENTS),
    *(scrubbing(text) for text in examples.SELECTORS),
    project(allowedDomains=list(examples.DOMAINS), securityToken="ab cd=", securityTokenHeader="X-Token"),
    relay("k" * 43),
    relay(UNKNOWN),
    project(fingerprintingRules=UNKNOWN, groupingEnhancements=UNKNOWN, allowedDomains=[UNKNOWN]),
    uptime(timeout=60_000, headers={}, body="a" * 900),
    cron(crontab=UNKNOWN, timezone=UNKNOWN),
    metric(query=UNKNOWN, aggregate=UNKNOWN),
    uptime(target=UNKNOWN, headers={"Authorization": UNKNOWN}, body=UNKNOWN),
    rules(UNKNOWN),  # type: ignore[arg-type]  # what is not known yet is no text
]


@pytest.mark.parametrize(("resource", "path", "said"), BAD)
async def test_what_sentry_would_refuse_is_refused_at_its_property(
    engine: Engine, sentry: ScriptedSentry, resource: tuple[str, dict[str, Any]], path: str, said: str
) -> None:
    failures = await engine.failures(*resource)

    assert set(failures) == {path}
    assert said in failures[path]
    assert sentry.calls == []


@pytest.mark.parametrize("resource", GOOD)
async def test_what_sentry_takes_and_what_is_not_known_yet_passes(
    engine: Engine, sentry: ScriptedSentry, resource: tuple[str, dict[str, Any]]
) -> None:
    assert await engine.failures(*resource) == {}
    assert sentry.calls == []


async def test_every_rule_is_told_about_with_its_line(engine: Engine) -> None:
    answer = await engine.check(*rules("path:a\npath:b core"))

    assert [failure.reason.split(maxsplit=2)[1].rstrip(":") for failure in answer.failures] == ["1", "2"]


@pytest.mark.parametrize(("written", "kept"), examples.CRONTABS.items())
async def test_a_crontab_is_declared_as_sentry_keeps_it(engine: Engine, written: str, kept: str) -> None:
    assert (await engine.checked(*cron(crontab=written)))["crontab"] == kept


async def test_what_is_wrong_with_a_secret_does_not_show_it(engine: Engine) -> None:
    engine.secrets = {("dataSource", "query"), ("timezone",)}

    for resource in (metric(query='password:"sekret'), cron(timezone="sekret")):
        (reason,) = (await engine.failures(*resource)).values()
        assert "sekret" not in reason
        assert "it is a secret" in reason


async def test_what_may_be_misspelt_is_a_warning(engine: Engine) -> None:
    await engine.checked(*metric(aggregate="p95(span.duraton)", query="span.op:[db"))

    said = [message for _, message in engine.log.messages]
    assert any("did you mean span.duration?" in each for each in said)
    assert any("has no ] after it" in each for each in said)
