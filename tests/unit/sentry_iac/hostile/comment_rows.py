"""What a fork may write into the comment that the bot posts for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

FENCE: Final = "`" * 12
_ACTIVE: Final = (
    "@octocat @acme/security [go](https://example.com) ![x](https://example.com/x.png) <b>b</b> #1 <!--"
)


@dataclass(frozen=True)
class Written:
    """A text of foreign code.

    Attributes:
        name: what it tries.
        text: what follows the hidden first line.
        first: what stands around that line, in front of it and behind it.
    """

    name: str
    text: str
    first: tuple[str, str] = ("", "")


def _ended_by(end: str) -> str:
    return f"shown{end}{FENCE}{end}{_ACTIVE}"


WRITTEN: Final = (
    Written("nothing", ""),
    Written("people, links and HTML", _ACTIVE),
    Written("an open comment", "<!--\n"),
    Written("an open block of code", "<details>\n\n```\nopen\n"),
    Written("an open block of tildes", f"~~~~~~~~~~~~~\n{_ACTIVE}"),
    Written("a link whose target follows", f"[x]\n\n[x]: https://example.com\n{_ACTIVE}"),
    *(
        Written(f"a fence behind {name}", _ended_by(end))
        for name, end in {
            "a line feed": "\n",
            "a carriage return": "\r",
            "both": "\r\n",
            "a next line": "\x85",
            "a line separator": "\u2028",
            "a paragraph separator": "\u2029",
            "a form feed": "\f",
            "a vertical tab": "\v",
            "a file separator": "\x1c",
            "NUL": "\0",
        }.items()
    ),
    Written("a longer fence", f"{FENCE * 9}\n{_ACTIVE}"),
    Written("a fence of tabs", f"\t{FENCE}\n   {FENCE}\n{_ACTIVE}"),
    Written("a fence in a quotation", f"> {FENCE}\n{_ACTIVE}"),
    Written("a fence with NUL in it", f"{FENCE[1:]}\0`\n{_ACTIVE}"),
    Written("a fence with a joiner in it", f"{FENCE[1:]}\u200d`\n{_ACTIVE}"),
    Written("a fence with a half of a pair in it", f"{FENCE[1:]}\ud800`\n{_ACTIVE}"),
    Written("another direction", f"\u202e{_ACTIVE}"),
    Written("orders for a terminal", f"\x1b[2J{_ACTIVE}"),
    Written("very long", "x" * 65_000),
    Written("very long, of backticks", "`" * 65_000),
    Written("very long, of fences", f"{FENCE}\n" * 5000),
    Written("very long, of characters outside the first plane", "\N{GRINNING FACE}" * 65_000),
    Written("a long text that ends in a fence", "x" * 65_200 + f"\n{FENCE}\n{_ACTIVE}"),
    Written("blanks around the hidden line", _ACTIVE, ("     ", "\t \u2028")),
    Written("a carriage return behind the hidden line", _ACTIVE, ("", "\r")),
)
