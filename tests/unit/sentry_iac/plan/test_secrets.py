"""Secrets are put everywhere; none comes out."""

from __future__ import annotations

from typing import Any

import pytest

from sentry_iac.estate import GuardSpec
from sentry_iac.plan import FORMATS, Kind, make_plan, render
from sentry_iac.plan.scrub import Scrubber
from tests.unit.sentry_iac.plan.support import event, steps_of

KEY = "0123456789abcdef0123456789abcdef"
ENVIRON = {
    "SENTRY_AUTH_TOKEN": "a-token-of-no-known-shape",
    "PULUMI_CONFIG_PASSPHRASE": "correct horse battery staple",
    "AWS_SECRET_ACCESS_KEY": "wJalrXUtnFEMI/K7MDENG",
    "GITHUB_TOKEN": "ghs_0123456789",
    "PULUMI_BACKEND_URL": "postgres://state:hunter2hunter2@db.example.com/state",
    "PATH": "/usr/bin:/bin",
}
CANARIES = [
    ENVIRON["SENTRY_AUTH_TOKEN"],
    ENVIRON["PULUMI_CONFIG_PASSPHRASE"],
    ENVIRON["AWS_SECRET_ACCESS_KEY"],
    ENVIRON["GITHUB_TOKEN"],
    "hunter2hunter2",
    f"https://{KEY}@o1.ingest.sentry.io/7",
    "sntryu_" + "ab" * 32,
    KEY,
]


def everywhere(secret: str) -> dict[str, Any]:
    return {
        "name": f"n {secret}",
        "slug": f"s {secret}",
        "email": f"e {secret}",
        "path": f"p {secret}",
        "description": f"d {secret}",
        "enabled": True,
        "values": {f"V {secret}": f"v {secret}"},
        "monitors": [f"m {secret}"],
        "sensitiveFields": [f"f {secret}"],
        "dataSource": {"aggregate": f"a {secret}", "query": f"q {secret}", "timeWindow": f"w {secret}"},
        "conditions": [{"type": f"t {secret}", "comparison": f"c {secret}", "result": "high"}],
        "actionFilters": [{"actions": [{"type": f"k {secret}", "targetIdentifier": f"i {secret}"}]}],
        "teamRoles": [{"teamSlug": f"r {secret}"}],
        "owner": f"team:{secret}",
        "unheardOf": {"deep": [{"er": secret}]},
    }


KINDS = [
    "Team",
    "Project",
    "ProjectKey",
    "MetricMonitor",
    "Alert",
    "EnvFile",
    "Member",
    "TeamMembership",
    "NewThing",
]


@pytest.mark.parametrize("secret", CANARIES)
def test_no_secret_is_in_any_report(secret: str) -> None:
    scrub = Scrubber(ENVIRON)
    address = ENVIRON["PULUMI_BACKEND_URL"]
    old, new = everywhere(secret), everywhere(f"{secret} again")
    events = []
    for kind in KINDS:
        events += [
            event("create", kind, f"new {secret}", None, new),
            event("update", kind, f"changed {secret}", old, new, id=f"7/{secret}", changed=tuple(old)),
            event("replace", kind, f"replaced {secret}", old, new, id=secret, changed=tuple(old)),
            event("delete", kind, f"gone {secret}", old, id=secret),
        ]
    plan = make_plan(
        Kind.PREVIEW,
        "prod",
        steps_of(*events),
        guard=GuardSpec(forbid=frozenset({"alert-lost"})),
        scrub=scrub,
        warnings=[f"w {secret} {address}"],
        notes=[f"n {secret} {address}"],
    )
    for form in FORMATS:
        assert secret not in render(plan, form)
    assert secret not in repr(plan)
    assert secret not in repr(scrub)


def test_what_is_no_secret_stays_readable() -> None:
    scrub = Scrubber({"SENTRY_AUTH_TOKEN": "", "SHORT_TOKEN": "prod", "PATH": "/usr/bin"})
    assert scrub("stack prod in /usr/bin") == "stack prod in /usr/bin"
    assert scrub("<{%reset%}>two\nlines<{%fg 1%}>") == "two lines"
