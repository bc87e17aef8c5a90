"""Every report is a text, Markdown and JSON, on a terminal and in a file, in colour only for people."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sentry_iac.commands import main
from sentry_iac.commands.shared.reports import Format, chosen, painted, publish_lines, publish_listings
from sentry_iac.errors import UsageError
from sentry_iac.files.layout import Layout
from sentry_iac.listing import Listing
from sentry_iac.plan import STYLES

LISTING = Listing(
    title="Stack dev: 2 findings",
    columns=("Rule", "Resource", "What"),
    rows=[("X keys-limited", "web|dev", "it says <b>\nmend: it"), ("! teams", "core", "nobody")],
    prose=frozenset({"What"}),
    styles=["red", "yellow"],
    notes=["Note: a_b"],
)


def shown(form: Format, output: Path | None, capsys: pytest.CaptureFixture[str]) -> str:
    publish_listings([LISTING], {"found": 2}, form, output)
    return output.read_text() if output else capsys.readouterr().out


@pytest.mark.parametrize("to_file", [False, True])
def test_a_table_is_text_markdown_or_json_wherever_it_goes(
    to_file: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    output = tmp_path / "report" if to_file else None
    text = shown(Format.TEXT, output, capsys)
    assert "│ X keys-limited │ web|dev  │ it says <b> │\n│                │          │ mend: it    │" in text
    assert "\x1b" not in text
    assert shown(Format.MARKDOWN, output, capsys) == (
        "**Stack dev: 2 findings**\n\n| Rule | Resource | What |\n|---|---|---|\n"
        "| X keys-limited | web\\|dev | it says \\<b\\><br>mend: it |\n| ! teams | core | nobody |\n\n- Note: a\\_b\n"
    )
    assert json.loads(shown(Format.JSON, output, capsys)) == {"found": 2}


def test_a_report_of_lines_is_a_list_in_markdown(tmp_path: Path) -> None:
    for form, text in ((Format.TEXT, "a_b\nc\n"), (Format.MARKDOWN, "- a\\_b\n- c\n"), (Format.JSON, "[]\n")):
        publish_lines(["a_b", "c"], [], form, tmp_path / "report")
        assert (tmp_path / "report").read_text() == text


def test_only_lines_with_a_sign_are_coloured_and_by_what_it_means() -> None:
    text = painted("Stack dev\n  -  alert x\n  X  alert-lost\n  -- no sign of ours\n", STYLES)
    assert text.plain == "Stack dev\n  -  alert x\n  X  alert-lost\n  -- no sign of ours\n"
    assert [(text.plain[span.start : span.end], str(span.style)) for span in text.spans] == [
        ("  -  alert x\n", "red"),
        ("  X  alert-lost\n", "bold red"),
    ]


def test_json_is_short_for_its_format_and_goes_with_no_other() -> None:
    assert chosen(Format.TEXT, True) is Format.JSON
    assert chosen(Format.JSON, True) is Format.JSON
    assert chosen(Format.MARKDOWN, False) is Format.MARKDOWN
    with pytest.raises(UsageError, match="--json and --format markdown do not go together"):
        chosen(Format.MARKDOWN, True)


def test_the_status_is_counted_for_programs_too(
    layout: Layout, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("SENTRY_AUTH_TOKEN", "SENTRY_ORG", "SENTRY_URL", "STACK"):
        monkeypatch.delenv(name, raising=False)
    folder = layout.state / ".pulumi" / "stacks" / "shop"
    folder.mkdir(parents=True)
    kinds = ["sentry:index:Team", "sentry:index:EnvFile", "pulumi:providers:sentry"]
    resources = [{"urn": f"urn:{kind}", "type": kind, "custom": True} for kind in kinds]
    for stack in ("dev", "prod"):
        state = {"checkpoint": {"latest": {"resources": resources}}}
        (folder / f"{stack}.json").write_text(json.dumps(state))

    def told(*words: str) -> str:
        with pytest.raises(SystemExit) as ended:
            main(["status", "-C", str(layout.root), *words])
        assert ended.value.code in (0, None)
        return capsys.readouterr().out

    assert "==> stack dev: 2 resources\n==> stack prod: 2 resources\n" in told()
    assert "stack dev" not in told("-s", "prod")
    found = json.loads(told("--json", "-s", "dev"))
    assert found == {
        "sandbox": None,
        "stacks": [{"stack": "dev", "resources": 2, "places": [], "notes": []}],
    }
    assert told("--format", "markdown", "--output", str(tmp_path / "status.md")) == ""
    assert "- stack prod: 2 resources\n" in (tmp_path / "status.md").read_text()
