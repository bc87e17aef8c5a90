"""One comment a pull request and one issue a stack, kept up to date in place."""

from __future__ import annotations

from collections.abc import Callable

import httpx2
import pytest

from sentry_iac.errors import CommandError
from sentry_iac.github import GitHub, Posted, github_from, post_comment, sync_issue
from tests.unit.sentry_iac.github.support import BOT, TOKEN, Repository

PREVIEW = "<!-- sentry-iac preview prod some -->\n### Sentry preview\n"
NOTHING = "<!-- sentry-iac preview prod none -->\n### Sentry preview\n"
DRIFT = "<!-- sentry-iac drift prod some -->\n### Sentry was changed by hand\n"
CLEAN = "<!-- sentry-iac drift prod none -->\n### No drift\n"
FAILED = "<!-- sentry-iac drift prod failed -->\n"


@pytest.fixture
def repository() -> Repository:
    return Repository()


def test_a_comment_is_made_once_and_then_updated_in_place(repository: Repository) -> None:
    assert post_comment(repository.github, 3, PREVIEW) is Posted.CREATED
    assert post_comment(repository.github, 3, PREVIEW) is Posted.LEFT
    assert post_comment(repository.github, 3, NOTHING) is Posted.UPDATED
    assert [each["body"] for each in repository.comments] == [NOTHING]


def test_each_stack_has_a_comment_of_its_own(repository: Repository) -> None:
    post_comment(repository.github, 3, PREVIEW)
    assert post_comment(repository.github, 3, PREVIEW.replace("prod", "dev")) is Posted.CREATED


def test_a_comment_of_somebody_else_is_never_edited(repository: Repository) -> None:
    repository.comments.append({"id": 1, "user": {"login": "octocat"}, "body": PREVIEW})
    assert post_comment(repository.github, 3, NOTHING) is Posted.CREATED
    assert repository.comments[0]["body"] == PREVIEW


def test_the_comment_is_found_behind_a_hundred_others(repository: Repository) -> None:
    repository.comments = [{"id": number, "user": BOT, "body": "hello"} for number in range(150)]
    repository.comments.append({"id": 500, "user": BOT, "body": PREVIEW})
    assert post_comment(repository.github, 3, NOTHING) is Posted.UPDATED
    assert len(repository.comments) == 151


def test_a_pull_request_from_elsewhere_is_posted_with_a_warning(repository: Repository) -> None:
    repository.pulls[3] = {"head": {"sha": "abc", "repo": {"full_name": "octocat/sentry"}}}
    post_comment(repository.github, 3, PREVIEW, head="abc")
    assert "comes from another repository" in repository.comments[0]["body"]
    repository.pulls[4] = {"head": {"sha": "def", "repo": {"full_name": "acme/sentry"}}}
    post_comment(repository.github, 4, PREVIEW, head="def")
    assert "another repository" not in repository.comments[-1]["body"]


@pytest.mark.parametrize("stack", ["prod-->@acme/security", "prod--><b>", "[prod](https://evil.example)"])
def test_the_hidden_line_has_room_for_nothing_but_a_name(repository: Repository, stack: str) -> None:
    with pytest.raises(CommandError, match="this is not what"):
        post_comment(repository.github, 3, PREVIEW.replace("prod", stack))
    assert repository.sent == []


def test_a_number_that_belongs_to_another_pull_request_is_refused(repository: Repository) -> None:
    repository.pulls[3] = {"head": {"sha": "abc", "repo": None}}
    with pytest.raises(CommandError, match="pull request 3 is not at def"):
        post_comment(repository.github, 3, PREVIEW, head="def")
    assert repository.sent == []


@pytest.mark.parametrize("body", ["", "hello", DRIFT, PREVIEW + "x" * 70_000])
def test_what_is_no_preview_is_not_posted(repository: Repository, body: str) -> None:
    with pytest.raises(CommandError):
        post_comment(repository.github, 3, body)
    assert repository.sent == []


def test_an_issue_is_opened_updated_and_closed(repository: Repository) -> None:
    assert sync_issue(repository.github, CLEAN) is Posted.LEFT
    assert sync_issue(repository.github, DRIFT) is Posted.CREATED
    assert repository.issues[0]["title"] == "Sentry was changed by hand: stack prod"
    assert sync_issue(repository.github, DRIFT) is Posted.LEFT
    assert sync_issue(repository.github, f"{DRIFT}- more\n") is Posted.UPDATED
    assert len(repository.issues) == 1
    assert sync_issue(repository.github, CLEAN) is Posted.CLOSED
    assert repository.issues == []
    assert sync_issue(repository.github, DRIFT) is Posted.CREATED


def test_a_look_that_failed_says_nothing_about_drift(repository: Repository) -> None:
    sync_issue(repository.github, DRIFT)
    assert sync_issue(repository.github, FAILED) is Posted.LEFT
    assert repository.issues[0]["body"] == DRIFT


def test_a_pull_request_and_another_stack_are_not_the_issue(repository: Repository) -> None:
    repository.issues = [
        {"number": 1, "user": BOT, "body": DRIFT, "pull_request": {}},
        {"number": 2, "user": BOT, "body": DRIFT.replace("prod", "dev")},
        {"number": 3, "user": {"login": "octocat"}, "body": DRIFT},
    ]
    assert sync_issue(repository.github, DRIFT) is Posted.CREATED


@pytest.mark.parametrize(
    ("status", "hint"), [(401, "token"), (403, "docs/ci.md"), (404, "may not see"), (500, "again")]
)
def test_a_refusal_says_what_to_do_and_not_the_token(repository: Repository, status: int, hint: str) -> None:
    repository.status = status
    with pytest.raises(CommandError, match=f"{status} to GET .*{hint}") as refused:
        post_comment(repository.github, 3, PREVIEW)
    assert TOKEN not in str(refused.value)
    assert TOKEN not in repr(repository.github)


def broken(request: httpx2.Request) -> httpx2.Response:
    raise httpx2.ConnectError("refused", request=request)


@pytest.mark.parametrize("answer", [broken, lambda _request: httpx2.Response(200, text="<html>")])
def test_no_answer_is_one_line(answer: Callable[[httpx2.Request], httpx2.Response]) -> None:
    with pytest.raises(CommandError, match=r"GitHub"):
        sync_issue(GitHub("acme/sentry", TOKEN, transport=httpx2.MockTransport(answer)), DRIFT)


def test_the_environment_of_a_workflow_is_enough() -> None:
    assert (
        github_from({"GITHUB_REPOSITORY": "acme/sentry", "GITHUB_TOKEN": TOKEN}).repository == "acme/sentry"
    )
    for missing in ({"GITHUB_TOKEN": TOKEN}, {"GITHUB_REPOSITORY": "acme/sentry"}):
        with pytest.raises(CommandError, match="is not set"):
            github_from(missing)
