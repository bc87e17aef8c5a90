"""What somebody made by hand after an adoption becomes a patch to sentry.yaml, and then nothing is left to do."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from tests.e2e.engine import BIN
from tests.e2e.project import QUICK_PIP, Project, Ran
from tests.sentry_api import SentryByHand
from tests.takeover.conftest import LivedIn
from tests.takeover.lived_in import SECRET
from tests.takeover.mover import Mover

_SLOW = "shop: slow requests"


@pytest.fixture
def mover(tmp_path: Path, lived_in: LivedIn) -> Mover:
    """Somebody who has taken over an organization that people have lived in."""
    return lived_in.adopted(tmp_path, "yaml")


def live_on(hand: SentryByHand) -> None:
    """What people click together in a week: a project, a monitor, an alert, a setting, a threshold, and a deletion."""
    projects = {each["slug"]: each["id"] for each in hand.get("organizations/{org}/projects/")}
    teams = {each["slug"]: each["id"] for each in hand.get("organizations/{org}/teams/")}
    hand.project("mobile", "api")
    monitor = hand.metric_monitor("shop", "Too many failures")
    mail = {
        "type": "email",
        "integrationId": None,
        "data": {},
        "config": {"targetType": "team", "targetIdentifier": teams["core"], "targetDisplay": None},
        "status": "active",
    }
    alert = {
        "name": "Tell core of failures",
        "enabled": True,
        "config": {"frequency": 60},
        "detectorIds": [int(monitor["id"])],
        "triggers": {
            "logicType": "any-short",
            "conditions": [{"type": "first_seen_event", "comparison": True, "conditionResult": True}],
            "actions": [],
        },
        "actionFilters": [{"logicType": "all", "conditions": [], "actions": [mail]}],
    }
    hand.call("POST", "organizations/{org}/workflows/", alert)
    hand.call("PUT", "projects/{org}/shop/", {"resolveAge": 24})
    slow = next(each for each in hand.monitors(projects["shop"], "metric_issue") if each["name"] == _SLOW)
    path = f"organizations/{{org}}/detectors/{slow['id']}/"
    slow = hand.get(path)
    for condition in slow["conditionGroup"]["conditions"]:
        condition["comparison"] = 3000 if condition["comparison"] == 2000 else condition["comparison"]
    hand.call("PUT", path, {"type": "metric_issue", "conditionGroup": slow["conditionGroup"]})
    off = next(key for key in hand.get("projects/{org}/page/keys/") if key["name"] == "off")
    hand.call("DELETE", f"projects/{{org}}/page/keys/{off['id']}/")
    hand.admin("DELETE", "requests")


@pytest.fixture
def shipped(tmp_path: Path, sentry_env: dict[str, str]) -> Project:
    """The shipped project, which people wrote, applied in both of its stacks to one organization."""
    project = Project(tmp_path / "shipped", sentry_env)
    project.env["PATH"] = f"{BIN}{os.pathsep}{os.environ['PATH']}"
    project.env["PYTHONPATH"] = os.pathsep.join([str(QUICK_PIP), os.environ.get("PYTHONPATH", "")])
    # Whoever made the organization is in it.
    lead = "      lead@example.com: "
    project.edit("sentry.yaml", lead, f"      owner@example.com: {{ orgRole: owner }}\n{lead}")
    for stack in ("dev", "prod"):
        project.init(stack)
        project.up(stack)
    return project


def changes_of(project: Project, stack: str, *options: str) -> Ran:
    """`sentry-iac export --changes`, with its results apart from its progress."""
    ended = subprocess.run(  # noqa: S603  # our own command line
        [str(BIN / "sentry-iac"), "export", "--changes", "--stack", stack, *options],
        cwd=project.folder,
        env=project.env,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert "Traceback" not in ended.stderr
    return Ran(ended.returncode, ended.stderr + ended.stdout)


def test_a_file_that_people_wrote_with_defaults_presets_and_stacks_says_what_sentry_has(
    shipped: Project, by_hand: SentryByHand
) -> None:
    for stack in ("dev", "prod"):
        told = changes_of(shipped, stack)
        assert told.code == 0, told.text
    backend = next(
        each["id"] for each in by_hand.get("organizations/{org}/projects/") if each["slug"] == "gvses-backend"
    )
    latency = next(each for each in by_hand.monitors(backend, "metric_issue") if "latency" in each["name"])
    path = f"organizations/{{org}}/detectors/{latency['id']}/"
    conditions = by_hand.get(path)["conditionGroup"]
    for condition in conditions["conditions"]:
        condition["comparison"] = 800
    by_hand.call("PUT", path, {"type": "metric_issue", "conditionGroup": conditions})

    told = changes_of(shipped, "prod", "--write")

    assert told.code == 3, told.text  # the exit code for a difference
    assert "~ projects.gvses-backend.monitors.latency.threshold: nothing → 800ms" in told.text
    shipped.pulumi("preview", "-s", "prod", "--refresh", "--expect-no-changes")
    assert changes_of(shipped, "prod").code == 0


API = "  api:\n    platform: python-fastapi\n    team: mobile\n    key: {name: Default}\n"

CHANGES = """\
==> + projects.api (project)
==> - projects.page.keys.off (client key)
==> + projects.shop.alerts.tell-core-of-failures (alert)
==> ~ projects.shop.monitors.slow-requests.thresholds: [{above: 2s, priority: high}, {above: 1s, priority: medium}… → \
[{above: 3s, priority: high}, {above: 1s, priority: medium}…
==> + projects.shop.monitors.too-many-failures (metric monitor)
==> ~ projects.shop.settings.resolveAge: 7d → 1d
"""


async def test_what_was_made_by_hand_becomes_a_patch_and_nothing_is_left_to_do(mover: Mover) -> None:
    assert "sentry.yaml says what Sentry has" in mover.changes(code=0).text
    live_on(mover.hand)
    before = mover.texts()

    shown = mover.changes(code=3)

    assert CHANGES in shown.text
    assert SECRET not in shown.text
    assert mover.texts() == before
    git = ["git", "apply", "-"]
    subprocess.run(git, input=mover.printed, cwd=mover.project, text=True, check=True)  # noqa: S603  # our own words
    adopted = mover.adopt()
    assert "takes over 4 resources (1 Alert, 1 MetricMonitor, 1 Project, 1 ProjectKey)" in adopted.text
    mover.preview()
    assert "sentry.yaml says what Sentry has" in mover.changes(code=0).text
    assert mover.writes() == []


async def test_a_chosen_part_is_written_and_the_rest_stays_to_be_said(mover: Mover) -> None:
    live_on(mover.hand)
    before = mover.texts()["sentry.yaml"]

    mover.changes("--select", "project:api", "--write", code=3)

    after = mover.texts()["sentry.yaml"]
    assert after.replace(API, "") == before
    same = mover.changes("--select", "project:api", code=0)
    assert "next: `sentry-iac adopt --stack prod`, for the state does not have all of it yet" in same.text
    rest = mover.changes(code=3)
    assert "+ projects.api" not in rest.text
    assert "- projects.page.keys.off" in rest.text


async def test_a_project_that_was_not_adopted_and_another_organization_are_refused(mover: Mover) -> None:
    mover.hand.admin("POST", "organizations", {"slug": "other"})
    stack = mover.project / "Pulumi.prod.yaml"
    before = stack.read_text()
    stack.write_text(before.replace("organization: sandbox", "organization: other"))
    assert "none of the 43 objects that the stack has" in mover.changes(code=1).text
    stack.write_text(before)
    (mover.project / ".local" / "state").rename(mover.project / "elsewhere")
    assert "run `sentry-iac adopt --stack prod` first" in mover.changes(code=1).text


async def test_a_program_and_a_missing_state_are_refused(mover: Mover) -> None:
    assert "one of them" in mover.changes("--output", "other", code=2).text
    assert "compares with sentry.yaml only" in mover.changes("--format", "python", code=2).text
    (mover.project / "sentry.yaml").unlink()
    assert "there is no sentry.yaml" in mover.changes(code=1).text
