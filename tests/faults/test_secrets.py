"""No token and no DSN is ever printed or kept in plain: every log level, every error, state and plan file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from sentry_sandbox.server import SandboxServer
from sentry_sandbox.settings import Settings
from tests.e2e.project import Project
from tests.faults.model_engine import ModelEngine, UpFailed
from tests.faults.provider_process import LOG_FILE
from tests.faults.small_estate import Estate
from tests.sentry_api import SentryByHand

TOKEN = "sntryu_" + "c0ffee1234567890" * 4

LOUD = {"PULUMI_SENTRY_LOG": "debug"}
LOUDEST = ("-v=9", "--logtostderr", "--logflow")


@dataclass
class Canaries:
    """A deployed project, and the secrets that must not be seen anywhere."""

    project: Project
    hand: SentryByHand
    secrets: list[str] = field(default_factory=list)

    def __repr__(self) -> str:
        return "Canaries()"  # a failing test must not print them either

    def seen_in(self, text: str) -> list[int]:
        """Which of the secrets are in a text, by number."""
        return [number for number, secret in enumerate(self.secrets) if secret in text]

    def printed(self) -> str:
        return "\n".join(self.project.printed)


@pytest.fixture(scope="module")
def canaries(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Canaries]:
    with SandboxServer(Settings(token=TOKEN)) as sandbox:
        env = {
            "SENTRY_URL": sandbox.url,
            "SENTRY_AUTH_TOKEN": TOKEN,
            "SENTRY_ORG": sandbox.organization,
            "PULUMI_EXPERIMENTAL": "true",
            **LOUD,
        }
        project = Project(tmp_path_factory.mktemp("canaries") / "project", env)
        hand = SentryByHand(sandbox.url, TOKEN, sandbox.organization)
        project.init("dev")
        project.pulumi("preview", "-s", "dev", "--save-plan", "plan.json", *LOUDEST)
        project.pulumi("up", "-s", "dev", "--yes", "--skip-preview", *LOUDEST)
        found = Canaries(project, hand, [TOKEN])
        for key in hand.get("organizations/{org}/project-keys/"):
            found.secrets += [key["secret"], key["dsn"]["public"], key["dsn"]["secret"]]
        assert len(found.secrets) == 1 + 2 * 3
        yield found
        hand.close()


def test_nothing_is_printed_at_the_loudest(canaries: Canaries) -> None:
    canaries.project.pulumi("preview", "-s", "dev", "--diff", "--show-sames", "--debug", *LOUDEST)
    canaries.project.pulumi("refresh", "-s", "dev", "--yes", *LOUDEST)
    assert "pulumi-sentry" in canaries.printed()  # it was loud indeed
    assert canaries.seen_in(canaries.printed()) == []


def test_nothing_is_kept_in_plain(canaries: Canaries) -> None:
    assert canaries.seen_in(canaries.project.state_text()) == []
    assert canaries.seen_in((canaries.project.folder / "plan.json").read_text()) == []
    exported = canaries.project.pulumi("stack", "export", "-s", "dev").text
    assert canaries.seen_in(exported) == []


ECHOING = [400, 401, 403, 409, 410, 418, 429, 500, 502, 503]
"""Statuses of a server, or a proxy before it, that echoes the request."""

BEYOND_CONNECTING = "^/api/0/(?!organizations/sandbox/$)"


def test_no_error_repeats_what_a_server_echoes(canaries: Canaries, tmp_path: Path) -> None:
    env = {
        name: value
        for name, value in canaries.project.env.items()
        if name.startswith(("SENTRY_", "PULUMI_S"))
    }
    engine = ModelEngine({**env, LOG_FILE: str(tmp_path / "log")}, tmp_path / "backend")
    estate = Estate()
    engine.up(estate.program())
    key = engine.state["key"].outputs
    secrets = [*canaries.secrets, str(key["dsn"])]
    echoed = {"detail": " ".join(secrets), "name": secrets}
    errors = []
    for status in ECHOING:
        for kind, method in (("status", "GET"), ("status", "DELETE"), ("html", "GET")):
            fault = {
                "kind": kind,
                "status": status,
                "path": BEYOND_CONNECTING,
                "method": method,
                "body": echoed,
            }
            canaries.hand.admin("POST", "faults", {**fault, "headers": {"Retry-After": "200"}})
            with pytest.raises(UpFailed) as failed:
                (engine.refresh if method == "GET" else engine.destroy)()
            errors.append(str(failed.value))
            canaries.hand.admin("DELETE", "faults")
            engine.end()
    log = (tmp_path / "log").read_text()
    engine.destroy()
    engine.end()
    assert len(set(errors)) >= len(ECHOING)
    for number, secret in enumerate(secrets):
        assert not [index for index, error in enumerate(errors) if secret in error], f"secret {number}"
        assert secret not in log, f"secret {number}"
