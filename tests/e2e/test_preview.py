"""The report for a reviewer, on the real engine: a plan in Sentry's words, judged, and nothing written."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx2
import pytest

from sentry_sandbox.server import SandboxServer
from sentry_sandbox.settings import Settings
from tests.e2e.engine import BIN
from tests.e2e.project import PASSPHRASE, Project, Ran
from tests.sandbox import person_at, variables_of
from tests.sentry_api import SentryByHand

READ_ONLY = ["org:read", "project:read", "team:read", "alerts:read", "member:read"]
GOLDEN = Path(__file__).parent / "golden"


class Reviewed:
    """The shipped project as it is deployed, a checkout of it, and a token that may read."""

    def __init__(self, project: Project, hand: SentryByHand, token: str) -> None:
        self.project = project
        self.hand = hand
        self.token = token
        self.read_only: str = hand.admin("POST", "tokens", {"scopes": READ_ONLY, "kind": "integration"})[
            "token"
        ]
        self.git("init", "--quiet", "--initial-branch", "main")
        (project.folder / ".gitignore").write_text(".venv\n.local/\nstate/\n__pycache__/\n")
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", "As it is deployed")

    def git(self, *words: str) -> None:
        who = ["-c", "user.name=nobody", "-c", "user.email=nobody@example.com"]
        subprocess.run(["git", *who, *words], cwd=self.project.folder, check=True, capture_output=True)  # noqa: S603, S607

    def run(self, *words: str, **env: str) -> Ran:
        """`sentry-iac`, with the token that may only read."""
        ended = subprocess.run(  # noqa: S603  # our own command line
            [str(BIN / "sentry-iac"), *words],
            cwd=self.project.folder,
            env={**self.project.env, "SENTRY_AUTH_TOKEN": self.read_only, **env},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        assert "Traceback" not in ended.stderr
        self.project.printed.append(ended.stdout + ended.stderr)
        return Ran(ended.returncode, ended.stdout + ended.stderr)

    def writes(self) -> int:
        """How many writes reached Sentry since the last look."""
        count: int = self.hand.admin("GET", "requests")["writes"]
        self.hand.admin("DELETE", "requests")
        return count


@pytest.fixture(scope="module")
def deployed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reviewed]:
    with SandboxServer(Settings()) as sandbox:
        env = variables_of(sandbox)
        project = Project(tmp_path_factory.mktemp("preview") / "project", env)
        hand = person_at(sandbox)
        here = Reviewed(project, hand, sandbox.token)
        project.init("prod")
        project.up("prod")
        hand.admin("DELETE", "requests")
        yield here
        hand.close()


@pytest.fixture
def reviewed(deployed: Reviewed) -> Iterator[Reviewed]:
    """The checkout as it was, whatever a test changed in it."""
    yield deployed
    deployed.git("checkout", "--quiet", "--", ".")


def agreed(name: str, shown: str) -> None:
    """The report equals the golden files; `GOLDEN=write` writes them anew, to be reviewed."""
    file = GOLDEN / name
    if os.environ.get("GOLDEN") == "write":
        file.write_text(shown)
    assert shown == file.read_text()


def preview(reviewed: Reviewed, *words: str, **env: str) -> Ran:
    return reviewed.run("preview", "--stack", "prod", "--format", "markdown", *words, **env)


def backend(reviewed: Reviewed, lines: str) -> None:
    """Replace the privacy preset of the backend in sentry.yaml by some lines."""
    old = "    platform: python-fastapi\n    team: gvses\n    privacy: strict\n"
    reviewed.project.edit("sentry.yaml", old, f"    platform: python-fastapi\n    team: gvses\n{lines}")


def send(reviewed: Reviewed, application: str, kind: dict[str, Any], item: dict[str, Any]) -> None:
    """Send what an application sends, with the DSN in its `.env`."""
    values = reviewed.project.env_values("prod", application)
    dsn = urlsplit(next(str(value) for name, value in values.items() if name.endswith("SENTRY_DSN")))
    lines = ({"event_id": item["event_id"]}, kind, item)
    answer = httpx2.post(
        f"http://{dsn.hostname}:{dsn.port}/api{dsn.path}/envelope/?sentry_key={dsn.username}",
        content="\n".join(map(json.dumps, lines)).encode(),
    )
    assert answer.status_code == 200


def test_a_pull_request_that_changes_nothing_is_told_so(reviewed: Reviewed) -> None:
    ran = reviewed.run("preview", "--stack", "prod")
    assert ran.code == 0
    assert re.fullmatch(r"Stack prod: nothing to do; \d+ unchanged\n", ran.text)


def test_a_token_that_may_not_read_people_is_told_so_and_of_the_way_without(reviewed: Reviewed) -> None:
    made = reviewed.hand.admin("POST", "tokens", {"scopes": READ_ONLY[:-1], "kind": "integration"})
    ran = reviewed.run("preview", "--stack", "prod", SENTRY_AUTH_TOKEN=made["token"])
    assert ran.code == 1
    assert re.search(
        r"one of the scopes member:read, .*; --no-refresh leaves out the look at Sentry$", ran.text
    )
    assert (
        reviewed.run("preview", "--stack", "prod", "--no-refresh", SENTRY_AUTH_TOKEN=made["token"]).code == 0
    )


def test_a_deleted_alert_is_forbidden_until_the_pull_request_says_that_it_is_meant(
    reviewed: Reviewed,
) -> None:
    reviewed.project.edit("sentry.yaml", "high-priority: { frequency: 30m }", "high-priority: false")
    ran = preview(reviewed)
    assert ran.code == 3
    agreed("deletes-an-alert.md", ran.text)
    allow = re.search(r"```yaml\nguard:\n(.*?)```", ran.text, re.DOTALL)
    assert allow
    # The lines that the comment asks for are enough.
    reviewed.project.edit("sentry.yaml", "guard:\n", f"guard:\n{allow[1].replace('…', 'moved to on-call')}")
    ran = preview(reviewed, "--base", "HEAD")
    assert ran.code == 0
    assert "allowed: moved to on-call" in ran.text
    assert reviewed.writes() == 0


def test_a_raised_threshold_is_one_line_a_monitor(reviewed: Reviewed) -> None:
    reviewed.project.edit("sentry.yaml", "threshold: 2s,", "threshold: 3s,")
    ran = preview(reviewed)
    assert ran.code == 0
    agreed("raises-a-threshold.md", ran.text)
    assert reviewed.writes() == 0


def test_a_changed_monitor_is_tried_on_the_last_days(reviewed: Reviewed) -> None:
    today = time.time()
    for days_ago, seconds in ((1, 4.0), (2, 1.0), (4, 5.0)):
        end = today - days_ago * 86_400
        transaction = {
            "event_id": uuid.uuid4().hex,
            "type": "transaction",
            "transaction": "/orders",
            "environment": "production",
            "start_timestamp": end - seconds,
            "timestamp": end,
        }
        send(reviewed, "backend", {"type": "transaction"}, transaction)
    reviewed.project.edit("sentry.yaml", "threshold: 2s,", "threshold: 3s,")
    scopes = [*READ_ONLY, "event:read"]
    token = reviewed.hand.admin("POST", "tokens", {"scopes": scopes, "kind": "integration"})["token"]
    ran = reviewed.run("preview", "--stack", "prod", SENTRY_AUTH_TOKEN=token)
    of_backend, of_frontend = (line for line in ran.text.splitlines() if "threshold" in line)
    assert "threshold 2s → 3s; last 14 days: would have fired twice, at most 1 a day" in of_backend
    assert of_backend.endswith("█·▂▇")
    assert of_frontend.endswith("threshold 2s → 3s; last 14 days: no data")


def test_a_renamed_key_a_new_project_and_a_loosened_one(reviewed: Reviewed) -> None:
    backend(reviewed, "    settings: { dataScrubber: false }\n    monitors: { latency: false }\n")
    limit = "{ count: 5000, window: 1h }"
    reviewed.project.edit("sentry.yaml", limit, "{ count: 10, window: 1m }\n      name: web")
    worker = "  gvses-worker: { platform: python-celery, team: gvses }\n"
    reviewed.project.edit("sentry.yaml", "\nprojects:\n", f"\nprojects:\n{worker}")
    ran = preview(reviewed)
    assert ran.code == 3
    agreed("many-things.md", ran.text)


def test_a_rotated_key_stays_valid_for_now(reviewed: Reviewed) -> None:
    ran = reviewed.run("rotate", "--pr", "--stack", "prod", "--project", "gvses-backend")
    assert ran.code == 0, ran.text
    ran = preview(reviewed)
    assert ran.code == 0
    agreed("rotates-a-key.md", ran.text)
    assert reviewed.writes() == 0


def test_a_leaked_key_goes_off_and_its_last_use_is_told(reviewed: Reviewed) -> None:
    send(reviewed, "frontend", {"type": "event"}, {"event_id": uuid.uuid4().hex, "message": "still here"})
    words = ("--stack", "prod", "--project", "gvses-frontend", "--project", "gvses-backend")
    assert reviewed.run("rotate", "--pr", "--leaked", *words).code == 0
    ran = preview(reviewed)
    assert ran.code == 0
    agreed("rotates-leaked-keys.md", re.sub(r"\d{4}-\d\d-\d\dT\d\d:00:00Z", "2026-11-25T10:00:00Z", ran.text))
    assert reviewed.writes() == 0


def test_a_person_who_is_taken_out_of_the_file_leaves_the_team_and_stays(reviewed: Reviewed) -> None:
    text = (reviewed.project.folder / "sentry.yaml").read_text()
    [line] = re.findall(r"^ +developer@example\.com:.*\n", text, re.MULTILINE)
    reviewed.project.edit("sentry.yaml", line, "")
    ran = preview(reviewed)
    assert ran.code == 0
    agreed("removes-a-person.md", ran.text)
    assert reviewed.writes() == 0


def test_a_guard_that_the_base_branch_has_cannot_be_taken_away_and_broken_at_once(reviewed: Reviewed) -> None:
    reviewed.project.edit("sentry.yaml", "high-priority: { frequency: 30m }", "high-priority: false")
    reviewed.project.edit("sentry.yaml", "forbid: [project-lost, alert-lost, ", "forbid: [project-lost, ")
    assert preview(reviewed).code == 0
    ran = preview(reviewed, "--base", "main")
    assert ran.code == 3
    assert "the guard no longer forbids alert-lost" in ran.text


def test_what_the_base_forbids_does_not_depend_on_what_the_pull_request_declares(reviewed: Reviewed) -> None:
    reviewed.project.edit("sentry.yaml", "high-priority: { frequency: 30m }", "high-priority: false")
    guard = "  stacks: [prod]\n  forbid: [project-lost, alert-lost, monitor-lost, privacy-loosened]\n"
    reviewed.project.edit("sentry.yaml", f"\nguard:\n{guard}", "\n")
    # A project that the base does not have, and settings of it: with these the file of the base is wrong.
    worker = "  gvses-worker: { platform: python-celery, team: gvses }\n"
    reviewed.project.edit("sentry.yaml", "\nprojects:\n", f"\nprojects:\n{worker}")
    reviewed.project.configure("prod", "projects", {"gvses-worker": {"sampleRates": {"traces": "5%"}}})
    ran = preview(reviewed, "--base", "main")
    assert ran.code == 3, ran.text
    assert ran.text.count("alert-lost (forbidden)") == 2
    assert ran.text.count("guard-loosened: the guard no longer forbids") == 4
    assert "cannot be read" not in ran.text


def test_a_base_whose_guard_cannot_be_read_forbids_everything(reviewed: Reviewed) -> None:
    comment = reviewed.project.folder / ".local" / "unreadable.md"
    reviewed.project.edit("sentry.yaml", "guard:\n", "guard:\n  except: [nights]\n")
    reviewed.git("checkout", "--quiet", "-b", "newer")
    reviewed.git("commit", "--quiet", "--all", "--message", "Of a newer version")
    reviewed.git("checkout", "--quiet", "main")
    reviewed.project.edit("sentry.yaml", "high-priority: { frequency: 30m }", "high-priority: false")
    ran = preview(reviewed, "--base", "newer", "--output", str(comment))
    assert ran.code == 3, ran.text
    shown = comment.read_text()
    assert shown.startswith("<!-- sentry-iac preview prod forbidden -->\n")
    assert "The guard of the base branch cannot be read (sentry.yaml:" in shown
    assert "guard.except: is not a key that is known here" in shown
    assert "guard-loosened (forbidden)" in shown
    assert 'risk: guard-loosened, resource: "guard"' in shown
    missing = preview(reviewed, "--base", "gone", "--output", str(comment))
    assert missing.code == 1
    assert "does not have what --base names" in comment.read_text()


def test_without_a_token_the_change_is_seen_against_the_base_branch_in_a_sandbox(
    reviewed: Reviewed, tmp_path: Path
) -> None:
    reviewed.project.edit("sentry.yaml", "threshold: 2s,", "threshold: 3s,")
    # A fork cannot use these: an encrypted value, another Sentry, the folder of somebody's applications.
    elsewhere = tmp_path / "applications"
    elsewhere.mkdir()
    reviewed.project.configure("prod", "appRoot", str(elsewhere))
    state = reviewed.project.state_text()
    ran = preview(
        reviewed,
        *("--base", "main", "--sandbox-without-token"),
        SENTRY_AUTH_TOKEN="",
        SENTRY_URL="http://127.0.0.1:9",
        PULUMI_BACKEND_URL="file:///nowhere",
        PULUMI_CONFIG_PASSPHRASE="",
    )
    assert ran.code == 0, ran.text
    shown = ran.text.partition("<!--")
    agreed("from-a-fork.md", shown[1] + shown[2].partition("==> ")[0])
    assert reviewed.project.state_text() == state
    assert list(elsewhere.iterdir()) == []
    assert reviewed.writes() == 0


def test_a_preview_that_fails_says_why_in_one_line_and_in_the_comment(reviewed: Reviewed) -> None:
    file = reviewed.project.folder / ".local" / "preview.md"
    ran = preview(reviewed, "--output", str(file), SENTRY_AUTH_TOKEN="sntryu_of_nobody")
    assert ran.code == 1
    assert len(ran.text.splitlines()) == 1
    assert "Sentry does not accept the token (401" in ran.text
    shown = file.read_text()
    assert shown.startswith("<!-- sentry-iac preview prod failed -->\n")
    assert "does not accept the token" in shown
    reviewed.project.edit(
        "sentry.yaml",
        "platform: javascript-react\n    team: gvses\n",
        "platform: javascript-react\n    team: gvse\n",
    )
    ran = preview(reviewed)
    assert ran.code == 1
    assert "(did you mean gvses?)" in ran.text


def test_no_secret_is_in_any_comment(reviewed: Reviewed) -> None:
    dsn = str(reviewed.project.env_values("prod", "backend")["SENTRY_DSN"])
    canaries = [reviewed.read_only, PASSPHRASE, dsn, "sntryu_0123456789abcdef", "f" * 32]
    text = " ".join(canaries)
    backend(
        reviewed,
        "    monitors:\n"
        f"      latency: {{ description: '{text}', query: '{text}' }}\n"
        f"      own: {{ aggregate: count(span.duration), threshold: 5, name: '{dsn}' }}\n"
        f"    settings: {{ subjectPrefix: '{reviewed.read_only}', dataScrubber: false, safeFields: ['{dsn}'] }}\n",
    )
    reviewed.project.configure("prod", "sampleRates", {"traces": "20%"})
    for form in ("text", "markdown", "json"):
        ran = reviewed.run(
            "preview", "--stack", "prod", "--format", form, "--base", "main", "--output", "/dev/stdout"
        )
        assert ran.code == 3, ran.text
        assert "gvses-backend" in ran.text
        for canary in canaries:
            assert canary not in ran.text


def test_drift_is_none_then_one_thing_then_an_error(reviewed: Reviewed) -> None:
    clean = reviewed.run("drift", "--stack", "prod")
    assert clean.code == 0
    assert re.fullmatch(r"Stack prod: no drift; \d+ as declared\n", clean.text)
    found: list[dict[str, Any]] = reviewed.hand.get("organizations/{org}/workflows/")
    alert = next(each for each in found if each["name"] == "gvses-backend: monitors")
    reviewed.hand.call("PUT", f"organizations/{{org}}/workflows/{alert['id']}/", {**alert, "enabled": False})
    reviewed.hand.admin("DELETE", "requests")
    ran = reviewed.run("drift", "--stack", "prod", "--format", "markdown")
    assert ran.code == 3
    agreed("drift.md", ran.text)
    # With a token that may read the audit log, the report names the author.
    telling = reviewed.hand.admin(
        "POST", "tokens", {"scopes": [*READ_ONLY, "org:write"], "kind": "integration"}
    )
    ran = reviewed.run(
        *("drift", "--stack", "prod", "--format", "markdown"), SENTRY_AUTH_TOKEN=telling["token"]
    )
    assert ran.code == 3
    agreed(
        "drift-with-its-author.md", re.sub(r"\d{4}-\d\d-\d\d \d\d:\d\d UTC", "2026-11-25 10:00 UTC", ran.text)
    )
    assert reviewed.writes() == 0
    reviewed.hand.call("PUT", f"organizations/{{org}}/workflows/{alert['id']}/", alert)
    failed = reviewed.run("drift", "--stack", "prod", SENTRY_AUTH_TOKEN="sntryu_of_nobody")
    assert failed.code == 1
    assert len(failed.text.splitlines()) == 1
    assert "does not accept the token" in failed.text


def test_the_selected_stack_of_the_person_stays_as_it_is(reviewed: Reviewed) -> None:
    reviewed.project.pulumi("stack", "init", "other")
    reviewed.project.pulumi("stack", "select", "other")
    assert reviewed.run("preview", "--stack", "prod").code == 0
    assert reviewed.project.pulumi("stack", "--show-name").text.strip() == "other"
    reviewed.project.pulumi("stack", "rm", "other", "--yes")
    assert sys.prefix not in reviewed.project.printed[-1]
