"""A program of one's own: what it may write, and what it is told where something is wrong."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from sentry_sandbox.server import SandboxServer
from sentry_sandbox.settings import Settings
from tests.e2e.engine import BIN
from tests.e2e.project import QUICK_PIP, PulumiProject
from tests.repository import ROOT
from tests.sandbox import variables_of
from tests.sentry_api import SentryByHand

EVERYTHING = (ROOT / "tests" / "typing" / "program.py").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def sandbox() -> Iterator[SandboxServer]:
    """One Sentry for all programs."""
    with SandboxServer(Settings()) as server:
        yield server


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory, sandbox: SandboxServer) -> PulumiProject:
    """A project with no program yet."""
    folder = tmp_path_factory.mktemp("own")
    settings = {
        "name": "own",
        "runtime": {"name": "python", "options": {"virtualenv": ".venv"}},
        "plugins": {"providers": [{"name": "sentry", "path": str(BIN)}]},
    }
    (folder / "Pulumi.yaml").write_text(json.dumps(settings))
    (folder / ".venv").symlink_to(sys.prefix)
    made = PulumiProject(folder, {**variables_of(sandbox), "PYTHONPATH": f"{QUICK_PIP}{os.pathsep}{ROOT}"})
    made.init("dev")
    return made


def outputs(project: PulumiProject) -> dict[str, Any]:
    shown: dict[str, Any] = json.loads(project.pulumi("stack", "output", "--json", "-s", "dev").text)
    return shown


def refused(project: PulumiProject, program: str, **env: str) -> str:
    """What a preview of a program says that must fail."""
    (project.folder / "__main__.py").write_text(program)
    return project.pulumi("preview", "-s", "dev", fails=True, **env).text


def test_a_program_with_every_resource_and_lookup_runs(project: PulumiProject, by_hand: SentryByHand) -> None:
    by_hand.team("theirs")
    theirs = by_hand.project("theirs", "theirs")
    by_hand.admin("POST", "integrations", {"provider": "slack", "name": "Example Workspace"})
    (project.folder / "__main__.py").write_text(EVERYTHING)
    project.up("dev")
    shown = outputs(project)
    assert shown["theirs"] == {
        "id": theirs["id"],
        "slug": "theirs",
        "name": "theirs",
        "platform": "python-fastapi",
        "team_slugs": ["theirs"],
        "url": f"{by_hand.url}/organizations/sandbox/projects/theirs/",
    }
    assert (shown["again"]["slug"], shown["slug"]) == ("shop", "SHOP")
    project.pulumi("preview", "-s", "dev", "--expect-no-changes")


def one_error(text: str) -> str:
    """The one error that a person has to read."""
    assert "Traceback" not in text, text
    lines = text.split("Diagnostics:")[1].splitlines()
    errors = [line.split("error: ", maxsplit=1)[1] for line in lines if "error: " in line]
    # The host of Python programs adds one of its own after each program that failed.
    told = [line for line in errors if not line.startswith("an unhandled error occurred: program exited")]
    assert len(told) == 1, text
    return told[0]


IN_AN_OBJECT = """\
import pulumi_sentry as sentry

for name in ("latency", "errors"):
    sentry.MetricMonitor(
        f"shop-{name}",
        sentry.MetricMonitorArgs(
            project="shop",
            nmae=name,
            data_source={"aggregate": "count()", "time_window": 30},
            conditions=[{"type": "above", "result": "high"}],
        ),
    )
"""

IN_KEYWORDS = """\
import pulumi_sentry as sentry
import teams
"""

TEAMS = """\
import pulumi_sentry as sentry

sentry.Team(
    "web", slug="Web Team", nmae="Web"
)
"""

IN_A_PART = """\
import pulumi_sentry as sentry


def above(limit: float) -> sentry.MonitorConditionArgs:
    return sentry.MonitorConditionArgs(type="gt", comparison=limit)


sentry.MetricMonitor("slow", project="shop", name="Slow", data_source={}, conditions=[above(5)])
"""

IN_A_PART_OF_A_RESOURCE = """\
import pulumi_sentry as sentry

sentry.Alert(
    "told",
    name="Told",
    monitors=["1"],
    action_filters=[sentry.ActionFilterArgs(actions=[sentry.AlertActionArgs(tpye="email")])],
)
"""

IN_A_LOOKUP = """\
import pulumi_sentry as sentry

team = sentry.Team("web", slug="web")
sentry.get_project(project=team.slug)
"""


@pytest.mark.parametrize(
    ("program", "said"),
    [
        (
            IN_AN_OBJECT,
            "__main__.py:6: MetricMonitor 'shop-latency': name: is required; data_source.time_window: must be at "
            "least 60 s; conditions[0].type: input should be 'gt', 'gte', 'lt', 'lte' or 'anomaly_detection'; "
            "nmae: is not a property of this resource; did you mean 'name'?",
        ),
        (
            IN_KEYWORDS,
            "teams.py:3: Team 'web': slug: must be lower-case letters, digits, - and _, and not digits alone; nmae: is "
            "not a property of this resource; did you mean 'name'?",
        ),
        (IN_A_PART, "__main__.py:5: MonitorConditionArgs: result: is required"),
        (
            IN_A_PART_OF_A_RESOURCE,
            "__main__.py:7: Alert 'told': AlertActionArgs: type: is required; tpye: is not a property of this "
            "resource; did you mean 'type'?",
        ),
        (
            IN_A_LOOKUP,
            "__main__.py:4: get_project: project: is an output, whose value comes later; get_project_output takes "
            "outputs",
        ),
    ],
    ids=["in an object", "in keywords", "in a part", "in a part of a resource", "in a lookup"],
)
def test_a_mistake_is_told_with_its_line_and_its_resource(
    project: PulumiProject, program: str, said: str
) -> None:
    (project.folder / "teams.py").write_text(TEAMS)
    assert one_error(refused(project, program)) == said


REFUSED_BY_CHECK = """\
import pulumi_sentry as sentry

team = sentry.Team("web", slug="web")
projects = [sentry.Project(f"p{i}", name=f"P {i}", slug=f"p{i}", team=team.id) for i in range(8)]
mail = sentry.AlertActionArgs(type="email")
sentry.Alert("told", name="Told", monitors=["1"], action_filters=[sentry.ActionFilterArgs(actions=[mail])])
for project in projects:
    sentry.ProjectKey("of-a-project", project=project.id, name="web")
"""

HELD_UP = """\
import pulumi_sentry as sentry

team = sentry.Team("web", slug="web")
projects = [sentry.Project(f"p{i}", name=f"P {i}", slug=f"p{i}", team=team.id) for i in range(8)]
"""


@pytest.mark.parametrize("_once_more", range(3))
@pytest.mark.parametrize(
    ("program", "token", "said"),
    [
        (REFUSED_BY_CHECK, None, "sentry:index:Alert resource 'told': property actionFilters[0].actions[0].targetType"),
        (HELD_UP, "sntryu_of_nobody", "pulumi:providers:sentry resource"),
    ],
    ids=["an argument that the provider refuses", "a token that Sentry refuses"],
)  # fmt: skip
def test_what_the_provider_refuses_is_one_error_and_no_traceback(
    project: PulumiProject, program: str, token: str | None, said: str, _once_more: int
) -> None:
    env = {} if token is None else {"SENTRY_AUTH_TOKEN": token}
    assert one_error(refused(project, program, **env)).startswith(said)


def test_a_misspelt_key_of_the_configuration_is_one_error(project: PulumiProject) -> None:
    project.pulumi("config", "set", "sentry:orgnization", "acme", "-s", "dev")
    said = one_error(refused(project, HELD_UP))
    project.pulumi("config", "rm", "sentry:orgnization", "-s", "dev")
    assert said.endswith("has a problem: sentry:orgnization is not known; did you mean sentry:organization?")
