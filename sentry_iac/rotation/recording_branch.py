"""Commits a stack file to a branch of the remote before Sentry is changed.

The next `up` of the branch would undo a rotation that its stack file does not have. So the commit comes first; where
the branch refuses it, nothing has happened at Sentry.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sentry_iac.errors import CommandError
from sentry_iac.files.git import REMOTE, Answer, cleaned, head, run_git, short

_TRIES: Final = 5
_REFUSED: Final = "!\t"
_MOST_REMARKS: Final = 2


@dataclass(frozen=True)
class RecordingBranch:
    """A branch of the remote in which a change is recorded.

    Attributes:
        root: the project folder, in a checkout of the branch.
        name: what it is called.
        environ: the environment of the command.
    """

    root: Path
    name: str
    environ: Mapping[str, str]

    def catch_up(self) -> None:
        """Bring the checkout to the tip of the branch.

        Raises:
            CommandError: the checkout is of another branch, has own changes or commits, or git cannot reach the remote.
        """
        if self.name.startswith("-") or not self.name.strip():
            raise CommandError(f"--push takes a branch, such as main, not {self.name or 'an empty text'}")
        head(self.root)
        here = self._git("symbolic-ref", "--quiet", "--short", "HEAD")
        if here.code == 0 and here.text != self.name:
            raise CommandError(
                f"this is branch {cleaned(here.text)}, and what is declared here would be applied with the change; "
                f"run it on {self.name}"
            )
        if self._git("status", "--porcelain", "--untracked-files=no").text:
            raise CommandError(
                "this checkout has changes that are not committed, which would be applied with it; commit or stash them"
            )
        self.follow()

    def follow(self) -> None:
        """Fast-forward to what was pushed to the branch since; nothing of this checkout is lost.

        Raises:
            CommandError: the checkout has commits that the branch does not have, or git cannot reach the remote.
        """
        tip = self._fetched()
        if self._git("merge", "--quiet", "--ff-only", tip).code != 0 or head(self.root) != tip:
            raise CommandError(
                f"this checkout has something that {self.name} at {REMOTE} does not have; push it, or run this in "
                f"a fresh checkout of {self.name}"
            )

    def push(self, file: Path, message: str, still_right: Callable[[], None]) -> None:
        """Commit a file and push the commit, rebased onto what others have pushed meanwhile.

        Args:
            file: the only changed file.
            message: the commit's message.
            still_right: called after each rebase; raises CommandError where the commit is not right any more.

        Raises:
            CommandError: the branch does not have the commit, and the checkout is as before, without the change. Where
                the branch takes no push, the commit is in a branch of its own, which the text names.
        """
        base = head(self.root)
        committed = self._git("commit", "--quiet", "--message", message, "--", str(file))
        if committed.code != 0:
            restored = self._git("checkout", "--quiet", "HEAD", "--", str(file)).code == 0
            left = "" if restored else f" but {file.name}, which git does not have"
            raise CommandError(
                f"git does not commit {file.name} ({committed.reason}). Nothing was changed{left}"
            )
        try:
            self._publish(base, file, still_right)
        except CommandError:
            self._git("reset", "--quiet", "--keep", base)
            raise

    def _publish(self, base: str, file: Path, still_right: Callable[[], None]) -> None:
        for _ in range(_TRIES):
            commit = head(self.root)
            pushed = self._push(self.name)
            if pushed.code == 0:
                return
            try:
                tip = self._fetched()
            except CommandError as error:
                raise CommandError(
                    f"git pushed to {self.name}, and whether it arrived is not known ({pushed.reason}). Nothing was "
                    f"done but that: where {self.name} has {short(commit)}, its next `up` does the rest; where it "
                    "does not, run this again"
                ) from error
            if tip == commit:
                return
            if tip == base:
                raise self._without(commit, pushed, file)
            rebased = self._git("rebase", "--quiet", tip)
            if rebased.code != 0:
                conflict = self._git("ls-files", "--unmerged").text
                self._git("rebase", "--abort")
                why = f"somebody changed the same lines of {file.name}" if conflict else rebased.reason
                raise CommandError(
                    f"{self.name} was pushed to meanwhile, and this does not go onto it ({why}). Nothing was done; "
                    "run it again"
                )
            base = tip
            still_right()
        raise CommandError(
            f"{self.name} was pushed to {_TRIES} times while this wanted to. Nothing was done; run it again"
        )

    def _without(self, commit: str, pushed: Answer, file: Path) -> CommandError:
        """Return the error for a branch that refuses the commit."""
        way_out = f"run it as somebody who may push to {self.name}, or change {file.name} in a pull request (`--pr`)"
        if not _is_refused(pushed):
            return CommandError(f"git cannot push to {REMOTE} ({pushed.reason}). Nothing was done; {way_out}")
        own = f"sentry-iac/{short(commit)}"
        why = _refusal(pushed)
        if self._push(own).code != 0:
            return CommandError(
                f"{REMOTE} takes no push to {self.name} ({why}), and none to {own}. Nothing was done; {way_out}"
            )
        return CommandError(
            f"{self.name} is protected ({why}), so nothing was done yet: the change of {file.name} is in branch "
            f"{own}. Merge it by a pull request{self._link(own)}, and the `up` of {self.name} does the rest; until "
            f"then every key stays as it is. To do without: run this as somebody who may push to {self.name}"
        )

    def _link(self, own: str) -> str:
        server, repository = self.environ.get("GITHUB_SERVER_URL"), self.environ.get("GITHUB_REPOSITORY")
        return (
            f" ({server}/{repository}/compare/{self.name}...{own}?expand=1)" if server and repository else ""
        )

    def _push(self, branch: str) -> Answer:
        return self._git("push", "--porcelain", REMOTE, f"HEAD:refs/heads/{branch}")

    def _fetched(self) -> str:
        """Fetch the branch and return its tip."""
        answer = self._git("fetch", "--quiet", "--no-tags", REMOTE, f"refs/heads/{self.name}")
        if answer.code != 0:
            raise CommandError(f"git cannot fetch {self.name} from {REMOTE} ({answer.reason})")
        return self._git("rev-parse", "--verify", "FETCH_HEAD^{commit}").text

    def _git(self, *arguments: str) -> Answer:
        return run_git(self.root, *arguments, environ=self.environ)


def _is_refused(pushed: Answer) -> bool:
    """Whether the remote was reached and refused the push."""
    return any(line.startswith(_REFUSED) for line in pushed.text.splitlines())


def _refusal(pushed: Answer) -> str:
    """Return the remote's own reason for a refusal."""
    remarks: list[str] = []
    for line in pushed.said.splitlines():
        if line.startswith("remote:") and (text := cleaned(line.removeprefix("remote:"))):
            remarks.append(text)
    with suppress(StopIteration):
        refused = next(line for line in pushed.text.splitlines() if line.startswith(_REFUSED))
        remarks.insert(0, cleaned(refused.rpartition("(")[2].rstrip(")")))
    return ": ".join(remarks[:_MOST_REMARKS])
