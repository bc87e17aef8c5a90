"""A rotation is committed to its branch before Sentry is changed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from sentry_iac.errors import CommandError
from sentry_iac.files.git import check_tip
from sentry_iac.rotation.recording_branch import RecordingBranch
from tests.git_remote import Remote, commit, git
from tests.unit.sentry_iac.checkout import ENVIRON, FILE, FIRST, ROTATED, refusal


class Change:
    """A change of the stack file to record."""

    def __init__(self, here: Path) -> None:
        self.here = here
        self.record = RecordingBranch(here, "main", ENVIRON)
        self.looks = 0

    def make(self, still_right: Callable[[], None] = lambda: None) -> None:
        def look() -> None:
            self.looks += 1
            still_right()

        (self.here / FILE).write_text(ROTATED)
        self.record.push(self.here / FILE, "Rotate", look)


def test_a_change_is_in_the_branch_and_here(here: Path, remote: Remote) -> None:
    change = Change(here)
    change.record.catch_up()
    change.make()
    assert git(here, "rev-parse", "HEAD") == remote.tip()
    assert remote.git("show", f"main:{FILE}") == ROTATED.strip()
    assert remote.git("log", "-1", "--format=%s %an", "main") == "Rotate nobody"
    check_tip(here, "main", ENVIRON)


def test_what_was_merged_before_is_caught_up_with(here: Path, other: Path, remote: Remote) -> None:
    commit(other, "sentry.yaml", "teams: {}\n")
    change = Change(here)
    change.record.catch_up()
    assert (here / "sentry.yaml").exists()
    change.make()
    assert change.looks == 0
    assert remote.git("ls-tree", "--name-only", "main").split() == [FILE, "sentry.yaml"]


def test_a_merge_meanwhile_is_rebased_onto_and_the_push_is_tried_again(
    here: Path, other: Path, remote: Remote
) -> None:
    change = Change(here)
    change.record.catch_up()
    theirs = commit(other, "sentry.yaml", "teams: {}\n")
    change.make()
    assert change.looks == 1
    assert git(here, "rev-parse", "HEAD") == remote.tip()
    assert remote.git("rev-parse", "main^") == theirs
    assert (here / "sentry.yaml").exists()


def test_a_branch_that_was_begun_before_what_this_checkout_knows_is_rebased_onto(
    remote: Remote, other: Path, tmp_path: Path
) -> None:
    git(other, "checkout", "--quiet", "-b", "feature")
    commit(other, "sentry.yaml", "teams: {}\n", push=False)
    git(other, "checkout", "--quiet", "main")
    commit(other, "README.md", "known to the checkout alone\n")
    here = remote.clone(tmp_path / "late", "--depth=1")
    git(other, "merge", "--quiet", "--no-ff", "--message", "Merge", "feature")
    git(other, "push", "--quiet", "origin", "main")
    change = Change(here)
    change.make()
    assert git(here, "rev-parse", "HEAD") == remote.tip()
    assert remote.git("ls-tree", "--name-only", "main").split() == [FILE, "README.md", "sentry.yaml"]
    git(other, "pull", "--quiet", "origin", "main")
    git(other, "merge", "--quiet", "--no-ff", "--message", "Again", "--strategy=ours", "feature~1")
    commit(other, "sentry.yaml", "teams: {core: {}}\n")
    change.record.catch_up()
    check_tip(here, "main", ENVIRON)


def test_a_merge_at_every_try_is_given_up_in_the_end(here: Path, other: Path, remote: Remote) -> None:
    change = Change(here)
    before = git(here, "rev-parse", "HEAD")
    count = iter(range(100))
    commit(other, "sentry.yaml", "teams: {}\n")

    def somebody_merges() -> None:
        commit(other, "sentry.yaml", f"# {next(count)}\n")

    said = refusal(lambda: change.make(somebody_merges))
    assert "was pushed to 5 times" in said
    assert git(here, "rev-parse", "HEAD") == before
    assert (here / FILE).read_text() == FIRST


def test_somebody_who_changed_the_same_lines_wins(here: Path, other: Path, remote: Remote) -> None:
    change = Change(here)
    before = git(here, "rev-parse", "HEAD")
    theirs = commit(other, FILE, f"{FIRST}  shop:release: '1'\n")
    said = refusal(change.make)
    assert f"somebody changed the same lines of {FILE}" in said
    assert "Nothing was done; run it again" in said
    assert remote.tip() == theirs
    assert git(here, "rev-parse", "HEAD") == before
    assert git(here, "status", "--porcelain") == ""
    change.record.catch_up()
    assert git(here, "rev-parse", "HEAD") == theirs


def test_what_is_not_right_any_more_on_top_of_a_merge_is_not_pushed(
    here: Path, other: Path, remote: Remote
) -> None:
    def wrong() -> None:
        raise CommandError("somebody rotated cart meanwhile")

    theirs = commit(other, "sentry.yaml", "teams: {}\n")
    assert "rotated cart meanwhile" in refusal(lambda: Change(here).make(wrong))
    assert remote.tip() == theirs


def test_a_protected_branch_gets_a_branch_to_merge_and_nothing_is_changed(here: Path, remote: Remote) -> None:
    remote.protect("main")
    before = git(here, "rev-parse", "HEAD")
    change = Change(here)
    change.record = RecordingBranch(
        here,
        "main",
        {**ENVIRON, "GITHUB_SERVER_URL": "https://github.example", "GITHUB_REPOSITORY": "acme/app"},
    )
    said = refusal(change.make)
    [own] = remote.branches() - {"main"}
    assert "main is protected (pre-receive hook declined: error: GH006" in said
    assert "nothing was done yet" in said
    assert f"https://github.example/acme/app/compare/main...{own}?expand=1" in said
    assert remote.git("show", f"{own}:{FILE}") == ROTATED.strip()
    assert remote.tip() == before == git(here, "rev-parse", "HEAD")
    assert git(here, "status", "--porcelain") == ""


def test_where_no_branch_may_be_pushed_the_ways_on_are_told(here: Path, remote: Remote) -> None:
    remote.protect()
    said = refusal(Change(here).make)
    assert "origin takes no push to main" in said
    assert "in a pull request (`--pr`)" in said
    assert remote.branches() == {"main"}


def test_a_remote_that_cannot_be_pushed_to_is_no_protected_branch(here: Path, tmp_path: Path) -> None:
    git(here, "remote", "set-url", "--push", "origin", (tmp_path / "gone.git").as_uri())
    assert "git cannot push to origin" in refusal(Change(here).make)
    assert (here / FILE).read_text() == FIRST


def test_a_push_whose_answer_was_lost_has_arrived(here: Path, remote: Remote) -> None:
    # The server accepts the push, and the connection breaks before its answer.
    remote.hook("post-receive", "kill -9 $PPID")
    Change(here).make()
    assert git(here, "rev-parse", "HEAD") == remote.tip()


def test_a_push_of_which_nobody_knows_whether_it_arrived_is_told_as_such(here: Path, remote: Remote) -> None:
    remote.hook("post-receive", "kill -9 $PPID")
    remote.hook("update", f"mv {here}/.git/config {here}/.git/config.away; true")
    said = refusal(Change(here).make)
    assert "whether it arrived is not known" in said
    assert "its next `up` does the rest" in said


def test_only_a_clean_checkout_of_the_branch_is_worked_in(here: Path, remote: Remote) -> None:
    record = RecordingBranch(here, "main", ENVIRON)
    (here / FILE).write_text(ROTATED)
    assert "changes that are not committed" in refusal(record.catch_up)
    git(here, "checkout", "--quiet", "--", FILE)
    (here / "untracked").write_text("")
    record.catch_up()
    commit(here, "sentry.yaml", "teams: {}\n", push=False)
    assert "has something that main at origin does not have" in refusal(record.catch_up)
    git(here, "checkout", "--quiet", "-b", "feature")
    assert "this is branch feature" in refusal(record.catch_up)
    assert "--push takes a branch" in refusal(RecordingBranch(here, "--mirror", ENVIRON).catch_up)
    git(here, "checkout", "--quiet", "--detach", "origin/main")
    record.catch_up()
    assert "cannot fetch gone from origin" in refusal(RecordingBranch(here, "gone", ENVIRON).follow)


def test_a_commit_that_git_refuses_leaves_the_file_as_it_was(here: Path, remote: Remote) -> None:
    hook = here / ".git" / "hooks" / "pre-commit"
    hook.write_text("#!/bin/sh\necho 'no commits on Fridays' >&2\nexit 1\n")
    hook.chmod(0o755)
    said = refusal(Change(here).make)
    assert "git does not commit Pulumi.prod.yaml (no commits on Fridays). Nothing was changed" in said
    assert (here / FILE).read_text() == FIRST
