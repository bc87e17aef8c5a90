"""The blocks of code of the pages, and how their tests run them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.repository import ROOT

_FENCE = re.compile(r"^```(\S*)$")
_MARK = re.compile(r"^<!-- (.*) -->$")
_INDENT = "    "
_LIST = re.compile(r"^(?:[-*]|\d+\.) ")


@dataclass(frozen=True)
class Block:
    """A block of code of a page.

    Attributes:
        page: the page, from the root of the repository.
        line: its first line, from 1.
        language: what stands behind the fence; empty for an indented block.
        mark: the text of the comment before it; empty without one.
        text: the code.
    """

    page: str
    line: int
    language: str
    mark: str
    text: str

    @property
    def where(self) -> str:
        """The place for people and for the names of tests."""
        return f"{self.page}:{self.line}"

    @property
    def story(self) -> str:
        """The name under which a shell runs it; empty where none does."""
        return self.mark.removeprefix("runs: ").split(",")[0] if self.mark.startswith("runs: ") else ""

    @property
    def code(self) -> int:
        """The exit code that it ends with."""
        found = re.search(r", exit (\d+)$", self.mark)
        return int(found[1]) if found else 0


@cache
def pages() -> tuple[str, ...]:
    """The pages that people read: README files and docs/."""
    found = [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), *(ROOT / "examples").glob("*/README.md")]
    return tuple(sorted(str(path.relative_to(ROOT)) for path in found if path.name != "CHANGELOG.md"))


@cache
def blocks(page: str) -> tuple[Block, ...]:
    """Read the blocks of a page in their order.

    Args:
        page: its path from the root of the repository.
    """
    return read(page, (ROOT / page).read_text(encoding="utf-8"))


def read(page: str, text: str) -> tuple[Block, ...]:
    """Read the blocks of a text."""
    lines = text.splitlines()
    found: list[Block] = []
    mark, at = "", 0
    listed = False
    while at < len(lines):
        line = lines[at]
        if comment := _MARK.match(line):
            mark = comment[1]
            at += 1
            continue
        if fence := _FENCE.match(line):
            end = lines.index("```", at + 1)
            found.append(Block(page, at + 2, fence[1], mark, "\n".join(lines[at + 1 : end]) + "\n"))
            at, mark, listed = end + 1, "", False
            continue
        if line.startswith(_INDENT) and not listed:
            end = at
            while end < len(lines) and (lines[end].startswith(_INDENT) or not lines[end].strip()):
                end += 1
            body = "\n".join(each.removeprefix(_INDENT) for each in lines[at:end]).rstrip("\n")
            found.append(Block(page, at + 1, "", mark, f"{body}\n"))
            at, mark = end, ""
            continue
        if line.strip():
            # The lines of a list are indented, too, and no code.
            listed = bool(_LIST.match(line)) or (listed and line.startswith(" "))
            mark = ""
        at += 1
    return tuple(found)


def stories() -> dict[tuple[str, str], list[Block]]:
    """The blocks that shells run, with those that say what is printed, by page and name."""
    found: dict[tuple[str, str], list[Block]] = {}
    for page in pages():
        last = ""
        for block in blocks(page):
            last = block.story or (last if block.mark == "prints" else "")
            if last:
                found.setdefault((page, last), []).append(block)
    return found


def named(page: str, story: str) -> list[str]:
    """The commands of a story, block by block, for a test that tells it itself."""
    return [block.text for block in stories()[page, story] if block.story]


def links(page: str) -> list[str]:
    """The addresses that a page links to and that are files of the repository."""
    text = re.sub(
        r"^```.*?^```", "", (ROOT / page).read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE
    )
    return re.findall(r"\]\((?!https?://|mailto:)([^)\s]+)\)", text)


def headings(page: Path) -> set[str]:
    """The anchors of a page, as GitHub makes them of its headings."""
    lines = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", line.lower()).replace(" ", "-") for line in lines}
