"""What an export does not declare, for people: nothing is lost without a word."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pulumi_sentry.declaration import rules_of
from pulumi_sentry.inventory import Found, Inventory

FILE = "export.md"


@dataclass(frozen=True, slots=True)
class Left:
    """Something that an export leaves to Sentry as it is.

    Attributes:
        what: for people, such as "monitor 'Slow query'".
        where: the address of its page; empty where it has none.
        why: why it is not declared.
    """

    what: str
    where: str
    why: str

    def __str__(self) -> str:
        return f"{self.what}: {self.why}"


def undeclared(inventory: Inventory) -> list[Left]:
    """Return the objects and arguments of an inventory that no export declares."""
    others = [Left(each.what, each.where, each.why) for each in inventory.others]
    return [*others, *_secrets(inventory)]


def render_report(
    inventory: Inventory,
    left: Sequence[Left],
    counts: Counter[str],
    unchosen: Counter[str],
    more: Iterable[str] = (),
) -> str:
    """Return the report as Markdown.

    Args:
        inventory: what was read.
        left: what is not declared.
        counts: how many resources of each type are declared.
        unchosen: how many objects of each type the options of the export left out.
        more: further lines.
    """
    return "\n".join([*_lines(inventory, left, counts, unchosen), *more]) + "\n"


def _lines(
    inventory: Inventory, left: Sequence[Left], counts: Counter[str], unchosen: Counter[str]
) -> Iterator[str]:
    yield f"# What `sentry-iac export` found in organization {inventory.slug}\n"
    yield f"## Declared: {counts.total()}\n"
    yield "What a new object of Sentry's has anyway is not declared: Sentry keeps it as it is.\n"
    yield from _table(counts)
    if unchosen:
        yield f"\n## Not chosen: {unchosen.total()}\n"
        yield "The options of the export left these out. They stay at Sentry as they are.\n"
        yield from _table(unchosen)
    yield f"\n## Not read: {len(inventory.unreadable)}\n"
    if inventory.unreadable:
        yield "Sentry did not show this to the token. It is not in the project; it stays as it is at Sentry.\n"
    else:
        yield "Sentry showed the token all that it was asked for."
    for part in inventory.unreadable:
        all_of_them = f" All of them: {plain(', '.join(part.whose))}" if len(part.whose) > 1 else ""
        yield f"- **{plain(part.what)}**: {plain(part.why)}.{all_of_them}"
    yield f"\n## Not declared: {len(left)}\n"
    if left:
        yield "The project does not say this. Sentry keeps it as it is, and Pulumi does not touch it.\n"
    else:
        yield "The project says everything that was read."
    for each in left:
        page = f" ({each.where})" if each.where else ""
        yield f"- **{plain(each.what)}**{page}: {plain(each.why)}"


def _table(counts: Counter[str]) -> Iterator[str]:
    yield "| resource | how many |\n|---|---|"
    yield from (f"| {kind} | {count} |" for kind, count in sorted(counts.items()))


def plain(text: str) -> str:
    """Return text on one line that Markdown shows as it is."""
    # Names come from Sentry; none of them may become markup.
    return "".join(f"\\{sign}" if sign in "\\`*_[]<>#|" else sign for sign in " ".join(text.split()))


def code(text: str) -> str:
    """Return text on one line that Markdown shows as it is, as code where it can."""
    return plain(text) if {"`", "|"} & set(text) else f"`{' '.join(text.split())}`"


def _secrets(inventory: Inventory) -> Iterator[Left]:
    for found in inventory:
        for name in _secrets_of(found):
            called = str(getattr(found.args, "name", found.id))
            yield Left(
                f"{name} of {found.resource.__name__} '{called}'",
                str(found.outputs.get("url", "")),
                "it may hold a secret, and no file should; it stays at Sentry as it is",
            )


def _secrets_of(found: Found[Any]) -> Iterator[str]:
    for name, info in type(found.args).model_fields.items():
        # Sentry gives every project a security token of its own.
        if rules_of(info).secret and name != "security_token" and getattr(found.args, name):
            yield info.alias or name
