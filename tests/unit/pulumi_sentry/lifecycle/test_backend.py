"""Where the state of a stack is, as a provider can tell, and what its checkpoint says."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from pulumi_sentry.lifecycle.backend import StackName, file_backend, notes_folder
from pulumi_sentry.lifecycle.checkpoint import read_checkpoint
from pulumi_sentry.lifecycle.journal import Entry, Journal, new_key

STACK = StackName.of("urn:pulumi:dev::shop::sentry:index:Team::it")


@pytest.fixture
def backend(tmp_path: Path) -> Path:
    folder = tmp_path / "state of a team"
    (folder / ".pulumi" / "stacks" / "shop").mkdir(parents=True)
    return folder


def test_a_urn_names_stack_and_project() -> None:
    assert (STACK.stack, STACK.project) == ("dev", "shop")


@pytest.mark.parametrize(
    "how", ["variable", "quoted", "with options", "login", "project, block", "project, flow"]
)
def test_a_file_backend_is_found_however_it_is_named(
    backend: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    monkeypatch.chdir(tmp_path)
    plain = tmp_path / "state"
    plain.symlink_to(backend)
    environ = {"PULUMI_HOME": str(tmp_path / "home")}
    if how == "variable":
        environ["PULUMI_BACKEND_URL"] = f"file://{plain}"
    elif how == "quoted":
        environ["PULUMI_BACKEND_URL"] = f"file://{str(backend).replace(' ', '%20')}"
    elif how == "with options":
        environ["PULUMI_BACKEND_URL"] = f"file://{plain}?no_tmp_dir=true"
    elif how == "login":
        (tmp_path / "home").mkdir()
        (tmp_path / "home" / "credentials.json").write_text(json.dumps({"current": f"file://{plain}"}))
    elif how == "project, block":
        (tmp_path / "Pulumi.yaml").write_text(f"name: shop\nbackend:\n  url: file://{plain}\n")
    else:
        (tmp_path / "Pulumi.yaml").write_text(f"name: shop\nbackend: {{ url: 'file://{plain}' }}\n")
    found = file_backend(environ)
    assert found is not None
    assert found.resolve() == backend.resolve()
    assert notes_folder(environ) == found / ".pulumi-sentry"


@pytest.mark.parametrize(
    "address", ["https://api.pulumi.com", "s3://bucket", "postgres://db", "", "file:///nowhere"]
)
def test_elsewhere_the_notes_are_in_the_folder_of_the_user(tmp_path: Path, address: str) -> None:
    environ = {
        "PULUMI_BACKEND_URL": address,
        "PULUMI_HOME": str(tmp_path),
        "XDG_STATE_HOME": str(tmp_path / "notes"),
    }
    assert file_backend(environ) is None
    assert notes_folder(environ) == tmp_path / "notes" / "pulumi-sentry"


def _resource(**more: Any) -> dict[str, Any]:
    return {"urn": "urn:a", "custom": True, "type": "sentry:index:Team", "id": "7", **more}


def _write(backend: Path, *resources: dict[str, Any], packed: bool = False) -> None:
    text = json.dumps({"version": 3, "checkpoint": {"latest": {"resources": resources}}}).encode()
    name = "dev.json.gz" if packed else "dev.json"
    (backend / ".pulumi" / "stacks" / "shop" / name).write_bytes(gzip.compress(text) if packed else text)


@pytest.mark.parametrize("packed", [False, True])
def test_a_checkpoint_says_what_the_stack_has_and_leaves_out_what_it_only_reads(
    backend: Path, packed: bool
) -> None:
    _write(
        backend,
        _resource(),
        _resource(urn="urn:read", id="8", external=True),
        _resource(urn="urn:going", id="9", delete=True),
        _resource(urn="urn:awaited", id="10", pendingReplacement=True),
        {"urn": "urn:component", "custom": False, "type": "a:b:C"},
        packed=packed,
    )
    found = read_checkpoint(STACK, backend)
    assert found.known
    assert [one.urn for one in found.resources] == ["urn:a"]
    assert [one.urn for one in found.replaced] == ["urn:going"]
    assert [one.urn for one in found.awaited] == ["urn:awaited"]


def test_what_another_organization_of_the_program_has_is_not_counted(backend: Path) -> None:
    def provider(name: str, number: str) -> dict[str, Any]:
        place = {"organizationId": number, "organizationCreated": "2026"}
        return {
            "urn": name,
            "custom": True,
            "type": "pulumi:providers:sentry",
            "id": "x",
            "inputs": {"recordedPlace": place},
        }

    _write(
        backend,
        provider("urn:one", "1"),
        provider("urn:two", "2"),
        _resource(provider="urn:one::x"),
        _resource(urn="urn:b", provider="urn:two::x"),
        _resource(urn="urn:c"),
    )
    found = read_checkpoint(STACK, backend).within("1 2026", lambda _token: False)
    assert [one.urn for one in found.resources if one.token.endswith("Team")] == ["urn:a", "urn:c"]


@pytest.mark.parametrize("text", ["", "{", '{"checkpoint": 1}', "[]"])
def test_half_a_checkpoint_is_none(backend: Path, text: str) -> None:
    (backend / ".pulumi" / "stacks" / "shop" / "dev.json").write_text(text)
    assert not read_checkpoint(STACK, backend).known


# -- the journal --------------------------------------------------------------------------------------


def _entry(**more: Any) -> Entry:

    at = datetime(2026, 11, 28, tzinfo=UTC)
    known = {
        "urn": "urn:a",
        "token": "t",
        "organization": "1",
        "parent": "",
        "name": "n",
        "digest": "d",
        "at": at,
    }
    return Entry(**{"key": new_key(), **known, **more})


def test_a_journal_is_for_its_owner_alone_and_goes_when_the_state_has_all_of_it(tmp_path: Path) -> None:
    journal = Journal(STACK, tmp_path / "notes")
    entry = journal.begin(_entry())
    assert journal.path.stat().st_mode & 0o777 == 0o600
    assert journal.path.parent.stat().st_mode & 0o777 == 0o700
    journal.made(entry, "7")
    journal.close(lambda _token, _id: False)
    assert journal.path.exists()
    left = Journal(STACK, tmp_path / "notes").left("urn:a", "t", "1")
    assert left is not None
    assert left.id == "7"
    journal.close(lambda token, id: (token, id) == ("t", "7"))
    assert not journal.path.exists()


def test_where_the_state_cannot_be_read_what_the_engine_was_answered_counts_as_recorded(
    tmp_path: Path,
) -> None:
    journal = Journal(STACK, tmp_path)
    journal.made(journal.begin(_entry()), "7")
    journal.close(None)
    assert journal.path.exists()
    journal.returned("urn:a")
    journal.close(None)
    assert not journal.path.exists()


def test_a_try_that_came_to_nothing_does_not_keep_the_journal_once_another_one_has_made_it(
    tmp_path: Path,
) -> None:
    Journal(STACK, tmp_path).begin(_entry())
    journal = Journal(STACK, tmp_path)
    other = journal.begin(_entry(urn="urn:b"))
    journal.made(journal.begin(_entry()), "7")
    journal.settle(other)
    journal.close(lambda _token, id: id == "7")
    assert not journal.path.exists()


def test_what_may_still_be_made_keeps_the_journal(tmp_path: Path) -> None:
    journal = Journal(STACK, tmp_path)
    journal.begin(_entry())
    journal.close(lambda _token, _id: True)
    assert journal.path.exists()


def test_a_line_that_was_cut_off_is_passed_over(tmp_path: Path) -> None:
    journal = Journal(STACK, tmp_path)
    journal.begin(_entry())
    with journal.path.open("a") as file:
        file.write('{"v": 1, "op": "ma')
    Journal(STACK, tmp_path).begin(_entry(urn="urn:b"))
    again = Journal(STACK, tmp_path)
    assert again.left("urn:a", "t", "1") is not None
    assert again.left("urn:b", "t", "1") is not None
    assert again.left("urn:a", "t", "2") is None


def test_a_journal_that_cannot_be_written_says_why(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    journal = Journal(STACK, tmp_path / "file")
    journal.begin(_entry())
    assert "cannot be written" in journal.trouble
