"""The workflows hold little, see little and run nobody else's code; actionlint and zizmor look at the rest."""

from __future__ import annotations

import re
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.docs.blocks import blocks, pages
from tests.repository import ROOT

FOLDER = ROOT / ".github" / "workflows"
WORKFLOWS = sorted(path.name for path in FOLDER.glob("*.yml"))
WRITES = {
    "drift.yml": {"issues"},
    "preview-comment.yml": {"pull-requests"},
    "release.yml": {"attestations", "contents", "id-token"},
    "rotate.yml": {"contents"},
}
NEED_SECRETS = (".venv/bin/sentry-iac ", "gh run download ", "gh release create ")
WRITERS = {"SENTRY_AUTH_TOKEN", "SENTRY_PURGE_TOKEN"}
SENTRY_TOKENS = {
    "drift.yml": {"SENTRY_AUDIT_TOKEN", "SENTRY_READ_TOKEN"},
    "preview.yml": {"SENTRY_READ_TOKEN"},
    "purge.yml": {"SENTRY_PURGE_TOKEN"},
    "rotate.yml": {"SENTRY_AUTH_TOKEN"},
    "up.yml": {"SENTRY_AUTH_TOKEN"},
}


def _samples() -> dict[str, str]:
    """The jobs for GitHub in pages and READMEs."""
    found = [block for page in pages() for block in blocks(page) if block.language == "yaml"]
    return {block.where: block.text for block in found if "uses:" in block.text or "${{" in block.text}


SAMPLES = _samples()


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


@pytest.mark.parametrize("name", [*WORKFLOWS, *SAMPLES])
def test_every_action_is_pinned_to_a_commit_and_says_its_version(name: str) -> None:
    used = re.findall(r"uses: *(.*)", SAMPLES.get(name) or (FOLDER / name).read_text())
    assert used
    for each in used:
        assert re.fullmatch(r"[\w.-]+/[\w.-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", each)
    shipped = "".join((FOLDER / workflow).read_text() for workflow in WORKFLOWS)
    assert [each for each in used if each not in shipped] == []


@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_only_reads_and_keeps_its_secrets_in_the_steps_that_need_them(name: str) -> None:
    job = yaml.safe_load(SAMPLES[name])
    assert set(job["permissions"].values()) == {"read"}
    assert "env" not in job
    for step in job["steps"]:
        assert step.get("with", {}).get("persist-credentials", False) is False
        assert "${{" not in step.get("run", "")
        assert "env" not in step or "sentry-iac" in step["run"]


def test_zizmor_finds_nothing_in_workflows_and_samples(tmp_path: Path) -> None:
    folder = tmp_path / ".github" / "workflows"
    folder.mkdir(parents=True)
    for name in WORKFLOWS:
        (folder / name).write_text((FOLDER / name).read_text())
    for number, sample in enumerate(SAMPLES.values()):
        job = textwrap.indent(f"name: audit\nruns-on: ubuntu-24.04\n{sample}", "    ")
        head = "name: sample\non: [workflow_dispatch]\npermissions: {}\n"
        guard = "concurrency: { group: sample, cancel-in-progress: false }\n"
        (folder / f"sample-{number}.yml").write_text(f"{head}{guard}jobs:\n  audit:\n{job}")
    zizmor = Path(sys.executable).with_name("zizmor")
    looked = [str(zizmor), "--offline", "--quiet", "--no-progress", "--no-config", str(folder.parent)]
    ran = subprocess.run(looked, capture_output=True, text=True, check=False)  # noqa: S603 - a dev dependency
    assert ran.returncode == 0, ran.stdout + ran.stderr


@pytest.mark.parametrize("name", WORKFLOWS)
def test_a_secret_is_seen_only_where_it_belongs_and_only_by_the_command_that_needs_it(name: str) -> None:
    workflow = read(name)
    assert "env" not in workflow
    seen = set()
    for job in workflow["jobs"].values():
        assert "env" not in job
        assert "secrets" not in job
        for step in job["steps"]:
            held = set(re.findall(r"secrets\.(\w+)|(github\.token)", str(step)))
            found = {each for pair in held for each in pair if each}
            assert not found or step["run"].startswith(NEED_SECRETS)
            seen |= {each for each in found if each.startswith("SENTRY_")}
            # A token that writes comes from an environment, which says who may use it.
            assert not found & WRITERS or job["environment"]
    assert seen == SENTRY_TOKENS.get(name, set())


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


def test_what_publishes_runs_no_code_of_the_repository_and_holds_no_token_for_the_index() -> None:
    jobs = read("release.yml")["jobs"]
    assert triggers("release.yml") == {"push"}
    assert set(read("release.yml")[True]["push"]) == {"tags"}
    writers = {name for name, job in jobs.items() if "write" in job["permissions"].values()}
    assert writers == {"publish", "show"}
    for name in writers:
        used = [step["uses"].partition("@")[0] for step in jobs[name]["steps"] if "uses" in step]
        assert "actions/checkout" not in used
    assert not [step for step in jobs["publish"]["steps"] if "run" in step]
    assert set(jobs["publish"]["needs"]) == {"build", "test"}
    assert jobs["publish"]["environment"] == "pypi"
    assert "secrets." not in (FOLDER / "release.yml").read_text()


def test_every_python_that_the_package_promises_runs_the_tests_of_a_release() -> None:
    jobs = read("release.yml")["jobs"]
    (own,) = (
        step["with"]["python-version"] for step in jobs["build"]["steps"] if "setup-python" in str(step)
    )
    tried = [own, *jobs["test"]["strategy"]["matrix"]["python"]]
    assert tried == [f"3.{minor}" for minor in range(11, 15)]
    assert f'requires-python = ">={own}"' in (ROOT / "pyproject.toml").read_text()


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


def commands(name: str) -> list[tuple[str, dict[str, str]]]:
    """The calls of `sentry-iac` in a workflow, and the environment of their steps."""
    steps = [step for job in read(name)["jobs"].values() for step in job["steps"]]
    return [(step["run"], step["env"]) for step in steps if "sentry-iac" in step.get("run", "")]


@pytest.mark.parametrize("name", ["up.yml", "purge.yml"])
def test_what_changes_sentry_asks_whether_it_was_overtaken(name: str) -> None:
    found = commands(name)
    assert found
    for command, environ in found:
        assert command.split()[-2:] == ["--tip-of", "main"]
        # A checkout leaves no token, and a private repository tells nobody what main is at.
        assert environ["GITHUB_TOKEN"] == "${{ github.token }}"
    assert read("up.yml")[True]["push"] == {"branches": ["main"]}


def test_a_rotation_is_pushed_by_the_command_and_no_token_is_among_its_words() -> None:
    [(command, environ)] = commands("rotate.yml")
    assert "--push main" in command
    assert environ["GIT_COMMITTER_NAME"]
    for name in WORKFLOWS:
        for job in read(name)["jobs"].values():
            for step in job["steps"]:
                assert "TOKEN" not in step.get("run", "")
                assert "git push" not in step.get("run", "")


@pytest.mark.parametrize(("leaked", "told"), [("yes", ["--leaked"]), ("", [])])
def test_the_words_of_a_rotation_are_what_was_asked_for(tmp_path: Path, leaked: str, told: list[str]) -> None:
    [(command, _)] = commands("rotate.yml")
    program = tmp_path / ".venv" / "bin" / "sentry-iac"
    program.parent.mkdir(parents=True)
    program.write_text('#!/bin/sh\nprintf "%s\\n" "$@"\n')
    program.chmod(0o755)
    project = "shop; touch bad $(touch bad)"
    ran = subprocess.run(  # noqa: S603 - the line of the workflow
        ["bash", "-e", "-c", command],  # noqa: S607 - as a runner does
        cwd=tmp_path,
        env={"PATH": "/usr/bin:/bin", "STACK": "prod", "PROJECT": project, "LEAKED": leaked},
        capture_output=True,
        text=True,
        check=True,
    )
    words = ["rotate", "--stack", "prod", "--project", project, *told, "--push", "main", "--wait", "10"]
    assert ran.stdout.splitlines() == words
    assert [path.name for path in tmp_path.iterdir()] == [".venv"]
