"""What Sentry refuses is told with file, line and path, before there is any engine."""

from __future__ import annotations

import json

import pytest

from sentry_iac.estate import SpecError, StackSettings, parse_estate
from tests import sentry_examples as examples

HEAD = """
teams: {core: {}}
projects:
  api:
    platform: python-fastapi
    team: core
"""


def cron(**fields: str) -> str:
    return f"    crons:\n      job: {json.dumps({'schedule': '0 3 * * *', **fields})}\n"


def monitor(**fields: object) -> str:
    own = {"aggregate": "count()", "dataset": "errors", "threshold": 1, **fields}
    return f"    monitors:\n      own: {json.dumps(own)}\n"


def uptime(**fields: str) -> str:
    return f"    uptime:\n      u: {json.dumps({'url': 'https://example.com', **fields})}\n"


def ownership(rules: str) -> str:
    return f"    ownership:\n      rules: {json.dumps(rules)}\n"


def setting(**fields: object) -> str:
    return f"    settings:\n      {json.dumps(fields)[1:-1]}\n"


def scrubbing(selector: str) -> str:
    return setting(piiRules=[{"type": "email", "source": selector}])


# A line of sentry.yaml holds neither tabs nor line breaks, and says so itself.
BAD = [
    *((cron(schedule=text), "crons.job.schedule", said) for text, said in examples.BAD_CRONTABS.items()),
    *((cron(timezone=text), "crons.job.timezone", said) for text, said in examples.BAD_TIME_ZONES.items()),
    *((monitor(query=text), "monitors.own.query", said) for text, said in examples.BAD_SEARCHES.items()),
    *(
        (monitor(aggregate=aggregate, dataset=word), "monitors.own.aggregate", said)
        for (aggregate, dataset), said in examples.BAD_AGGREGATES.items()
        for word, meant in (("errors", "events"), ("spans", "events_analytics_platform"))
        if meant == dataset
    ),
    *((ownership(text), "ownership.rules", said) for text, said in examples.BAD_RULES.items()),
    *((uptime(url=text), "uptime.u.url", said) for text, said in examples.BAD_ADDRESSES.items()),
    *(
        (setting(fingerprintingRules=text), "settings.fingerprintingRules", said)
        for text, said in examples.BAD_FINGERPRINTING.items()
    ),
    *(
        (setting(groupingEnhancements=text), "settings.groupingEnhancements", said)
        for text, said in examples.BAD_ENHANCEMENTS.items()
    ),
    *(
        (scrubbing(text), "settings.piiRules[0].source", said)
        for text, said in examples.BAD_SELECTORS.items()
    ),
    *(
        (setting(allowedDomains=[text]), "settings.allowedDomains", said)
        for text, said in examples.BAD_DOMAINS.items()
    ),
    (uptime(timeout="90s"), "uptime.u.timeout", "must lie between 1s and 60s"),
    (uptime(timeout="500ms"), "uptime.u.timeout", "must lie between 1s and 60s"),
]
GOOD = [
    *(cron(schedule=text) for text in examples.CRONTABS),
    *(cron(timezone=text) for text in examples.TIME_ZONES),
    *(monitor(query=text) for text in examples.SEARCHES),
    *(ownership(text) for text in examples.RULES),
    *(uptime(url=text) for text in examples.ADDRESSES),
    *(setting(fingerprintingRules=text) for text in examples.FINGERPRINTING),
    *(setting(groupingEnhancements=text) for text in examples.ENHANCEMENTS),
    *(scrubbing(text.strip()) for text in examples.SELECTORS),
    setting(allowedDomains=list(examples.DOMAINS)),
    uptime(timeout="60s"),
]


@pytest.mark.parametrize(("written", "path", "said"), BAD)
def test_what_sentry_refuses_is_told_with_its_line(
    written: str, path: str, said: str, stack: StackSettings
) -> None:
    with pytest.raises(SpecError) as refused:
        parse_estate(HEAD + written, stack)

    complaints = [one for one in str(refused.value).splitlines() if f": projects.api.{path}: " in one]
    assert len(complaints) == 1
    assert complaints[0].startswith(f"sentry.yaml:{len(HEAD.splitlines()) + 2}: ")
    assert said in complaints[0]


@pytest.mark.parametrize("written", GOOD)
def test_what_sentry_takes_is_read(written: str, stack: StackSettings) -> None:
    assert parse_estate(HEAD + written, stack).application("api")
