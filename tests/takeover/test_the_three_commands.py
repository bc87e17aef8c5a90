"""Export, adopt, preview: an organization comes under Pulumi, and nothing is written at Sentry."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.takeover.conftest import LivedIn
from tests.takeover.lived_in import SECRET
from tests.takeover.mover import READS, Mover


@pytest.fixture(params=["yaml", "python"])
def form(request: pytest.FixtureRequest) -> str:
    """What is exported to."""
    return str(request.param)


@pytest.fixture
def mover(tmp_path: Path, lived_in: LivedIn, form: str) -> Mover:
    """Somebody who takes over an organization that people have lived in, and has exported it."""
    return lived_in.exported(tmp_path, form)


def test_everything_is_adopted_and_a_preview_finds_nothing_to_do(lived_in: LivedIn, mover: Mover) -> None:
    exported = lived_in.said(mover.form)
    assert "not declared: headers of UptimeMonitor 'Health'" in exported.text
    assert SECRET not in "\n".join(mover.texts().values())
    assert mover.env["SENTRY_AUTH_TOKEN"] not in exported.text + "\n".join(mover.texts().values())

    adopted = mover.adopt()
    mover.preview()
    again = mover.adopt()

    assert "44 resources" in exported.text
    assert "takes over nothing\n44 are in the state already" in again.text
    assert SECRET not in adopted.text + "".join(
        path.read_text() for path in (mover.project / ".local" / "state").rglob("*.json")
    )
    assert mover.writes() == []


def test_what_changed_after_the_export_is_refused_and_nothing_is_taken_over(mover: Mover) -> None:
    mover.hand.call("PUT", "projects/{org}/shop/", {"resolveAge": 24})
    mover.hand.admin("DELETE", "requests")

    refused = mover.adopt(code=1)

    assert "Project shop is not as declared: resolveAge" in refused.text
    assert "export again" in refused.text
    assert mover.writes() == []


def test_a_declaration_of_something_new_is_refused_before_it_is_made(mover: Mover) -> None:
    program = mover.project / "__main__.py"
    new = '\nimport pulumi_sentry\n\npulumi_sentry.Team("new", pulumi_sentry.TeamArgs(slug="new"))\n'
    program.write_text(program.read_text() + new)

    refused = mover.adopt(code=1)

    assert "Team new is declared, and no object is named for it" in refused.text
    assert mover.writes() == []


def test_an_adoption_at_another_organization_is_refused(mover: Mover) -> None:
    mover.hand.admin("POST", "organizations", {"slug": "other"})
    stack = mover.project / "Pulumi.prod.yaml"
    stack.write_text(stack.read_text().replace("organization: sandbox", "organization: other"))

    refused = mover.adopt(code=1)

    assert "names objects of" in refused.text
    assert "organization other" in refused.text
    assert "Traceback" not in refused.text


def test_what_the_token_may_not_read_is_named_and_the_exit_code_says_so(
    tmp_path: Path, lived_in: LivedIn, form: str
) -> None:
    scopes = [scope for scope in READS if scope != "member:read"]
    half = lived_in.mover(tmp_path, form, scopes)

    exported = half.export("--json", code=3)

    facts = json.loads(half.printed)
    assert any("the members" in each["what"] for each in facts["notRead"])
    assert facts["declared"]["Project"] > 1
    assert "the members" in exported.text
    assert "member:read" in exported.text


def test_a_folder_that_holds_something_is_left_alone(tmp_path: Path, lived_in: LivedIn, form: str) -> None:
    mover = lived_in.mover(tmp_path, form)
    mover.project.mkdir()
    (mover.project / "notes.txt").write_text("mine")

    refused = mover.export(code=1)

    assert "is not empty, and nothing is overwritten" in refused.text
    assert mover.texts() == {"notes.txt": "mine"}
