"""Security and privacy in the repository: secrets in files that every clone has."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

from sentry_iac.audit.application import mcp_files
from sentry_iac.audit.application.env_files import all_env_paths
from sentry_iac.audit.application.judged import places_of_dsn
from sentry_iac.audit.check import Check, Phase, Section, check
from sentry_iac.audit.finding import Finding, absent, failed, passed, unknown
from sentry_iac.audit.subject import ApplicationSource, Subject
from sentry_iac.source import Place, Repository, Unreadable, read_back_end, read_front_end, repository_of

_DSN: Final = re.compile(
    r"https?://(?P<key>[0-9a-f]{32})(:[0-9a-f]{32})?@(?P<host>[a-z0-9.-]+)(:[0-9]+)?(/[a-z0-9_-]+)*/[0-9]+",
    re.IGNORECASE,
)
_DSN_GREP: Final = r"https?://[0-9a-f]{32}(:[0-9a-f]{32})?@"
_TOKEN: Final = re.compile(
    r"(?P<prefix>sntry[a-z]_)[a-z0-9+/=_-]{20,}"
    r"|(?P<name>[a-z_.-]{0,60}token)[\"']?\s*[:=]\s*[\"']?[0-9a-f]{64}(?![0-9a-f])",
    re.IGNORECASE,
)
# The same for git, which knows other words.
_TOKEN_GREP: Final = "|".join(
    (r"sntry[a-z]_[a-z0-9+/=_-]{20}", r"token[\"']?[[:space:]]*[:=][[:space:]]*[\"']?[0-9a-f]{64}")
)
EnvJudge = Callable[[Subject, ApplicationSource, Path, Repository], Finding]
Search = Callable[[Repository], list[tuple[Place, str]]]
_RESERVED: Final = re.compile(r"(^|\.)(example(\.(com|net|org))?|invalid|test)$", re.IGNORECASE)
_TESTS: Final = frozenset(
    {"test", "tests", "__tests__", "spec", "specs", "fixtures", "__fixtures__", "testdata", "e2e"}
)
_FEWEST_LETTERS: Final = 5
_COUNTING: Final = "0123456789abcdef"
_MOST_SHOWN: Final = 5


@check(
    "privacy.no-dsn-in-files",
    Section.PRIVACY,
    Phase.BEFORE,
    weight=3,
    title="no DSN stands in a tracked file",
    fails="a DSN stands in a tracked file",
)
async def no_dsn_in_files(subject: Subject) -> Iterable[Finding]:
    """Whoever has the DSN can send events, and a DSN in a file outlives each rotation.

    Looks with `git grep` at the tracked files of the repositories that hold the project and the applications. Folders
    of tests, hosts such as example.com and made-up keys (`aaaa…`) are left out. So are the call of init and the
    `.env` file, which have checks of their own.
    """
    known = {place for source in subject.sources for place in _places_in_init(source)}
    own = {path for source in subject.sources for path in all_env_paths(source)}
    return _each_repository(
        subject,
        "no DSN",
        lambda repository: [
            (place, f"{found['key'][:4]}…@{found['host']}")
            for place, line in repository.grep(_DSN_GREP)
            if place not in known and place.path not in own and (found := _real_dsn(line))
        ],
        "take it out, read SENTRY_DSN from the environment, and `sentry-iac rotate`",
    )


@check(
    "privacy.no-token-in-files",
    Section.PRIVACY,
    Phase.BEFORE,
    weight=5,
    title="no token stands in a tracked file",
    fails="a token stands in a tracked file",
)
async def no_token_in_files(subject: Subject) -> Iterable[Finding]:
    """Everybody who clones the repository can use a token in one of its files, for as long as it is valid.

    Looks with `git grep` at the tracked files of the repositories that hold the project and the applications, for
    texts that begin like a token of Sentry (`sntrys_`, `sntryu_` and others), and for 64 hexadecimal digits as the
    value of something named token. Folders of tests are left out. So are files of MCP servers, which have a check of
    their own.
    """
    own = set(mcp_files.files(subject))
    return _each_repository(
        subject,
        "no token",
        lambda repository: [
            (place, f"{found['prefix'] or found['name']}…")
            for place, line in repository.grep(_TOKEN_GREP)
            if (found := _TOKEN.search(line))
            and place.path not in own
            and (found["prefix"] or "sentry" in f"{place.path.name}{line}".lower())
        ],
        "revoke it in Sentry (Settings > Auth Tokens), and read SENTRY_AUTH_TOKEN from the environment",
    )


def _places_in_init(source: ApplicationSource) -> set[Place]:
    read = read_front_end if source.spec.kind == "frontend" else read_back_end
    return places_of_dsn(lambda: read(source.folder).init())


def _each_repository(
    subject: Subject,
    what: str,
    look: Search,
    fix: str,
) -> list[Finding]:
    findings = []
    for folder, repository in _repositories(subject):
        if repository is None:
            findings.append(
                unknown(
                    f"{subject.shown(folder)} is in no git repository",
                    fix=f"git init {subject.shown(folder)}",
                )
            )
            continue
        hits = [(place, text) for place, text in look(repository) if not _in_tests(place.path, repository)]
        shown = "this project" if repository.top == subject.root else subject.shown(repository.top)
        findings += [
            failed(f"{subject.shown(place.path)}:{place.line} has {text}", fix=fix)
            for place, text in hits[:_MOST_SHOWN]
        ]
        if len(hits) > _MOST_SHOWN:
            findings.append(failed(f"and {len(hits) - _MOST_SHOWN} more lines of {shown}", fix=fix))
        if not hits:
            findings.append(passed(f"git grep finds {what} in the tracked files of {shown}"))
    return findings


@check(
    "privacy.env-ignored",
    Section.PRIVACY,
    Phase.BEFORE,
    weight=5,
    title="git ignores the `.env` files",
    fails="git does not ignore an `.env` file",
)
async def env_ignored(subject: Subject) -> Iterable[Finding]:
    """A file that git does not ignore is committed by the next `git add .`.

    Asks `git check-ignore` about each application's `.env` file: beside its source, and where the stack wrote it.
    """
    return [found for source in subject.sources for found in _each_env_file(subject, source, _env_ignored)]


def _env_ignored(subject: Subject, source: ApplicationSource, path: Path, repository: Repository) -> Finding:
    shown = subject.shown(path)
    if repository.ignores(path):
        return passed(f"git check-ignore knows {shown}", source.spec.name)
    return failed(
        f"no rule of git's ignores {shown}",
        source.spec.name,
        fix=f"echo {path.name} >>{subject.shown(path.with_name('.gitignore'))}",
    )


@check(
    "privacy.env-not-in-history",
    Section.PRIVACY,
    Phase.BEFORE,
    weight=4,
    title="no commit has ever had a `.env` file",
    fails="a commit has an `.env` file",
)
async def env_not_in_history(subject: Subject) -> Iterable[Finding]:
    """A file that was committed once stays in every clone, even after it was deleted.

    Asks `git log --all` about each application's `.env` file. In a shallow clone the answer is unknown.
    """
    return [
        found for source in subject.sources for found in _each_env_file(subject, source, _env_not_in_history)
    ]


def _env_not_in_history(
    subject: Subject, source: ApplicationSource, path: Path, repository: Repository
) -> Finding:
    commit = repository.last_commit_with(path)
    shown = subject.shown(path)
    rotate = f"sentry-iac rotate --stack {subject.stack} --project {source.spec.name}"
    if repository.tracks(path):
        return failed(f"{shown} is tracked", source.spec.name, fix=f"git rm --cached {shown}; {rotate}")
    if commit is not None:
        return failed(f"commit {commit} has {shown}", source.spec.name, fix=rotate)
    if repository.is_shallow():
        return unknown(
            f"{subject.shown(repository.top)} is a shallow clone: older commits cannot be seen",
            source.spec.name,
            fix="git fetch --unshallow  # in GitHub's workflows: fetch-depth: 0",
        )
    return passed(f"git log --all has no {shown}", source.spec.name)


def _each_env_file(subject: Subject, source: ApplicationSource, judge: EnvJudge) -> list[Finding]:
    """Judge the `.env` file beside the source, and the one that the stack has written where that is another one."""
    paths = all_env_paths(source)
    if not paths:
        return [absent("the stack writes no .env file", source.spec.name)]
    findings = []
    for path in paths:
        try:
            findings.append(judge(subject, source, path, repository_of(path.parent)))
        except Unreadable as error:
            # What lies outside of any repository cannot get into one by mistake; the source should be in one.
            if path == paths[0]:
                findings.append(unknown(str(error), source.spec.name, fix=error.fix))
    return findings


def _repositories(subject: Subject) -> list[tuple[Path, Repository | None]]:
    """The repositories of the project and of the applications, each once."""
    found: dict[Path, tuple[Path, Repository | None]] = {}
    for folder in (subject.root, *(each.folder for each in subject.sources)):
        try:
            repository = repository_of(folder)
        except Unreadable:
            found.setdefault(folder, (folder, None))
        else:
            found.setdefault(repository.top, (folder, repository))
    return list(found.values())


def _in_tests(path: Path, repository: Repository) -> bool:
    parts = path.relative_to(repository.top).parts
    return bool(_TESTS & set(parts[:-1])) or parts[-1].startswith("test_") or ".test." in parts[-1]


def _real_dsn(line: str) -> re.Match[str] | None:
    """The first DSN of a line that somebody can have been given."""
    found = _DSN.finditer(line)
    return next((each for each in found if not _is_placeholder(each["key"], each["host"])), None)


def _is_placeholder(key: str, host: str) -> bool:
    """Whether nobody can have been given this DSN."""
    low = key.lower()
    return bool(_RESERVED.search(host)) or len(set(low)) < _FEWEST_LETTERS or low.startswith(_COUNTING)


CHECKS: Final[tuple[Check, ...]] = (no_dsn_in_files, no_token_in_files, env_ignored, env_not_in_history)
