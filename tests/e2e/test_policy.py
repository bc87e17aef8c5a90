"""The policy pack in the engine and `sentry-iac check` apply the same rules with the same results."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from sentry_iac.policy import RULES
from sentry_sandbox.server import SandboxServer
from sentry_sandbox.settings import Settings
from tests.e2e.engine import BIN
from tests.e2e.project import Project, Ran
from tests.repository import ROOT
from tests.sandbox import variables_of

PACK = ROOT / "policy" / "__main__.py"
READY = ROOT / "policy" / ".venv" / ".installed-policy.json"

Finding = tuple[str, str, str, str]
"""Rule, level, problem, and the line that mends it."""

PRODUCTION = "  production: [prod]\n"
# A program has more than `sentry.yaml` declares.
MEMBER = """
import pulumi_sentry as sentry

sentry.Member("eve@example.com", sentry.MemberArgs(email="eve@example.com", org_role="manager"))
"""
BROKEN = {
    "    team: gvses\n    privacy: strict\n    envFile:\n      path: backend/.env": (
        "    team: gvses\n    monitors: { latency: false }\n    alerts: { monitors: { enabled: false } }\n"
        "    envFile:\n      path: backend/.env"
    ),
    "    key:\n      rateLimit: { count: 5000, window: 1h }\n": "    removeDefaultKey: false\n",
    "      prefix: VITE_ ": "      keys: { dsn: false }\n      prefix: VITE_ ",
    "teams:\n": "teams:\n  ops:\n",
}
FOUND = [
    (
        "personal-data-scrubbed",
        "mandatory",
        "project gvses-backend scrubs no data and leaves Sentry's own scrubbing rules out and keeps IP addresses, "
        "as far as is declared",
        "projects.gvses-backend.privacy: strict",
    ),
    (
        "monitors-present",
        "mandatory",
        "project gvses-backend has no monitor latency",
        "projects.gvses-backend.monitors.latency: true",
    ),
    (
        "alerts-reach-somebody",
        "mandatory",
        "the alert that listens to the monitors of project gvses-backend is switched off",
        "projects.gvses-backend.alerts.monitors.enabled: true",
    ),
    (
        "keys-limited",
        "mandatory",
        "a client key of project gvses-backend lets any number of events through",
        "projects.gvses-backend.key.rateLimit: { count: 1000, window: 1h }",
    ),
    (
        "keys-in-env-file",
        "mandatory",
        "project gvses-backend keeps the key Default that Sentry makes, and nothing reads it",
        "projects.gvses-backend.removeDefaultKey: true",
    ),
    (
        "keys-in-env-file",
        "mandatory",
        "the .env file of project gvses-frontend does not hold its DSN",
        "projects.gvses-frontend.envFile.keys.dsn: VITE_SENTRY_DSN",
    ),
    (
        "roles-listed",
        "mandatory",
        "eve@example.com is manager of the organization, and is not listed in sentry.yaml",
        "teams.<team>.people.eve@example.com: { orgRole: manager }",
    ),
    (
        "teams-have-people",
        "advisory",
        "nobody is listed in team ops: mail to it may reach nobody",
        "teams.ops.people.<email>: {}",
    ),
]


def told(shown: dict[str, Any]) -> Finding:
    """A finding in the JSON of `sentry-iac check`."""
    return shown["rule"], shown["level"], shown["says"], shown["fix"]["line"]


class Checked:
    """The shipped project with stack prod, and both ways to check it."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.as_shipped = {
            name: (project.folder / name).read_text() for name in ("sentry.yaml", "__main__.py")
        }

    def restore(self) -> None:
        for name, text in self.as_shipped.items():
            (self.project.folder / name).write_text(text)

    def break_everything(self) -> None:
        for old, new in BROKEN.items():
            self.project.edit("sentry.yaml", old, new)
        program = self.project.folder / "__main__.py"
        program.write_text(program.read_text() + MEMBER)

    def pack(self, *, fails: bool = False) -> list[Finding]:
        """`pulumi preview` with the policy pack: what the engine said about it."""
        events = self.project.folder / "events"
        events.unlink(missing_ok=True)
        words = ("preview", "-s", "prod", "--policy-pack", str(PACK), "--event-log", str(events))
        # Only with this variable does the engine write its events into a file.
        self.project.pulumi(*words, fails=fails, PULUMI_DEBUG_COMMANDS="true")
        lines = [json.loads(line) for line in events.read_text().splitlines()]
        found = [line["policyEvent"] for line in lines if "policyEvent" in line]
        # A message begins with the rule's demand.
        said = [(each, each["message"].strip().splitlines()) for each in found]
        assert all(lines[0] == RULES[each["policyName"]].wants for each, lines in said)
        return sorted((each["policyName"], each["enforcementLevel"], *lines[1:]) for each, lines in said)

    def check(self, *words: str) -> tuple[int, list[Finding]]:
        """`sentry-iac check`: its exit code, and what it found."""
        ran = self.run("--stack", "prod", "--format", "json", *words)
        shown: dict[str, Any] = json.loads(ran.text)
        found = shown["findings"]
        assert shown["refused"] == (ran.code == 3)
        return ran.code, sorted(map(told, found))

    def run(self, *words: str) -> Ran:
        ended = subprocess.run(  # noqa: S603  # our own command line
            [str(BIN / "sentry-iac"), "check", *words],
            cwd=self.project.folder,
            env=self.project.env,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert "Traceback" not in ended.stderr
        return Ran(ended.returncode, ended.stdout or ended.stderr)


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Checked]:
    """Stack prod, never applied yet."""
    if not READY.exists() and not os.environ.get("CI"):
        pytest.skip("the policy pack has no environment here; `make venv-policy` makes it")
    with SandboxServer(Settings()) as sandbox:
        env = variables_of(sandbox)
        project = Project(tmp_path_factory.mktemp("policy") / "project", env)
        project.init("prod")
        yield Checked(project)


@pytest.fixture
def checked(stack: Checked) -> Iterator[Checked]:
    """The files as they are shipped, whatever a test changed in them."""
    yield stack
    stack.restore()


def test_the_shipped_estate_keeps_its_own_rules_before_it_is_made(checked: Checked) -> None:
    assert checked.pack() == []
    assert checked.check() == (0, [])


def test_what_is_broken_is_found_both_ways_before_it_is_made(checked: Checked) -> None:
    checked.break_everything()
    assert {rule for rule, *_ in FOUND} == set(RULES)
    assert checked.pack(fails=True) == sorted(FOUND)
    assert checked.check() == (3, sorted(FOUND))


def test_without_a_sentry_the_answer_is_the_same_and_its_lines_mend_what_it_found(checked: Checked) -> None:
    checked.break_everything()
    shown = json.loads(checked.run("--stack", "prod", "--sandbox", "--format", "json").text)
    assert sorted(told(each) for each in shown["findings"]) == sorted(FOUND)
    path = checked.project.folder / "sentry.yaml"
    file = yaml.safe_load(path.read_text())
    for each in shown["findings"]:
        *above, last = (
            {"<team>": "gvses", "<email>": "ops@example.com"}.get(part, part) for part in each["fix"]["path"]
        )
        inside = file
        for part in above:
            if not isinstance(inside.get(part), dict):
                inside[part] = {}
            inside = inside[part]
        inside[last] = yaml.safe_load(each["fix"]["value"])
    path.write_text(yaml.safe_dump(file))
    # Who is listed is declared by the program already.
    checked.project.edit("__main__.py", MEMBER, "")
    assert checked.check("--sandbox") == (0, [])


def test_levels_are_those_of_sentry_yaml_both_ways(checked: Checked) -> None:
    backend = "    envFile:\n      path: backend/.env"
    checked.project.edit("sentry.yaml", f"    privacy: strict\n{backend}", backend)
    rules = "{ personal-data-scrubbed: { level: advisory, because: 'a trial' }, teams-have-people: off }"
    checked.project.edit("sentry.yaml", PRODUCTION, f"{PRODUCTION}  rules: {rules}\n")
    found = [("personal-data-scrubbed", "advisory", *FOUND[0][2:])]
    assert checked.pack() == found
    assert checked.check() == (0, found)


def test_what_an_empty_sandbox_lacks_is_said(checked: Checked) -> None:
    checked.project.edit("sentry.yaml", "    - team  ", '    - { slack: Acme, channel: "#alerts" }  ')
    ran = checked.run("--stack", "prod", "--sandbox")
    assert ran.code == 1
    assert "no slack integration named 'Acme' is installed" in ran.text
    assert "export SENTRY_AUTH_TOKEN and leave --sandbox out" in ran.text


def test_a_mistake_in_the_rules_names_its_line_both_ways(checked: Checked) -> None:
    checked.project.edit("sentry.yaml", PRODUCTION, f"{PRODUCTION}  rules: {{ keys-limted: off }}\n")
    ran = checked.run("--stack", "prod")
    assert ran.code == 1
    words = ("preview", "-s", "prod", "--policy-pack", str(PACK))
    for text in (ran.text, checked.project.pulumi(*words, fails=True).text):
        assert (
            "policy.rules.keys-limted: is not a key that is known here (did you mean keys-limited?)" in text
        )


def test_once_it_is_made_the_answers_are_still_the_same(checked: Checked) -> None:
    # During an `up` without findings, the pack prints nothing, too.
    checked.project.pulumi("up", "-s", "prod", "--yes", "--skip-preview", "--policy-pack", str(PACK))
    checked.break_everything()
    assert checked.pack(fails=True) == sorted(FOUND)
    assert checked.check() == (3, sorted(FOUND))


def test_the_pack_needs_its_environment_and_says_so(tmp_path: Path) -> None:
    alone = tmp_path / "policy" / "__main__.py"
    alone.parent.mkdir()
    alone.write_text(PACK.read_text())
    alone.chmod(0o755)
    ended = subprocess.run([str(alone), "127.0.0.1:1"], capture_output=True, text=True, check=False)  # noqa: S603
    assert ended.returncode == 1
    assert ended.stderr == "error: the policy pack has no environment yet; run `make venv-policy`\n"
