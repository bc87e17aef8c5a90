"""A plan as Markdown, for a comment or an issue at GitHub."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sentry_iac.plan.plan import Change, Kind, Plan
from sentry_iac.plan.render.marker import marker, word
from sentry_iac.plan.render.sentences import REFUSED, origin, risk_sentence, summary, way_out
from sentry_iac.plan.steps import Action

COMMENT_LIMIT: Final = 65_536
"""The longest comment or issue that GitHub takes. It counts characters; there are never fewer bytes."""

_HEADINGS: Final = {
    Action.DELETE: "Goes away",
    Action.REPLACE: "Is replaced",
    Action.UPDATE: "Changes",
    Action.CREATE: "Comes",
}
_DRIFT_HEADINGS: Final = {
    Action.DELETE: "Was deleted",
    Action.REPLACE: "Was replaced",
    Action.UPDATE: "Was changed (declared → found)",
    Action.CREATE: "Was found",
}
_MARKUP: Final = re.compile(r"([\\`*_{}\[\]<>|~&])")
_LIVE: Final = re.compile(
    r"(?<=[@#])(?=\w)"  # a mention, an issue, an address for mail
    r"|(?<=\bGH-)(?=\d)"
    r"|(?<=[a-z])(?=://)"
    r"|(?<=www)(?=\.)"
    r"|(?<=:)(?=100:|1234:|(?!\d+:)[\w+-]{1,50}:)",  # a picture such as `:tada:`, but no time, no line
    re.IGNORECASE,
)
"""Places within what GitHub makes a link, a mention or a picture of (GitHub Flavored Markdown, and GitHub's docs)."""

_COMMIT: Final = re.compile(r"(?<![^\W_])[0-9a-f]{7,}(?![^\W_])", re.IGNORECASE)
_LONGEST_WORD: Final = 6
"""Digits that GitHub does not take for a commit's."""


@dataclass(frozen=True, slots=True)
class _Block:
    heading: str
    lines: tuple[str, ...]

    def text(self) -> list[str]:
        return ["", f"**{self.heading}**", "", *self.lines]


@dataclass(frozen=True, slots=True)
class _Body:
    """The part between head and tail; it may be cut."""

    changes: tuple[_Block, ...]
    risks: _Block | None

    def lines(self) -> list[str]:
        """Changes come first, and risks close the comment."""
        blocks = [*self.changes, self.risks] if self.risks else self.changes
        return [line for block in blocks for line in block.text()]


def render_markdown(plan: Plan, limit: int = COMMENT_LIMIT) -> str:
    """Return a plan as the body of a comment, at most `limit` bytes long; it says how much was cut.

    If it is too long, the least important part goes first: new objects before those that go, and risks last.
    """
    body = _Body(_change_blocks(plan), _risk_block(plan))
    head, tail = _head(plan), _tail(plan)
    whole = _assembled(head, body, tail)
    if _size(whole) <= limit:
        return whole
    room = limit - _size(_assembled(head, _Body((), None), [*tail, _cut_sentence(plan, 10**6)]))
    kept, cut = _fitting(body, room)
    return _assembled(head, kept, [*tail, "", _cut_sentence(plan, cut)])


def render_failure(kind: Kind, stack: str, reason: str) -> str:
    """Return the comment for a missing plan; `reason` is fit for people."""
    what = "The preview" if kind is Kind.PREVIEW else "The look for drift"
    return f"{marker(kind, stack, 'failed')}\n### Sentry: stack {_code(stack)}\n\n**{what} failed**: {escape(reason)}\n"


def escape(text: str) -> str:
    """Return text that Markdown shows literally: it mentions nobody, links nowhere and refers to nothing."""
    cuts = {found.start() for found in _LIVE.finditer(text)}
    for found in _COMMIT.finditer(text):
        cuts.update(range(found.start() + _LONGEST_WORD, found.end(), _LONGEST_WORD))
    ends = sorted(cuts)
    parts = (text[begin:end] for begin, end in zip([0, *ends], [*ends, None], strict=True))
    # An empty comment is not seen, and parts what GitHub would recognise as a whole.
    shown = "<!-- -->".join(_MARKUP.sub(r"\\\1", part) for part in parts)
    # Two dollars would make a formula of what is between them.
    return shown.replace("$", "<span>$</span>")


def _head(plan: Plan) -> list[str]:
    what = "Sentry preview" if plan.kind is Kind.PREVIEW else "Sentry was changed by hand"
    if plan.kind is Kind.DRIFT and not plan.changes:
        what = "No drift"
    judgement = _judgement(plan)
    sign = "❌ " if plan.forbidden else "⚠️ " if plan.verdicts else ""
    lines = [
        marker(plan.kind, plan.stack, _state(plan)),
        f"### {what}: stack {_code(plan.stack)}",
        "",
        f"{sign}**{summary(plan)}{'; ' + judgement if judgement else ''}**",
    ]
    lines += [line for note in plan.notes for line in ("", f"> {escape(note)}")]
    return lines


def _state(plan: Plan) -> str:
    if plan.forbidden:
        return "forbidden"
    return "some" if plan.changes else "none"


def _judgement(plan: Plan) -> str:
    refused = sum(each.forbidden for each in plan.verdicts)
    if not plan.verdicts:
        return ""
    risks = f"{len(plan.verdicts)} risk{'s' if len(plan.verdicts) > 1 else ''}"
    return f"{risks}, {refused} forbidden" if refused else risks


def _risk_block(plan: Plan) -> _Block | None:
    lines = [f"- {'❌' if each.forbidden else '⚠️'} {escape(risk_sentence(each))}" for each in plan.verdicts]
    return _Block("Risks", tuple(lines)) if lines else None


def _change_blocks(plan: Plan) -> tuple[_Block, ...]:
    headings = _HEADINGS if plan.kind is Kind.PREVIEW else _DRIFT_HEADINGS
    blocks = []
    for action in plan.counts:
        lines = [_change_line(each) for each in plan.changes if each.action is action]
        blocks.append(_Block(headings[action], tuple(lines)))
    return tuple(blocks)


def _change_line(change: Change) -> str:
    details = f": {escape('; '.join(change.details))}" if change.details else ""
    return f"- {escape(change.noun)} **{escape(change.name)}**{details}{escape(origin(change))}"


def _tail(plan: Plan) -> list[str]:
    lines = []
    if plan.warnings:
        lines += ["", "**Warnings**", "", *(f"- {escape(each)}" for each in plan.warnings)]
    if plan.forbidden:
        lines += [
            "",
            f"{REFUSED}:",
            "",
            "```yaml",
            *(line.replace("`", "") for line in way_out(plan)),
            "```",
        ]
    return lines


def _assembled(head: Sequence[str], body: _Body, tail: Sequence[str]) -> str:
    return "\n".join([*head, *body.lines(), *tail]) + "\n"


def _fitting(body: _Body, room: int) -> tuple[_Body, int]:
    """Return as much of a body as fits into some bytes, and the number of missing lines."""
    cut = 0

    def fitting(block: _Block) -> _Block | None:
        nonlocal room, cut
        lines: list[str] = []
        room -= _size("\n".join(_Block(block.heading, ()).text())) + 1
        for line in block.lines:
            room -= _size(line) + 1
            if room < 0:
                break
            lines.append(line)
        cut += len(block.lines) - len(lines)
        return _Block(block.heading, tuple(lines)) if lines else None

    risks = fitting(body.risks) if body.risks else None
    changes = tuple(filter(None, map(fitting, body.changes)))
    return _Body(changes, risks), cut


def _cut_sentence(plan: Plan, cut: int) -> str:
    command = "preview" if plan.kind is Kind.PREVIEW else "drift"
    return (
        f"… and {cut} more lines, cut because a comment has an end: "
        f"`sentry-iac {command} --stack {word(plan.stack)}` shows all."
    )


def _code(text: str) -> str:
    return f"`{text.replace('`', '')}`"


def _size(text: str) -> int:
    return len(text.encode())
