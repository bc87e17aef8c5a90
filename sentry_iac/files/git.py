"""Runs git for commands, with a workflow's token where there is one; the token goes into no argument and no file."""

from __future__ import annotations

import base64
import os
import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sentry_iac.errors import CommandError

TOKEN: Final = "GITHUB_TOKEN"  # noqa: S105 - the name of a variable
_SERVER: Final = "GITHUB_SERVER_URL"
_SECONDS: Final = 120
_PASSWORD: Final = re.compile(r"(?<=://)[^/@\s]+@")
REMOTE: Final = "origin"


@dataclass(frozen=True, slots=True)
class Answer:
    """Git's answer; `said` is its standard error, for people, without passwords."""

    code: int
    output: bytes
    said: str

    @property
    def text(self) -> str:
        """The output as one text without the line break at its end."""
        return self.output.decode("utf-8", "replace").rstrip("\n")

    @property
    def reason(self) -> str:
        """The last line of its standard error, to be used inside a sentence."""
        lines = self.said.strip().splitlines()
        return (
            cleaned(lines[-1].removeprefix("fatal: ").removeprefix("error: ")) if lines else "no reason given"
        )


def run_git(
    root: Path, *arguments: str, environ: Mapping[str, str] | None = None, given: bytes | None = None
) -> Answer:
    """Run git in a folder.

    Args:
        root: the folder.
        arguments: git's own words.
        environ: the environment of the command; GITHUB_TOKEN in it lets git reach GitHub.
        given: the standard input.

    Raises:
        CommandError: git is not there, or takes too long.
    """
    around = os.environ if environ is None else environ
    try:
        ended = subprocess.run(  # noqa: S603 - git and our own arguments, no shell
            ["git", *arguments],  # noqa: S607 - whichever git the person uses
            cwd=root,
            # Nobody is there to type a password, and we read git's English messages.
            env={
                **around,
                **_with_token(around),
                "GIT_TERMINAL_PROMPT": "0",
                "GIT_EDITOR": "true",
                "LC_ALL": "C",
            },
            input=b"" if given is None else given,
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
    except OSError as error:
        raise CommandError(f"git cannot be run ({error.strerror}); install it") from error
    except subprocess.TimeoutExpired as error:
        raise CommandError(f"`git {arguments[0]}` took longer than {_SECONDS} s; run it again") from error
    return Answer(ended.returncode, ended.stdout, _PASSWORD.sub("", ended.stderr.decode("utf-8", "replace")))


def tip_of(root: Path, branch: str, environ: Mapping[str, str]) -> str:
    """Ask the remote for the commit that a branch is at.

    Raises:
        CommandError: this is no checkout with a remote, the remote does not answer, or it has no such branch.
    """
    if branch.startswith("-") or not branch.strip():
        raise CommandError(f"{branch or 'an empty text'} is no branch; name one, such as main")
    name = f"refs/heads/{branch}"
    answer = run_git(root, "ls-remote", REMOTE, name, environ=environ)
    if answer.code != 0:
        raise CommandError(
            f"the tip of {branch} is not known: git cannot ask {REMOTE} for it ({answer.reason})"
        )
    found = [line.split("\t") for line in answer.text.splitlines()]
    tips = [line[0] for line in found if line[1:] == [name]]
    if not tips:
        raise CommandError(f"{REMOTE} has no branch {branch}; name the one that is deployed")
    return tips[0]


def head(root: Path) -> str:
    """Return the commit that is checked out.

    Raises:
        CommandError: there is none.
    """
    answer = run_git(root, "rev-parse", "--verify", "HEAD^{commit}")
    if answer.code != 0:
        raise CommandError(f"this folder is no git checkout with a commit ({answer.reason})")
    return answer.text


def check_tip(root: Path, branch: str, environ: Mapping[str, str]) -> None:
    """Refuse a checkout that is not the tip of a branch.

    Raises:
        CommandError: it is another commit, or git cannot tell.
    """
    here, tip = head(root), tip_of(root, branch, environ)
    if here != tip:
        raise CommandError(
            f"commit {short(here)} is not the tip of {branch}, which is at {short(tip)}: to apply it would undo what "
            f"was merged since. Nothing was changed. Use the run of {short(tip)}; where it has none, start this anew "
            f"on {branch} (in a workflow: Run workflow; to re-run this one cannot help)"
        )


def cleaned(line: str) -> str:
    """Return a line of git or a remote without control characters."""
    return "".join(char if char.isprintable() else " " for char in line.strip())


def short(commit: str) -> str:
    """Return a commit's short form."""
    return commit[:10]


def _with_token(environ: Mapping[str, str]) -> dict[str, str]:
    """Variables that make git send a workflow's token to GitHub, and to nobody else."""
    token, server = environ.get(TOKEN, "").strip(), environ.get(_SERVER, "").rstrip("/")
    if not token or not server:
        return {}
    key = f"http.{server}/.extraheader"
    basic = base64.b64encode(f"x-access-token:{token}".encode()).decode()
    count = environ.get("GIT_CONFIG_COUNT", "")
    first = int(count) if count.isascii() and count.isdigit() else 0
    # The empty header removes one that a checkout may have set: GitHub refuses two.
    values = ("", f"AUTHORIZATION: basic {basic}")
    settings = {"GIT_CONFIG_COUNT": str(first + len(values))}
    for number, value in enumerate(values, first):
        settings |= {f"GIT_CONFIG_KEY_{number}": key, f"GIT_CONFIG_VALUE_{number}": value}
    return settings
