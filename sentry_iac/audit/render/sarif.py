"""A report as SARIF 2.1.0, the format that GitHub's code scanning and other tools read.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html describes it. Of this, GitHub takes what
https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning
lists.
"""

from __future__ import annotations

import hashlib
import json
from datetime import UTC
from importlib.metadata import version
from typing import Any, Final
from urllib.parse import quote

from sentry_iac.audit.check import Check, Section
from sentry_iac.audit.finding import Finding, Outcome
from sentry_iac.audit.render.words import sentence, upper_first
from sentry_iac.audit.report import GRAVE, Report, Result

_SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_PACKAGE: Final = "pulumi-sentry"
_NOTEWORTHY: Final = 3
_SEVERITIES: Final = {5: "9.0", 4: "7.5", 3: "5.0", 2: "3.0", 1: "1.0"}
"""What GitHub calls critical, high, medium and low, by the weight of a check of security."""


def render_sarif(report: Report) -> str:
    """Return a report as SARIF: a result for each finding that warns or fails.

    What could not be read is a notification of the tool, because nothing is known to be wrong.
    """
    rules = [each.check for each in report.results]
    places = {check.name: index for index, check in enumerate(rules)}
    run = {
        "tool": {
            "driver": {
                "name": "sentry-iac audit",
                "semanticVersion": version(_PACKAGE),
                "rules": [_rule(check) for check in rules],
            }
        },
        "automationDetails": {"id": f"sentry-iac-audit/{report.stack}/"},
        "invocations": [
            {
                "executionSuccessful": True,
                "endTimeUtc": f"{report.when.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
                "toolExecutionNotifications": [
                    _notification(result, finding, places)
                    for result in report.results
                    for finding in result.findings
                    if finding.outcome is Outcome.UNKNOWN
                ],
            }
        ],
        "columnKind": "utf16CodeUnits",
        "properties": {"score": report.score, "sentry": report.where, "environment": report.environment},
        "results": [
            _result(result, finding, places, number)
            for result in report.results
            for number, finding in enumerate(result.findings)
            if finding.outcome in {Outcome.FAIL, Outcome.WARN}
        ],
    }
    value = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


def _rule(check: Check) -> dict[str, Any]:
    wanted = f"Wanted: {check.title}."
    is_security = check.section is Section.PRIVACY or check.name.endswith(("no-token", "no-personal-data"))
    properties: dict[str, Any] = {"tags": ["sentry", check.section.value], "precision": "high"}
    if is_security:
        properties["tags"].append("security")
        properties["security-severity"] = _SEVERITIES[check.weight]
    else:
        properties["problem.severity"] = _problem_severity(check.weight)
    return {
        "id": check.name,
        "name": "".join(map(upper_first, check.name.replace(".", "-").split("-"))),
        "shortDescription": {"text": upper_first(check.fails)},
        "fullDescription": {"text": check.why.partition("\n\n")[0].replace("\n", " ")},
        "help": {"text": f"{wanted}\n\n{check.why}", "markdown": f"{wanted}\n\n{check.why}"},
        "defaultConfiguration": {"level": _level(check.weight)},
        "properties": properties,
    }


def _result(result: Result, finding: Finding, rules: dict[str, int], number: int) -> dict[str, Any]:
    check = result.check
    fix = f" To put it right: {finding.fix}" if finding.fix else ""
    same = "\n".join((check.name, finding.about, *(each.path for each in finding.places), str(number)))
    return {
        "ruleId": check.name,
        "ruleIndex": rules[check.name],
        "level": _level(check.weight if finding.outcome is Outcome.FAIL else min(check.weight, GRAVE - 1)),
        "message": {"text": f"{upper_first(check.fails)}. {upper_first(sentence(finding))}.{fix}"},
        "locations": _locations(finding),
        # Findings about Sentry have no line of their own to know them again by.
        "partialFingerprints": {"sentryAudit/v1": hashlib.sha256(same.encode()).hexdigest()[:32]},
    }


def _locations(finding: Finding) -> list[dict[str, Any]]:
    return [
        {
            "physicalLocation": {
                "artifactLocation": {"uri": quote(each.path)},
                "region": {"startLine": each.line},
            }
        }
        for each in finding.places
    ]


def _notification(result: Result, finding: Finding, rules: dict[str, int]) -> dict[str, Any]:
    return {
        "level": "warning",
        "message": {"text": f"{upper_first(result.headline)}. {upper_first(sentence(finding))}."},
        "associatedRule": {"id": result.check.name, "index": rules[result.check.name]},
    }


def _level(weight: int) -> str:
    if weight >= GRAVE:
        return "error"
    return "warning" if weight >= _NOTEWORTHY else "note"


def _problem_severity(weight: int) -> str:
    return {"error": "error", "warning": "warning", "note": "recommendation"}[_level(weight)]
