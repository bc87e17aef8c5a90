"""The branch that a change is to be merged into, and what its guard forbids.

A pull request can change everything but the base. So the base's guard is read from the base alone; if it cannot be
read, everything counts as forbidden.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from sentry_iac.errors import CommandError
from sentry_iac.estate import PROJECT_FILE, GuardSpec, SpecError, decode_document, parse_guard
from sentry_iac.files.git import run_git
from sentry_iac.files.layout import Layout
from sentry_iac.stacks.config import project_name

_ESTATE_FILE: Final = "sentry.yaml"
_BLOB: Final = "blob"
_WRONG: Final = {
    "missing": "is not there",
    "dangling": "is a link to nothing",
    "loop": "is a link that leads to itself",
    "notdir": "is a link through something that is no folder",
    "symlink": "is a link that leads out of the repository",
}


class _UnreadableError(Exception):
    """A file of the base cannot be read; the text is a reason, to be used inside a sentence."""


def guard_of_base(layout: Layout, stack: str, base: str) -> GuardSpec:
    """Return what the guard of the base forbids in a stack.

    The guards of `sentry.yaml` in this folder and in every other folder with a project of this name count, since a pull
    request may move a project. Where the base has none of them, the guards of all its projects count.

    Args:
        layout: the checkout with the change.
        stack: the stack's name.
        base: the branch or commit that the change is to be merged into.

    Raises:
        CommandError: this is no git checkout, or it does not have the base.
    """
    tree = _Tree(layout.root, base)
    forbidden: frozenset[str] = frozenset()
    for path in tree.estates(project_name(layout)):
        try:
            guard = parse_guard(tree.content(path), path)
        except SpecError as error:
            first, *others = str(error).splitlines()
            more = f", and {len(others)} more" if others else ""
            return GuardSpec.of_nobody_knows_what(f"{first}{more}")
        except _UnreadableError as error:
            return GuardSpec.of_nobody_knows_what(str(error))
        forbidden |= guard.forbidden_in(stack)
    return GuardSpec(forbid=forbidden)


def ask_git(root: Path, *arguments: str, given: bytes | None = None) -> bytes:
    """Return what git answers about the base.

    Raises:
        CommandError: this is no git checkout, or it does not have the base.
    """
    answer = run_git(root, *arguments, given=given)
    if answer.code != 0:
        raise CommandError(
            f"git does not have what --base names: {answer.reason}; fetch it first (in CI: a checkout with its history)"
        )
    return answer.output


class _Tree:
    """The files of the base."""

    def __init__(self, root: Path, base: str) -> None:
        self._root = root
        self._commit = ask_git(root, "rev-parse", "--verify", f"{base}^{{commit}}").decode().strip()
        # As bytes: a folder's name may be anything.
        prefix = ask_git(root, "rev-parse", "--show-prefix").decode("utf-8", "surrogateescape").rstrip("\n")
        listed = ask_git(root, "ls-tree", "-r", "-z", "--full-tree", "--name-only", self._commit)
        self._paths = set(listed.decode("utf-8", "surrogateescape").split("\0")) - {""}
        self._own = f"{prefix}{_ESTATE_FILE}"

    def estates(self, project: str) -> list[str]:
        """Return the path of every `sentry.yaml` that may have been a project's."""
        own = [self._own] if self._own in self._paths else []
        others = {
            path: beside
            for path in sorted(self._paths - {self._own})
            if path.rpartition("/")[2] == _ESTATE_FILE
            and (beside := f"{path.removesuffix(_ESTATE_FILE)}{PROJECT_FILE}") in self._paths
        }
        found = own + [path for path, beside in others.items() if self._name(beside) == project]
        return found or list(others)

    def _name(self, path: str) -> object:
        """Return the name in a `Pulumi.yaml`, None where it cannot be read."""
        try:
            value = decode_document(self.content(path), path).value
        except (SpecError, _UnreadableError):
            return None
        return value.get("name") if isinstance(value, dict) else None

    def content(self, path: str) -> bytes:
        """Return a file's content, following links inside the base.

        Raises:
            _UnreadableError: there is no such file.
        """
        if "\n" in path:
            raise _UnreadableError("the folder's name has a line break in it")
        name = f"{self._commit}:{path}\n".encode("utf-8", "surrogateescape")
        answer = ask_git(self._root, "cat-file", "--batch", "--follow-symlinks", given=name)
        head, _, rest = answer.partition(b"\n")
        kind, size = _read_head(head)
        if kind != _BLOB:
            raise _UnreadableError(f"{path} {_WRONG.get(kind, 'is no file')}")
        return rest[:size]


def _read_head(line: bytes) -> tuple[str, int]:
    """Parse the first line of `git cat-file --batch`: `<id> blob <size>`, `<name> missing` or `loop <size>`."""
    words = line.decode("utf-8", "surrogateescape").split(" ")
    if words[-1] == "missing":
        return "missing", 0
    return (words[1], int(words[2])) if len(words) == 3 else (words[0], 0)  # noqa: PLR2004
