"""Only the commit that a branch is at is applied, and git gets a workflow's token without showing it."""

from __future__ import annotations

import base64
import os
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from sentry_iac.files.git import check_tip
from tests.git_remote import Remote, commit, git
from tests.unit.sentry_iac.checkout import ENVIRON, refusal


@pytest.fixture(scope="module")
def asked() -> Iterator[tuple[str, dict[str, str]]]:
    """A server without repositories: its address, and the last Authorization header by host."""
    seen: dict[str, str] = {}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            seen[self.headers["Host"]] = self.headers.get_all("Authorization", [""])[-1]
            self.send_error(404)

        def log_message(self, *_: object) -> None:
            """Nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}", seen
        server.shutdown()
        thread.join()


def test_the_tip_is_applied(here: Path, other: Path) -> None:
    check_tip(here, "main", ENVIRON)
    check_tip(other, "main", ENVIRON)


def test_a_commit_that_was_overtaken_is_refused_and_told_what_to_use(here: Path, other: Path) -> None:
    old, new = git(here, "rev-parse", "HEAD"), commit(other, "sentry.yaml", "teams: {}\n")
    said = refusal(lambda: check_tip(here, "main", ENVIRON))
    assert f"commit {old[:10]} is not the tip of main, which is at {new[:10]}" in said
    assert "Nothing was changed" in said
    assert f"Use the run of {new[:10]}" in said
    assert "to re-run this one cannot help" in said


def test_an_old_run_that_is_started_again_is_refused(remote: Remote, other: Path, tmp_path: Path) -> None:
    old = git(other, "rev-parse", "HEAD")
    commit(other, "sentry.yaml", "teams: {}\n")
    again = remote.clone(tmp_path / "again")
    # As actions/checkout does for a push: the branch, at the commit of the event.
    git(again, "checkout", "--quiet", "--force", "-B", "main", old)
    assert "is not the tip of main" in refusal(lambda: check_tip(again, "main", ENVIRON))


def test_another_branch_is_not_what_is_deployed(here: Path) -> None:
    git(here, "checkout", "--quiet", "-b", "feature")
    commit(here, "sentry.yaml", "teams: {}\n", push=False)
    git(here, "push", "--quiet", "origin", "feature")
    assert "is not the tip of main" in refusal(lambda: check_tip(here, "main", ENVIRON))


def test_a_branch_whose_name_only_ends_the_same_is_another_one(here: Path, remote: Remote) -> None:
    remote.git("update-ref", "refs/heads/x/refs/heads/main", remote.tip())
    check_tip(here, "main", ENVIRON)
    assert "origin has no branch mai;" in refusal(lambda: check_tip(here, "mai", ENVIRON))


@pytest.mark.parametrize("branch", ["--upload-pack=touch x", "", " "])
def test_a_branch_is_no_option_of_git(here: Path, branch: str) -> None:
    assert "is no branch" in refusal(lambda: check_tip(here, branch, ENVIRON))


def test_where_git_cannot_tell_nothing_is_applied(here: Path, tmp_path: Path) -> None:
    git(here, "remote", "set-url", "origin", (tmp_path / "gone.git").as_uri())
    assert "the tip of main is not known" in refusal(lambda: check_tip(here, "main", ENVIRON))
    git(here, "remote", "remove", "origin")
    assert "the tip of main is not known" in refusal(lambda: check_tip(here, "main", ENVIRON))
    bare = tmp_path / "no-checkout"
    bare.mkdir()
    assert "no git checkout" in refusal(lambda: check_tip(bare, "main", ENVIRON))


def test_the_token_of_a_workflow_goes_to_its_server_alone_and_stands_in_no_argument(
    here: Path, asked: tuple[str, dict[str, str]], tmp_path: Path
) -> None:
    server, seen = asked
    token = "ghs_0123456789"
    words = tmp_path / "words"
    spy = tmp_path / "bin" / "git"
    spy.parent.mkdir()
    spy.write_text(f'#!/bin/sh\necho "$@" >>"{words}"\nPATH="{os.environ["PATH"]}" exec git "$@"\n')
    spy.chmod(0o755)
    environ = {**ENVIRON, "PATH": str(spy.parent), "GITHUB_TOKEN": token, "GITHUB_SERVER_URL": server}
    # A header that a checkout has left would be the second one, which GitHub refuses.
    git(here, "config", f"http.{server}/.extraheader", "AUTHORIZATION: basic old")
    git(here, "remote", "set-url", "origin", f"{server}/acme/app")
    assert "not known" in refusal(lambda: check_tip(here, "main", environ))
    host = server.removeprefix("http://")
    assert seen[host] == f"basic {base64.b64encode(f'x-access-token:{token}'.encode()).decode()}"
    elsewhere = server.replace("127.0.0.1", "localhost")
    git(here, "remote", "set-url", "origin", f"{elsewhere}/acme/app")
    assert "not known" in refusal(lambda: check_tip(here, "main", environ))
    assert seen[elsewhere.removeprefix("http://")] == ""
    assert "ls-remote" in words.read_text()
    assert token not in words.read_text()


def test_a_password_in_the_address_is_not_told(here: Path) -> None:
    git(here, "remote", "set-url", "origin", "http://ci:hunter2@127.0.0.1:9/app.git")
    assert "hunter2" not in refusal(lambda: check_tip(here, "main", ENVIRON))
