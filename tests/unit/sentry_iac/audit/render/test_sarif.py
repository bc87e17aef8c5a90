"""SARIF: what code scanning needs of it. tests/e2e/test_sarif.py holds it to the published schema."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

from sentry_iac.audit import CHECKS, Finding, Location, Section, render
from sentry_iac.audit.finding import failed, passed, unknown, warned
from tests.unit.sentry_iac.audit.reports import made, report

SOURCE = (Location("apps/my shop/main.py", 12), Location("sentry.yaml", 3))


def placed(finding: Finding, *places: Location) -> Finding:
    """A finding as the audit leaves it."""
    return replace(finding, places=places or (Location("sentry.yaml", 1),))


REPORT = report(
    (
        made("privacy.secrets", weight=5, section=Section.PRIVACY),
        (placed(failed("has a DSN", "shop", fix="take it out"), *SOURCE), passed("fine", "api")),
    ),
    (made("access.owners", weight=5), (placed(warned("one owner", fix="add one")),)),
    (made("mcp.server"), (placed(failed("none", fix="add it")),)),
    (made("projects.exist"), (placed(unknown("was refused")),)),
    (made("alerts.reach"), (passed("all"),)),
)


def run_of(form: str) -> dict[str, Any]:
    log = json.loads(form)
    assert (log["version"], len(log["runs"])) == ("2.1.0", 1)
    run: dict[str, Any] = log["runs"][0]
    return run


RUN = run_of(render(REPORT, "sarif"))


def test_each_finding_that_is_wrong_is_a_result_with_its_rule() -> None:
    rules = RUN["tool"]["driver"]["rules"]
    said = [(each["ruleId"], each["level"]) for each in RUN["results"]]
    assert said == [("privacy.secrets", "error"), ("access.owners", "warning"), ("mcp.server", "note")]
    assert all(rules[each["ruleIndex"]]["id"] == each["ruleId"] for each in RUN["results"])
    assert RUN["results"][0]["message"]["text"] == (
        "Not privacy.secrets. Shop: has a DSN. To put it right: take it out"
    )


def test_a_result_has_lines_of_the_repository_as_addresses() -> None:
    for result in RUN["results"]:
        assert result["locations"]
        for each in result["locations"]:
            uri = each["physicalLocation"]["artifactLocation"]["uri"]
            assert re.fullmatch(r"[\w.%-]+(/[\w.%-]+)*", uri)
            assert each["physicalLocation"]["region"]["startLine"] >= 1
    first = RUN["results"][0]["locations"]
    assert [each["physicalLocation"]["artifactLocation"]["uri"] for each in first] == [
        "apps/my%20shop/main.py",
        "sentry.yaml",
    ]


def test_what_could_not_be_read_is_no_result() -> None:
    (invocation,) = RUN["invocations"]
    (told,) = invocation["toolExecutionNotifications"]
    assert told["associatedRule"] == {"id": "projects.exist", "index": 3}
    assert "was refused" in told["message"]["text"].lower()


def test_a_result_is_known_again_when_its_line_moves() -> None:
    def prints(line: int) -> list[str]:
        found = (placed(failed("has a DSN", fix="x"), Location("main.py", line)),)
        run = run_of(render(report((made("first"), found)), "sarif"))
        return [each["partialFingerprints"]["sentryAudit/v1"] for each in run["results"]]

    assert prints(3) == prints(30)
    everything = [each["partialFingerprints"]["sentryAudit/v1"] for each in RUN["results"]]
    assert len(set(everything)) == len(everything)


def test_every_check_is_a_rule_with_help_and_a_severity() -> None:
    rules = run_of(render(report(*((check, ()) for check in CHECKS)), "sarif"))["tool"]["driver"]["rules"]
    assert [each["id"] for each in rules] == [each.name for each in CHECKS]
    for rule in rules:
        assert rule["shortDescription"]["text"]
        assert rule["fullDescription"]["text"].endswith(".")
        assert rule["help"]["text"].startswith("Wanted: ")
        properties = rule["properties"]
        assert ("security" in properties["tags"]) is ("security-severity" in properties)
        assert ("problem.severity" in properties) is ("security-severity" not in properties)
