"""A feature that the plan lacks is a warning, a missing integration is an error."""

from __future__ import annotations

from pathlib import Path

from tests.e2e.project import Project
from tests.sentry_api import SentryByHand

SLACK = '    # - { slack: GVSES Workspace, channel: "#gvses-alerts"'


def test_slack_is_named_as_it_was_installed_and_what_the_plan_has_not_got_is_warned_of_and_never_a_change(
    tmp_path: Path, by_hand: SentryByHand, sentry_env: dict[str, str]
) -> None:
    project = Project(tmp_path / "project", sentry_env)
    project.init("dev")
    project.edit("sentry.yaml", SLACK, SLACK.replace("# ", ""))
    project.edit(
        "sentry.yaml",
        "    platform: python-fastapi",
        "    platform: python-fastapi\n    spikeProtection: false",
    )

    text = project.pulumi("preview", "-s", "dev", fails=True).text
    assert "no slack integration named 'GVSES Workspace' is installed in organization 'sandbox'" in text
    assert f"install it at {sentry_env['SENTRY_URL']}/settings/sandbox/integrations/slack/" in text
    assert "Traceback" not in text

    by_hand.admin("POST", "integrations", {"provider": "slack", "name": "GVSES Workspace"})
    by_hand.admin("POST", "quirks", {"rate_limits_feature": False, "cron_seats": 0, "uptime_seats": 0})
    text = project.up("dev").text
    assert "ignored the rate limit" in text
    assert "keeps this cron monitor disabled" in text
    assert "keeps this uptime monitor disabled" in text

    project.pulumi("preview", "-s", "dev", "--expect-no-changes")
    project.pulumi("refresh", "-s", "dev", "--yes", "--skip-preview", "--expect-no-changes")
    project.pulumi("preview", "-s", "dev", "--expect-no-changes")
    alerts = by_hand.get("organizations/{org}/workflows/")
    assert len(alerts) == 4
    for alert in alerts:
        kinds = {action["type"]: action for action in alert["actionFilters"][0]["actions"]}
        assert kinds.keys() == {"email", "slack"}
        assert kinds["slack"]["config"]["targetDisplay"] == "#gvses-alerts"
        assert kinds["slack"]["data"] == {"tags": "environment,release"}
    assert (
        by_hand.get("projects/{org}/gvses-backend-dev/")["options"]["quotas:spike-protection-disabled"]
        is True
    )
    project.pulumi("destroy", "-s", "dev", "--yes", "--skip-preview")
