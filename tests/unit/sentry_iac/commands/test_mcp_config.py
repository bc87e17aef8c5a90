"""`sentry-iac mcp-config` writes one entry and leaves every other character of the file as it is."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sentry_iac.commands import main
from sentry_iac.files.json_edit import JsonError, with_entry
from tests.repository import ROOT

HOSTED = "https://mcp.sentry.dev/mcp/acme"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("Pulumi.yaml", "Pulumi.dev.yaml", "sentry.yaml"):
        shutil.copy(ROOT / name, tmp_path / name)
    monkeypatch.setenv("SENTRY_ORG", "acme")
    monkeypatch.delenv("SENTRY_URL", raising=False)
    monkeypatch.delenv("STACK", raising=False)
    return tmp_path


def run(project: Path, *words: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(["mcp-config", "--directory", str(project), *words])
    return int(ended.value.code or 0)


@pytest.mark.parametrize(
    ("editor", "name", "expected"),
    [
        ("claude", ".mcp.json", {"mcpServers": {"sentry": {"type": "http", "url": HOSTED}}}),
        ("cursor", ".cursor/mcp.json", {"mcpServers": {"sentry": {"url": HOSTED}}}),
        ("vscode", ".vscode/mcp.json", {"servers": {"sentry": {"type": "http", "url": HOSTED}}}),
    ],
)
def test_each_editor_gets_a_file_of_its_own(editor: str, name: str, expected: object, project: Path) -> None:
    assert run(project, "--editor", editor) == 0
    assert json.loads((project / name).read_text()) == expected


def test_a_project_narrows_it_further(project: Path) -> None:
    assert run(project, "--project", "gvses-backend") == 0
    assert f"{HOSTED}/gvses-backend-dev" in (project / ".mcp.json").read_text()


def test_other_servers_and_keys_stay_and_a_second_run_changes_nothing(project: Path) -> None:
    path = project / ".mcp.json"
    path.write_text(
        '{\n\t"note": [1,2],\n\t"mcpServers": {\n\t\t"other": {"command": "x", "args": []}\n\t}\n}'
    )
    assert run(project) == 0
    first = path.read_text()
    assert first == (
        '{\n\t"note": [1,2],\n\t"mcpServers": {\n\t\t"other": {"command": "x", "args": []},\n'
        f'\t\t"sentry": {{\n\t\t\t"type": "http",\n\t\t\t"url": "{HOSTED}"\n\t\t}}\n\t}}\n}}'
    )
    before = path.stat().st_mtime_ns
    assert run(project) == 0
    assert path.read_text() == first
    assert path.stat().st_mtime_ns == before


def test_an_entry_that_is_there_is_replaced_in_its_place(project: Path) -> None:
    path = project / ".mcp.json"
    path.write_text('{"mcpServers": {"sentry": {"url": "https://old.example.com"}, "z": {}}, "more": true}\n')
    assert run(project) == 0
    text = path.read_text()
    assert text.endswith(', "z": {}}, "more": true}\n')
    assert json.loads(text)["mcpServers"]["sentry"]["url"] == HOSTED


def test_a_self_hosted_sentry_gets_a_process_and_no_token(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SENTRY_URL", "http://sentry.example.com:9000")
    monkeypatch.setenv("SENTRY_AUTH_TOKEN", "sntryu_0123456789abcdef")
    assert run(project, "--editor", "cursor") == 0
    text = (project / ".cursor" / "mcp.json").read_text()
    entry = json.loads(text)["mcpServers"]["sentry"]
    assert entry["args"][1:] == [
        "@sentry/mcp-server@latest",
        "--host=sentry.example.com:9000",
        "--insecure-http",
        "--organization-slug=acme",
    ]
    assert entry["env"] == {"SENTRY_ACCESS_TOKEN": "${env:SENTRY_ACCESS_TOKEN}"}
    assert "sntryu_" not in text
    assert "serves sentry.io only" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("organization", "said"),
    [
        ("sandbox", "error: this shell is for the local sandbox, and stack dev names no organization: "),
        (
            "acme",
            "error: SENTRY_URL is the local sandbox's (http://127.0.0.1:9600), which has no organization acme",
        ),
    ],
)
def test_the_shell_of_the_sandbox_is_named_where_it_is_in_the_way(
    organization: str,
    said: str,
    project: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("SENTRY_URL", "http://127.0.0.1:9600")
    monkeypatch.setenv("SENTRY_IAC_SANDBOX", "0123456789abcdef")
    monkeypatch.setenv("SENTRY_ORG", organization)
    assert run(project) == 1
    assert capsys.readouterr().err.startswith(said)
    assert not (project / ".mcp.json").exists()


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ('{\n  "mcpServers": {\n', 3, "no JSON"),
        ('{\n  // mine\n  "mcpServers": {}\n}\n', 2, "comments are no JSON"),
        ('{\n  "mcpServers": []\n}\n', 2, "mcpServers is no object"),
        ("[]\n", 1, "the whole is no object"),
        ('{\n  "a": 1,\n  "a": 2\n}\n', 3, "the key a is there twice"),
    ],
)
def test_a_broken_file_is_named_with_its_line_and_left_as_it_is(
    text: str, line: int, reason: str, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = project / ".mcp.json"
    path.write_text(text)
    assert run(project) == 1
    said = " ".join(capsys.readouterr().err.split())
    assert f".mcp.json:{line}: " in said
    assert reason in said
    assert path.read_text() == text


def test_an_unknown_project_and_a_missing_organization_are_said(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(project, "--project", "nowhere") == 1
    assert "it has gvses-backend-dev, gvses-frontend-dev" in " ".join(capsys.readouterr().err.split())
    monkeypatch.delenv("SENTRY_ORG")
    assert run(project) == 1
    assert "export SENTRY_ORG=" in capsys.readouterr().err
    assert not (project / ".mcp.json").exists()


@pytest.mark.parametrize(
    "text", ["{}", "{ }", '{"a": {}}', '{"a": {"b": 1}}', '{"x": "}", "a": {"c": "{"}}', ""]
)
def test_what_is_written_reads_back(text: str) -> None:
    written = with_entry(text, ("a", "b"), {"ä": [1, "}"]})
    value = json.loads(written)
    assert value["a"]["b"] == {"ä": [1, "}"]}
    assert with_entry(written, ("a", "b"), {"ä": [1, "}"]}) == written
    value["a"].pop("b")
    before = json.loads(text or "{}")
    before.setdefault("a", {}).pop("b", None)
    assert value == before


def test_a_text_that_is_no_json_is_refused() -> None:
    with pytest.raises(JsonError):
        with_entry("{'a': 1}", ("a",), 2)


@given(
    document=st.dictionaries(
        st.text(max_size=4),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.text(max_size=4),
            lambda inner: (
                st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3)
            ),
            max_leaves=8,
        ),
        max_size=4,
    ),
    servers=st.none() | st.dictionaries(st.text(max_size=4), st.just({"url": "}"}), max_size=3),
    indent=st.sampled_from([None, 0, 2, 4, "\t"]),
)
def test_whatever_stands_in_the_file_only_the_entry_changes(
    document: dict[str, Any], servers: dict[str, Any] | None, indent: int | str | None
) -> None:
    document.pop("mcpServers", None)
    if servers is not None:
        document["mcpServers"] = servers
    text = json.dumps(document, indent=indent, ensure_ascii=False)
    written = with_entry(text, ("mcpServers", "sentry"), {"url": HOSTED})
    expected = {**document, "mcpServers": {**(servers or {}), "sentry": {"url": HOSTED}}}
    assert json.loads(written) == expected
    assert list(json.loads(written)) == list(expected)
    assert with_entry(written, ("mcpServers", "sentry"), {"url": HOSTED}) == written
