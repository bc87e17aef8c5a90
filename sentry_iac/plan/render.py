"""A plan as text for a terminal, as Markdown for a comment, and as JSON for programs."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from pulumi_sentry.lifecycle.clock import write_instant
from sentry_iac.plan.plan import Change, Kind, Plan, Verdict
from sentry_iac.plan.steps import Action, Apart

COMMENT_LIMIT: Final = 65_536
"""What GitHub takes as the body of a comment or an issue. It counts characters; bytes are never fewer."""

_SIGNS: Final = {Action.DELETE: "-", Action.REPLACE: "+-", Action.UPDATE: "~", Action.CREATE: "+"}
_TO_DO: Final = {
    Action.DELETE: "to delete",
    Action.REPLACE: "to replace",
    Action.UPDATE: "to change",
    Action.CREATE: "to create",
}
_DONE: Final = {
    Action.DELETE: "deleted",
    Action.REPLACE: "replaced",
    Action.UPDATE: "changed",
    Action.CREATE: "found",
}
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
_ON_THIS_MACHINE: Final = frozenset({"EnvFile"})
_MOST_ENTRIES: Final = 10
_REFUSED: Final = "The guard in sentry.yaml forbids this. If it is meant, say so there"
_RISKS: Final = "Risks"
_MARKUP: Final = re.compile(r"([\\`*_{}\[\]<>|~&])")
_REFERENCE: Final = re.compile(r"(?<!\w)([@#])(?=\w)")


def render(plan: Plan, form: str) -> str:
    """Return a plan in one of `FORMATS`, with a line break at its end."""
    return FORMATS[form](plan)


def render_text(plan: Plan) -> str:
    """Return a plan for a terminal."""
    lines = [f"Stack {plan.stack}: {_summary(plan)}"]
    for change in plan.changes:
        details = f": {'; '.join(change.details)}" if change.details else ""
        lines.append(f"  {_SIGNS[change.action]:<2} {change.title}{details}{_origin(change)}")
    if plan.verdicts:
        lines.append("Risks:")
        lines += [f"  {'X' if each.forbidden else '!':<2} {_sentence(each)}" for each in plan.verdicts]
    lines += [f"Warning: {each}" for each in plan.warnings]
    lines += [f"Note: {each}" for each in plan.notes]
    if plan.forbidden:
        lines += [f"{_REFUSED}:", *_way_out(plan)]
    return "\n".join(lines) + "\n"


def render_json(plan: Plan) -> str:
    """Return a plan for programs; new keys may be added, those that are there keep their meaning."""
    value = {
        "kind": plan.kind.value,
        "stack": plan.stack,
        "counts": {
            **{action.value: plan.counts.get(action, 0) for action in Action if action is not Action.SAME},
            "unchanged": plan.unchanged,
        },
        "changes": [
            {
                "action": each.action.value,
                "type": each.type,
                "resource": each.resource,
                "project": each.project,
                "title": each.title,
                "details": list(each.details),
                "author": each.author and {"name": each.author.name, "at": write_instant(each.author.at)},
                "apart": each.apart and each.apart.value,
            }
            for each in plan.changes
        ],
        "risks": [
            {
                "kind": each.risk.kind,
                "resource": each.risk.resource,
                "sentence": each.risk.sentence,
                "forbidden": each.forbidden,
                "because": each.because,
            }
            for each in plan.verdicts
        ],
        "forbidden": plan.forbidden,
        "warnings": list(plan.warnings),
        "notes": list(plan.notes),
    }
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def render_markdown(plan: Plan, limit: int = COMMENT_LIMIT) -> str:
    """Return a plan as the body of a comment, never longer than `limit`; what is cut is said.

    Where not everything fits, the least of it goes first: what comes into being before what goes away, and the
    risks last of all.
    """
    blocks = [*_risk_blocks(plan), *_change_blocks(plan)]
    head, tail = _head(plan), _tail(plan)
    whole = _assembled(head, blocks, tail)
    if _size(whole) <= limit:
        return whole
    room = limit - _size(_assembled(head, [], [*tail, _cut_sentence(plan, 10**6)]))
    return _assembled(head, *_fitting(plan, blocks, tail, room))


def render_failure(kind: Kind, stack: str, reason: str) -> str:
    """Return what a comment says when there is no plan; `reason` is fit for people."""
    what = "The preview" if kind is Kind.PREVIEW else "The look for drift"
    return f"{marker(kind, stack, 'failed')}\n### Sentry: stack {_code(stack)}\n\n**{what} failed**: {escape(reason)}\n"


def marker(kind: Kind, stack: str, state: str) -> str:
    """Return the hidden first line of a comment or issue, by which the next run finds it again.

    The state (`none`, `some`, `forbidden`, `failed`) tells whoever posts it what to do.
    """
    return f"<!-- sentry-iac {kind.value} {_word(stack)} {state} -->"


@dataclass(frozen=True, slots=True)
class Marker:
    """What the first line of a rendered Markdown says.

    Attributes:
        key: what stays the same from run to run, such as `<!-- sentry-iac drift prod `.
        kind: `preview` or `drift`.
        stack: the stack.
        state: `none`, `some`, `forbidden` or `failed`.
    """

    key: str
    kind: str
    stack: str
    state: str


def read_marker(body: str) -> Marker | None:
    """Return the marker of a rendered Markdown, or None where it has none."""
    first = body.split("\n", 1)[0].strip()
    found = re.fullmatch(r"(<!-- sentry-iac (preview|drift) ([\w./-]+) )(\w+) -->", first)
    return Marker(*found.groups()) if found else None


def escape(text: str) -> str:
    """Return text that Markdown shows as it is, and that mentions nobody."""
    # An empty comment keeps @name and #1 from becoming a mention or a reference.
    return _REFERENCE.sub(r"\1<!-- -->", _MARKUP.sub(r"\\\1", text))


def _state(plan: Plan) -> str:
    if plan.forbidden:
        return "forbidden"
    return "some" if plan.changes else "none"


def _summary(plan: Plan) -> str:
    words = _TO_DO if plan.kind is Kind.PREVIEW else _DONE
    counted = ", ".join(f"{number} {words[action]}" for action, number in plan.counts.items())
    if plan.kind is Kind.DRIFT:
        return f"{counted} by hand" if counted else f"no drift; {plan.unchanged} as declared"
    same = f"{plan.unchanged} unchanged"
    return f"{counted}; {same}" if counted else f"nothing to do; {same}"


def _judgement(plan: Plan) -> str:
    refused = sum(each.forbidden for each in plan.verdicts)
    if not plan.verdicts:
        return ""
    risks = f"{len(plan.verdicts)} risk{'s' if len(plan.verdicts) > 1 else ''}"
    return f"{risks}, {refused} forbidden" if refused else risks


def _head(plan: Plan) -> list[str]:
    what = "Sentry preview" if plan.kind is Kind.PREVIEW else "Sentry was changed by hand"
    if plan.kind is Kind.DRIFT and not plan.changes:
        what = "No drift"
    summary = _summary(plan)
    judgement = _judgement(plan)
    sign = "❌ " if plan.forbidden else "⚠️ " if plan.verdicts else ""
    lines = [
        marker(plan.kind, plan.stack, _state(plan)),
        f"### {what}: stack {_code(plan.stack)}",
        "",
        f"{sign}**{summary}{'; ' + judgement if judgement else ''}**",
    ]
    lines += [line for note in plan.notes for line in ("", f"> {escape(note)}")]
    return lines


def _risk_blocks(plan: Plan) -> list[_Block]:
    lines = [f"- {'❌' if each.forbidden else '⚠️'} {escape(_sentence(each))}" for each in plan.verdicts]
    return [_Block(_RISKS, tuple(lines))] if lines else []


def _change_blocks(plan: Plan) -> list[_Block]:
    headings = _HEADINGS if plan.kind is Kind.PREVIEW else _DRIFT_HEADINGS
    blocks = []
    for action in plan.counts:
        lines = [_markdown_line(each) for each in plan.changes if each.action is action]
        blocks.append(_Block(headings[action], tuple(lines)))
    return blocks


def _markdown_line(change: Change) -> str:
    details = f": {escape('; '.join(change.details))}" if change.details else ""
    return f"- {escape(change.noun)} **{escape(change.name)}**{details}{escape(_origin(change))}"


def _origin(change: Change) -> str:
    """Return what somebody else had done to it before, in brackets; empty where that is not known."""
    if change.author is not None:
        return f" ({change.author})"
    if change.apart is None:
        return ""
    here = change.type in _ON_THIS_MACHINE
    if change.apart is Apart.DELETED:
        # Nobody has to have deleted a file that another machine got.
        return " (is not on this machine)" if here else " (was deleted at Sentry)"
    return f" (was changed {'on this machine' if here else 'at Sentry'})"


def _tail(plan: Plan) -> list[str]:
    lines = []
    if plan.warnings:
        lines += ["", "**Warnings**", "", *(f"- {escape(each)}" for each in plan.warnings)]
    if plan.forbidden:
        lines += [
            "",
            f"{_REFUSED}:",
            "",
            "```yaml",
            *(line.replace("`", "") for line in _way_out(plan)),
            "```",
        ]
    return lines


@dataclass(frozen=True, slots=True)
class _Block:
    heading: str
    lines: tuple[str, ...]

    def text(self) -> list[str]:
        return ["", f"**{self.heading}**", "", *self.lines]


def _assembled(head: Sequence[str], blocks: Sequence[_Block], tail: Sequence[str]) -> str:
    # What changes is read first; the risks close the comment, and are the last to be cut.
    ordered = sorted(blocks, key=lambda block: block.heading == _RISKS)
    body = [line for block in ordered for line in block.text()]
    return "\n".join([*head, *body, *tail]) + "\n"


def _fitting(
    plan: Plan, blocks: Sequence[_Block], tail: Sequence[str], room: int
) -> tuple[list[_Block], list[str]]:
    kept: list[_Block] = []
    cut = 0
    for block in blocks:
        lines: list[str] = []
        room -= _size("\n".join(_Block(block.heading, ()).text())) + 1
        for line in block.lines:
            room -= _size(line) + 1
            if room < 0:
                break
            lines.append(line)
        if lines:
            kept.append(_Block(block.heading, tuple(lines)))
        cut += len(block.lines) - len(lines)
    return kept, [*tail, "", _cut_sentence(plan, cut)]


def _cut_sentence(plan: Plan, cut: int) -> str:
    command = "preview" if plan.kind is Kind.PREVIEW else "drift"
    return (
        f"… and {cut} more lines, cut because a comment has an end: "
        f"`sentry-iac {command} --stack {_word(plan.stack)}` shows all."
    )


def _sentence(verdict: Verdict) -> str:
    risk = verdict.risk
    if verdict.forbidden:
        return f"{risk.kind} (forbidden): {risk.sentence}"
    if verdict.because is not None:
        return f"{risk.kind}: {risk.sentence} (allowed: {verdict.because})"
    return f"{risk.kind}: {risk.sentence}"


def _way_out(plan: Plan) -> list[str]:
    """Return the lines that `sentry.yaml` would need to let this pass."""
    refused = dict.fromkeys((each.risk.kind, each.risk.resource) for each in plan.verdicts if each.forbidden)
    entries = [
        f"    - {{ risk: {kind}, resource: {json.dumps(resource)}, because: '…' }}"
        for kind, resource in refused
    ]
    more = [f"    # and {len(entries) - _MOST_ENTRIES} more"] if len(entries) > _MOST_ENTRIES else []
    return ["guard:", "  allow:", *entries[:_MOST_ENTRIES], *more]


def _code(text: str) -> str:
    return f"`{text.replace('`', '')}`"


def _word(text: str) -> str:
    return re.sub(r"[^\w./-]", "-", text).replace("--", "-")


def _size(text: str) -> int:
    return len(text.encode())


def _markdown(plan: Plan) -> str:
    return render_markdown(plan)


FORMATS: Final[dict[str, Callable[[Plan], str]]] = {
    "text": render_text,
    "markdown": _markdown,
    "json": render_json,
}
"""How a plan can be shown, by the name that `--format` takes."""
