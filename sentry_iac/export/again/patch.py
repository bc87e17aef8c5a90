"""The new text of the file, and the patch that leads to it."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sentry_iac.errors import CommandError
from sentry_iac.estate.text.editing import Style, edit
from sentry_iac.export.again.candidates import Edits
from sentry_iac.export.yaml.emit import entry, on_one_line

_STYLE = Style(entry, on_one_line)
_NO_LINE_BREAK = "\\ No newline at end of file\n"


@dataclass(frozen=True, slots=True)
class Edited:
    """A text after edits.

    Attributes:
        text: the text.
        by_hand: the edits that a program cannot make in it.
    """

    text: str
    by_hand: Edits


def edited(text: str, edits: Edits, file: str) -> Edited:
    """Return a text with values set, and those that a person has to set.

    Args:
        text: the file's text.
        edits: the values; None removes a key.
        file: its name.
    """
    try:
        return Edited(edit(text, edits, file, _STYLE), {})
    except CommandError:
        pass
    by_hand: Edits = {}
    for path, value in edits.items():
        try:
            text = edit(text, {path: value}, file, _STYLE)
        except CommandError:
            by_hand[path] = value
    return Edited(text, by_hand)


def patch(texts: Mapping[str, tuple[str | None, str]]) -> str:
    """Return a patch that `git apply` and `patch -p1` take.

    Args:
        texts: the text before and after, by file; None for a file that is new.
    """
    return "".join("".join(_of_file(file, before, after)) for file, (before, after) in texts.items())


def _of_file(file: str, before: str | None, after: str) -> Iterator[str]:
    if before == after:
        return
    lines = difflib.unified_diff(
        (before or "").splitlines(keepends=True),
        after.splitlines(keepends=True),
        "/dev/null" if before is None else f"a/{file}",
        f"b/{file}",
    )
    for line in lines:
        yield line
        if not line.endswith("\n"):
            yield f"\n{_NO_LINE_BREAK}"
