from __future__ import annotations

import re
from pathlib import Path

import pytest

from sentry_sandbox.settings import Settings
from sentry_sandbox.store import Store
from tests.unit.sentry_sandbox.support import Local, alert, envelope, sentry_auth


def test_everything_survives_a_restart(tmp_path: Path) -> None:
    first = Local(Settings(data=tmp_path / "data"))
    first.project()
    made = first.monitor()
    first.done("POST", "/organizations/sandbox/workflows/", alert([made["id"]]))
    first.done("PUT", "/projects/sandbox/backend/", {"slug": "api", "resolveAge": 5})
    first.send(1, envelope(("event", {"environment": "dev"})), sentry_auth(first.key("api")["public"]))
    before = first.admin("GET", "state")

    second = Local(Settings(data=tmp_path / "data"))

    assert second.admin("GET", "state") == before
    assert second.done("GET", "/projects/sandbox/api/")["resolveAge"] == 5
    assert second.call("GET", "/projects/sandbox/backend/").status_code == 302


def test_tokens_survive_a_restart_and_are_not_in_the_file(tmp_path: Path) -> None:
    first = Local(Settings(data=tmp_path))
    token = first.token("org:read")

    second = Local(Settings(data=tmp_path))

    assert second.call("GET", "/organizations/sandbox/", token=token).status_code == 200
    assert all(token.encode() not in path.read_bytes() for path in tmp_path.iterdir())


def test_a_renamed_organization_is_not_made_again(tmp_path: Path) -> None:
    Local(Settings(data=tmp_path)).done("PUT", "/organizations/sandbox/", {"slug": "renamed"})

    second = Local(Settings(data=tmp_path))

    assert [one["slug"] for one in second.done("GET", "/organizations/")] == ["renamed"]


def test_an_organization_is_known_again_by_the_instant_it_was_made_at(tmp_path: Path) -> None:
    def made(folder: str) -> str:
        return str(
            Local(Settings(data=tmp_path / folder)).done("GET", "/organizations/sandbox/")["dateCreated"]
        )

    first = made("one")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", first)
    assert made("one") == first
    assert made("other") != first


def test_what_a_failed_transaction_wrote_is_undone() -> None:
    store = Store()

    def write_and_fail() -> None:
        with store.transaction():
            store.teams.add({"name": "x"}, organization_id=1, slug="x")
            raise KeyError

    with pytest.raises(KeyError):
        write_and_fail()

    assert store.teams.everything() == []
