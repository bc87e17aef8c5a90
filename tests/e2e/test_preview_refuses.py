"""If a preview passes, the `up` passes: arguments that Sentry would refuse fail before anything is made."""

from __future__ import annotations

import re
from pathlib import Path

import pulumi
import pytest

import pulumi_sentry as sentry
from tests.e2e.engine import Stack
from tests.e2e.project import Project
from tests.sentry_api import SentryByHand

SENTRY_YAML = r"""
teams: {core: {}, infra: {}}
projects:
  shop:
    platform: javascript-react
    team: core
    crons:
      a: { schedule: "61 25 * * *" }
      b: { schedule: "@midnight" }
      c: { schedule: "0 3 * * *", timezone: Europe/Berln }
    uptime: { u: { url: "https://shop.example.com", timeout: 90s } }
    monitors:
      m: { aggregate: "count(span.duration", threshold: 2, query: "span.op:db)" }
      n: { aggregate: count(), dataset: errors, threshold: 1, query: "message:\"open" }
    ownership: { rules: "src/* #core #infra\ncodeowners:docs/* #core\n" }
    sharedWith: [infra]
    settings:
      fingerprintingRules: "message:x ->"
      groupingEnhancements: "stack.function:x +ap"
      allowedDomains: ["localhost:3000"]
      piiRules: [{type: email, source: "extra.*mail*"}]
"""
REFUSED = {
    8: ("crons.a.schedule", '"61" is no minute; write 0 to 59'),
    9: ("crons.b.schedule", "did you mean @daily?"),
    10: ("crons.c.timezone", "did you mean Europe/Berlin?"),
    11: ("uptime.u.timeout", "between 1s and 60s"),
    13: ("monitors.m.query", "has a ) that opens nowhere"),
    14: ("monitors.n.query", "encloses nothing"),
    18: ("settings.fingerprintingRules", "line 1 has nothing behind ->"),
    19: ("settings.groupingEnhancements", "line 1 has no action behind what it looks at"),
    20: ("settings.allowedDomains", 'write "localhost", which means any port'),
    21: (r"settings.piiRules[0].source", 'cannot be read from "mail*" on'),
}
"""By the line of `sentry.yaml`. Rules over the whole file are checked once each line is right."""


def test_sentry_yaml_is_refused_with_lines_and_nothing_is_made(
    tmp_path: Path, sentry_env: dict[str, str], by_hand: SentryByHand
) -> None:
    project = Project(tmp_path / "project", sentry_env)
    project.init("dev")
    (project.folder / "sentry.yaml").write_text(SENTRY_YAML)
    (project.folder / "Pulumi.dev.yaml").write_text("config:\n  gvses-sentry:environment: development\n")

    said = project.pulumi("preview", "-s", "dev", fails=True).text
    for line, (path, reason) in REFUSED.items():
        (told,) = set(re.findall(rf"sentry\.yaml:{line}: projects\.shop\.{re.escape(path)}: (.*)", said))
        assert reason in told

    right = re.sub(r'"61 25 [^"]*"|"@midnight"', '"@daily"', SENTRY_YAML).replace("Berln", "Berlin")
    right = (
        right.replace("x ->", "x -> y").replace("+ap", "+app").replace(":3000", "").replace("*mail*", "mail")
    )
    right = right.replace("90s", "9s").replace("db)", "db").replace(r"message:\"open", "level:fatal")
    (project.folder / "sentry.yaml").write_text(right)
    said = project.pulumi("preview", "-s", "dev", fails=True).text
    assert re.search(r"sentry\.yaml:13: projects\.shop\.monitors\.m\.aggregate: .* is not a function", said)
    assert re.search(
        r"sentry\.yaml:15: projects\.shop\.ownership\.rules: line 2 begins with codeowners:", said
    )
    assert by_hand.get("organizations/{org}/projects/") == []

    right = right.replace("(span.duration", "(span.duraton)").replace("codeowners:", "path:")
    (project.folder / "sentry.yaml").write_text(right)
    said = project.pulumi("preview", "-s", "dev").text
    assert "did you mean span.duration?" in said
    project.up("dev")
    # The objects that the preview let pass exist, as Sentry stores them.
    project.pulumi("preview", "-s", "dev", "--refresh", "--expect-no-changes")


def test_a_program_is_refused_at_the_property_and_nothing_is_made(
    tmp_path: Path, sentry_env: dict[str, str], by_hand: SentryByHand
) -> None:
    stack = Stack(tmp_path / "project", sentry_env)

    def program() -> None:
        team = sentry.Team("core", sentry.TeamArgs(slug="core"))
        shop = sentry.Project("shop", sentry.ProjectArgs(name="Shop", slug="shop", team=team.id))
        sentry.CronMonitor(
            "never", project=shop.id, name="never", crontab="0 0 30 2 *", timezone="Europe/Berln"
        )

    with pytest.raises(pulumi.automation.CommandError) as failed:
        stack.preview(program)

    said = str(failed.value)
    assert re.search(r'property crontab .* has a problem: "0 0 30 2 \*" never runs', said), said
    assert re.search(r"property timezone .* has a problem: .*did you mean Europe/Berlin", said), said

    def misspelt() -> None:
        team = sentry.Team("core", sentry.TeamArgs(slug="core"))
        sentry.Project(
            "shop",
            sentry.ProjectArgs(name="Shop", slug="shop", team=team.id, fingerprinting_rules="typ:A -> a"),
        )

    with pytest.raises(pulumi.automation.CommandError) as failed:
        stack.preview(misspelt)

    said = str(failed.value)
    assert re.search(r"property fingerprintingRules .* has a problem: line 1 looks at .typ.", said), said
    assert by_hand.get("organizations/{org}/projects/") == []
    assert by_hand.get("organizations/{org}/teams/") == []


def test_an_alias_of_a_crontab_is_never_drift(tmp_path: Path, sentry_env: dict[str, str]) -> None:
    stack = Stack(tmp_path / "project", sentry_env)

    def program() -> None:
        team = sentry.Team("core", sentry.TeamArgs(slug="core"))
        shop = sentry.Project("shop", sentry.ProjectArgs(name="Shop", slug="shop", team=team.id))
        for name, crontab in {"report": "@daily", "nightly": "0  3 * * *", "plain": "0 4 * * *"}.items():
            sentry.CronMonitor(name, project=shop.id, name=name, crontab=crontab)

    stack.up(program)
    assert stack.resource("report")["inputs"]["crontab"] == "0 0 * * *"
    assert not stack.preview(program).steps
    stack.refresh()
    assert not stack.preview(program).steps
