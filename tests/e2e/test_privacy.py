"""Privacy and retention from `sentry.yaml`, on the real engine."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.e2e.project import Project
from tests.sentry_api import SentryByHand

WHOLE = """
organization:
  privacy: strict
  settings: { openMembership: false }
"""
BACKEND = """    platform: python-fastapi
    team: gvses
    privacy: strict
"""
BACKEND_MORE = f"""{BACKEND}    settings:
      piiRules: [{{ type: pattern, pattern: "GV-[0-9]{{8}}", method: replace, text: "[account]" }}]
    filters: {{ localhost: true, legacyBrowsers: [ie], releases: ["0.*"] }}
    ownership:
      rules: |
        path:src/* #gvses owner@example.com
"""


@pytest.fixture
def project(tmp_path: Path, sentry_env: dict[str, str]) -> Project:
    made = Project(tmp_path / "project", sentry_env)
    made.init("dev")
    return made


def test_all_of_it_is_applied_once_and_a_destroy_leaves_the_organization_private(
    project: Project, by_hand: SentryByHand
) -> None:
    by_hand.call("PUT", "organizations/{org}/", {"safeFields": ["theirs"]})

    def refused() -> str:
        return project.pulumi("up", "-s", "dev", "--yes", "--skip-preview", fails=True).text

    # A plan without custom filters is named, and then a setting that Sentry drops; the next up goes on.
    project.edit("sentry.yaml", BACKEND, BACKEND_MORE)
    by_hand.admin("POST", "quirks", {"custom_inbound_filters": False})
    assert "the organization's plan has no custom inbound filters, which releases need" in refused()
    by_hand.admin("POST", "quirks", {"custom_inbound_filters": True})
    path = project.folder / "sentry.yaml"
    path.write_text(path.read_text() + WHOLE)
    by_hand.admin("POST", "quirks", {"organization_drops": "enhancedPrivacy"})
    assert "dropped enhancedPrivacy" in refused()
    by_hand.admin("POST", "quirks", {"organization_drops": ""})
    project.up("dev")
    assert by_hand.get("organizations/{org}/")["enhancedPrivacy"] is True
    project.pulumi("preview", "-s", "dev", "--expect-no-changes")
    project.pulumi("refresh", "-s", "dev", "--yes", "--skip-preview", "--expect-no-changes")

    backend = "projects/{org}/gvses-backend-dev/"
    rules = json.loads(by_hand.get(backend)["relayPiiConfig"])
    assert {
        "type": "pattern",
        "pattern": "GV-[0-9]{8}",
        "redaction": {"method": "replace", "text": "[account]"},
    } in (rules["rules"].values())
    filters = {one["id"]: one["active"] for one in by_hand.get(f"{backend}filters/")}
    assert (filters["localhost"], filters["legacy-browsers"]) == (True, ["ie"])
    assert by_hand.get(f"{backend}ownership/")["raw"] == "path:src/* #gvses-dev owner@example.com"

    project.pulumi("destroy", "-s", "dev", "--yes", "--skip-preview")
    organization = by_hand.get("organizations/{org}/")
    assert (organization["dataScrubber"], organization["openMembership"]) == (True, False)
    assert organization["safeFields"] == ["theirs"]


def test_a_retention_that_the_plan_does_not_give_fails_the_preview_with_its_row(
    project: Project, by_hand: SentryByHand
) -> None:
    project.edit("sentry.yaml", "  purge:\n    replays: 30d\n", "")
    by_hand.admin("DELETE", "requests")
    ran = project.pulumi("preview", "-s", "dev", fails=True)
    assert "retention.replays.atMost: plan team keeps replays for 90 d, more than 30 d" in ran.text
    assert "Session replays: Developer 30 d, Team 90 d, Business 90 d" in ran.text
    assert "Traceback" not in ran.text
    assert by_hand.admin("GET", "requests")["writes"] == 0
