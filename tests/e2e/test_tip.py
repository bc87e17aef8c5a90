"""On the real engine: an older commit undoes nothing, and a rotation is in the branch before it happens."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.rotation import Estate, keys
from tests.git_remote import WHO, Remote, commit, git
from tests.sentry_api import SentryByHand

UP = ("up", "--stack", "prod", "--no-sandbox", "--yes", "--tip-of", "main")
ROTATE = ("rotate", "--stack", "prod", "--project", "cart", "--leaked", "--push", "main")


@pytest.fixture
def estate(tmp_path: Path, sentry_env: dict[str, str]) -> Estate:
    """One application, in a checkout of main."""
    return Estate(tmp_path / "project", {**sentry_env, **WHO}, ["cart"])


@pytest.fixture
def remote(tmp_path: Path, estate: Estate) -> Remote:
    """The remote that it was pushed to and deployed from."""
    remote = Remote(tmp_path / "remote.git")
    (estate.folder / ".gitignore").write_text(".venv\n.local/\nstate/\napps/\nseen\n__pycache__/\n")
    program = estate.folder / "__main__.py"
    program.write_text(f"{program.read_text()}\nimport os\n\nopen('seen', 'w').write(' '.join(os.environ))\n")
    git(estate.folder, "init", "--quiet", "--initial-branch", "main")
    git(estate.folder, "remote", "add", "origin", remote.folder.as_uri())
    git(estate.folder, "add", "--all")
    git(estate.folder, "commit", "--quiet", "--message", "As it is deployed")
    git(estate.folder, "push", "--quiet", "origin", "main")
    assert "pulumi up, stack prod" in estate.iac(*UP).text
    return remote


def test_a_rotation_is_in_the_branch_first_and_no_older_commit_undoes_it(
    estate: Estate, remote: Remote, tmp_path: Path, by_hand: SentryByHand
) -> None:
    old = git(estate.folder, "rev-parse", "HEAD")
    # Somebody merges while the rotation is under way: the server sees it come, and takes theirs first.
    other = remote.clone(tmp_path / "other")
    theirs = commit(other, "sentry.yaml", (other / "sentry.yaml").read_text() + "# theirs\n", push=False)
    git(other, "push", "--quiet", "origin", "HEAD:waiting")
    remote.hook(
        "pre-receive",
        f'rm "$0"; unset GIT_QUARANTINE_PATH; git update-ref refs/heads/main {theirs}',
    )
    told = estate.iac(*ROTATE, GITHUB_TOKEN="ghs_0123", GITHUB_SERVER_URL="https://github.example").text
    assert told.index("recorded in main") < told.index("pulumi up, stack prod")
    assert remote.git("rev-parse", "main^") == theirs
    assert "generation: 2" in remote.git("show", "main:Pulumi.prod.yaml")
    after = {"1 production": False, "1 production g2": True}
    assert keys(by_hand) == after
    dsn = estate.dsn("cart")
    # The program, which others have just merged into, must not see the token that may write to the repository.
    assert "SENTRY_AUTH_TOKEN" in (estate.folder / "seen").read_text().split()
    assert "GITHUB_TOKEN" not in (estate.folder / "seen").read_text().split()

    # A late approval, or a re-run of an older commit.
    git(estate.folder, "checkout", "--quiet", "--force", "-B", "main", old)
    refused = estate.iac(*UP, fails=True).text
    assert f"commit {old[:10]} is not the tip of main, which is at {remote.tip()[:10]}" in refused
    assert "pulumi up" not in refused
    assert (keys(by_hand), estate.dsn("cart")) == (after, dsn)

    git(estate.folder, "checkout", "--quiet", "--force", "-B", "main", remote.tip("main"))
    estate.iac(*UP)
    assert (keys(by_hand), estate.dsn("cart")) == (after, dsn)


def test_where_the_branch_takes_no_push_nothing_was_rotated_and_a_pull_request_does_it(
    estate: Estate, remote: Remote, by_hand: SentryByHand
) -> None:
    remote.protect("main")
    before = keys(by_hand), estate.dsn("cart"), estate.stack_file.read_text()
    refused = estate.iac(*ROTATE, fails=True).text
    assert "error: main is protected (pre-receive hook declined: error: GH006" in refused
    assert (keys(by_hand), estate.dsn("cart"), estate.stack_file.read_text()) == before
    estate.iac(*UP)
    assert (keys(by_hand), estate.dsn("cart")) == before[:2]

    [own] = remote.branches() - {"main"}
    remote.git("update-ref", "refs/heads/main", remote.tip(own))
    git(estate.folder, "pull", "--quiet", "origin", "main")
    estate.iac(*UP)
    assert keys(by_hand) == {"1 production": False, "1 production g2": True}


def test_a_rotation_whose_up_finds_the_stack_locked_is_recorded_and_says_so(
    estate: Estate, remote: Remote, by_hand: SentryByHand
) -> None:
    before = keys(by_hand)
    lock = estate.folder / "state" / ".pulumi" / "locks" / "organization" / "shop" / "prod" / "theirs.json"
    lock.parent.mkdir(parents=True, exist_ok=True)
    lock.write_text('{"pid": 1, "username": "somebody", "hostname": "elsewhere"}')
    refused = estate.iac(*ROTATE, fails=True).text
    assert "stack prod is locked: somebody@elsewhere" in refused
    assert "The rotation is recorded in main, and nothing else was changed" in refused
    assert "generation: 2" in remote.git("show", "main:Pulumi.prod.yaml")
    assert git(estate.folder, "status", "--porcelain") == ""
    assert keys(by_hand) == before
    lock.unlink()
    estate.iac(*UP)
    assert keys(by_hand) == {"1 production": False, "1 production g2": True}
