"""What editors may ask Sentry about, and that no file for them holds a token."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pulumi_sentry.api import SentryClient
from sentry_iac.audit import Check, Finding, Outcome, SentryView
from sentry_iac.audit.application import mcp
from tests.unit.sentry_iac.audit.support import findings, subject
from tests.unit.sentry_iac.source.support import write

ORG = {"SENTRY_ORG": "acme"}


def servers(**entries: Any) -> str:
    return json.dumps({"mcpServers": entries}, indent=2)


def hosted(path: str) -> dict[str, Any]:
    return {"type": "http", "url": f"https://mcp.sentry.dev/mcp{path}"}


def own(*words: str, **environ: str) -> dict[str, Any]:
    return {"command": "npx", "args": ["-y", "@sentry/mcp-server@latest", *words], "env": environ}


def found(check: Check, folder: Path, text: str, url: str | None = None, name: str = ".mcp.json") -> Finding:
    write(folder, {name: text, "backend/main.py": ""})
    sentry = None
    if url is not None:
        sentry = SentryView(SentryClient(organization="acme", token="t", base_url=url))
    folders = {"backend": folder / "backend", "frontend": folder / "frontend"}
    return findings(check, subject(folder, folders, environ=ORG, sentry=sentry))[0]


def test_without_a_file_there_is_nothing_to_narrow(tmp_path: Path) -> None:
    about = subject(tmp_path, {"backend": tmp_path / "backend"})
    finding = findings(mcp.server, about)[0]
    assert finding.outcome is Outcome.FAIL
    assert finding.fix == "sentry-iac mcp-config --stack dev"
    assert findings(mcp.scoped, about)[0].outcome is Outcome.ABSENT
    assert findings(mcp.no_token, about)[0].outcome is Outcome.ABSENT


@pytest.mark.parametrize(
    ("name", "key"),
    [
        (".mcp.json", "mcpServers"),
        (".cursor/mcp.json", "mcpServers"),
        ("backend/.vscode/mcp.json", "servers"),
    ],
)
def test_every_editors_file_counts(name: str, key: str, tmp_path: Path) -> None:
    text = json.dumps({key: {"any name": {"url": "https://mcp.sentry.dev/mcp/acme"}}}, indent=2)
    finding = found(mcp.server, tmp_path, text, name=name)
    assert finding.outcome is Outcome.PASS
    assert finding.evidence.startswith(f"{name}:4 ")


@pytest.mark.parametrize(
    ("entry", "url", "outcome"),
    [
        (hosted("/acme"), "https://sentry.io", Outcome.PASS),
        (hosted("/acme"), "https://acme.sentry.io", Outcome.PASS),
        (hosted("/acme"), "https://sentry.example.com", Outcome.FAIL),
        (hosted("/acme"), "http://127.0.0.1:9000", Outcome.PASS),
        (own("--host=sentry.example.com"), "https://sentry.example.com", Outcome.PASS),
        (own("--host=sentry.example.com"), "https://sentry.io", Outcome.FAIL),
        (own(), "https://sentry.io", Outcome.PASS),
        ({"url": "https://mcp.sentry.dev.example.com/mcp/acme"}, "https://sentry.io", Outcome.FAIL),
        ({"command": "npx", "args": ["something-else"]}, "https://sentry.io", Outcome.FAIL),
    ],
)
def test_the_server_has_to_serve_the_stacks_sentry(
    entry: dict[str, Any], url: str, outcome: Outcome, tmp_path: Path
) -> None:
    assert found(mcp.server, tmp_path, servers(sentry=entry), url).outcome is outcome


@pytest.mark.parametrize(
    ("entry", "outcome"),
    [
        (hosted(""), Outcome.FAIL),
        (hosted("/"), Outcome.FAIL),
        (hosted("/other"), Outcome.FAIL),
        (hosted("/acme"), Outcome.PASS),
        (hosted("/acme/gvses-backend-dev"), Outcome.PASS),
        (hosted("/acme/somebody-elses"), Outcome.FAIL),
        (own(), Outcome.FAIL),
        (own("--organization-slug=acme"), Outcome.PASS),
    ],
)
def test_it_has_to_be_narrowed(entry: dict[str, Any], outcome: Outcome, tmp_path: Path) -> None:
    finding = found(mcp.scoped, tmp_path, servers(sentry=entry))
    assert finding.outcome is outcome, finding.evidence


@pytest.mark.parametrize(
    ("entry", "outcome"),
    [
        (hosted("/acme"), Outcome.PASS),
        (own(SENTRY_ACCESS_TOKEN="${SENTRY_ACCESS_TOKEN}"), Outcome.PASS),
        (own(SENTRY_ACCESS_TOKEN="${env:SENTRY_ACCESS_TOKEN}"), Outcome.PASS),
        (own(SENTRY_ACCESS_TOKEN="something"), Outcome.FAIL),
        (own("--access-token=something"), Outcome.FAIL),
        (own("--access-token", "something"), Outcome.FAIL),
        (own("--access-token=${TOKEN}"), Outcome.PASS),
        ({**hosted("/acme"), "headers": {"Authorization": "Bearer something"}}, Outcome.FAIL),
        ({**hosted("/acme"), "headers": {"Authorization": "Bearer ${TOKEN}"}}, Outcome.PASS),
        ({"command": "x", "env": {"A": "sntryu_" + "0f" * 32}}, Outcome.FAIL),
        ({"command": "x", "env": {"A_TOKEN": "another service's"}}, Outcome.PASS),
    ],
)
def test_a_token_is_only_named(entry: dict[str, Any], outcome: Outcome, tmp_path: Path) -> None:
    finding = found(mcp.no_token, tmp_path, servers(one=entry))
    assert finding.outcome is outcome, finding.evidence
    assert "something" not in finding.evidence


def test_a_broken_file_is_named_with_its_line(tmp_path: Path) -> None:
    finding = found(mcp.server, tmp_path, '{\n  "mcpServers": {,\n}')
    assert finding.outcome is Outcome.UNKNOWN
    assert ".mcp.json:2: no JSON" in finding.evidence
