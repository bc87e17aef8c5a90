"""The workflows hold little, see little and run nobody else's code; actionlint and zizmor look at the rest."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

FOLDER = Path(__file__).parents[2] / ".github" / "workflows"
WORKFLOWS = sorted(path.name for path in FOLDER.glob("*.yml"))
WRITES = {
    "drift.yml": {"issues"},
    "preview-comment.yml": {"pull-requests"},
    "rotate.yml": {"contents"},
}


def read(name: str) -> dict[Any, Any]:
    value: dict[Any, Any] = yaml.safe_load((FOLDER / name).read_text())
    return value


def triggers(name: str) -> set[str]:
    # YAML 1.1 reads the key `on` as true.
    return set(read(name)[True])


@pytest.mark.parametrize("name", WORKFLOWS)
def test_a_job_may_write_only_what_it_is_there_for(name: str) -> None:
    workflow = read(name)
    assert workflow["permissions"] == {}
    held = [job["permissions"] for job in workflow["jobs"].values()]
    assert {scope for each in held for scope, access in each.items() if access == "write"} == WRITES.get(
        name, set()
    )


@pytest.mark.parametrize("name", WORKFLOWS)
def test_every_action_is_pinned_to_a_commit_and_says_its_version(name: str) -> None:
    used = re.findall(r"uses: (.*)", (FOLDER / name).read_text())
    assert used
    for each in used:
        assert re.fullmatch(r"[\w.-]+/[\w.-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", each)


def test_what_runs_a_pull_requests_code_sees_no_token_that_writes() -> None:
    text = (FOLDER / "preview.yml").read_text()
    assert triggers("preview.yml") == {"pull_request"}
    assert set(re.findall(r"secrets\.(\w+)", text)) == {
        "SENTRY_READ_TOKEN",
        "PULUMI_BACKEND_URL",
        "PULUMI_ACCESS_TOKEN",
        "PULUMI_CONFIG_PASSPHRASE",
    }
    assert "github.token" not in text
    assert not [name for name in WORKFLOWS if "pull_request_target" in triggers(name)]


def test_what_comments_sees_no_secret_and_checks_out_no_pull_request() -> None:
    text = (FOLDER / "preview-comment.yml").read_text()
    assert "secrets." not in text
    assert "ref:" not in text
    assert "--head" in text


@pytest.mark.parametrize("name", ["up.yml", "rotate.yml", "purge.yml"])
def test_only_one_run_at_a_time_changes_a_stack(name: str) -> None:
    for job in read(name)["jobs"].values():
        assert job["concurrency"]["group"].startswith("stack-")
        assert job["concurrency"]["cancel-in-progress"] is False
        # Its secrets are the environment's, which may ask for an approval.
        assert job["environment"]


@pytest.mark.parametrize("name", WORKFLOWS)
def test_nothing_that_people_write_is_put_into_a_script(name: str) -> None:
    for job in read(name)["jobs"].values():
        for step in job["steps"]:
            assert "${{" not in step.get("run", "")
