"""The stacks of an export, and how the slugs of each end."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sentry_iac.errors import CommandError, UsageError
from sentry_iac.estate.text.fields import SLUG

_STACK: Final = re.compile(r"[A-Za-z0-9_.\-]+", re.ASCII)
_SUFFIX: Final = re.compile(r"[a-z0-9_\-]*", re.ASCII)
_FEWEST: Final = 2
_USUAL: Final = ("dev", "test", "qa", "stage", "staging")
"""Stacks beside prod that a hint looks for."""


@dataclass(frozen=True, slots=True)
class Suffixes:
    """How the slugs of each stack end.

    Attributes:
        by_stack: suffixes by stack, in the order of the option; one may be empty.
    """

    by_stack: Mapping[str, str]

    @property
    def owner(self) -> str:
        """The stack that has what belongs to none: the one without a suffix, or the last one."""
        return next((stack for stack, suffix in self.by_stack.items() if not suffix), [*self.by_stack][-1])

    def stack_of(self, slug: str) -> str:
        """Return the stack to which a slug belongs."""
        ends = [stack for stack, suffix in self.by_stack.items() if _ends(slug, suffix)]
        return max(ends, key=lambda stack: len(self.by_stack[stack]), default=self.owner)

    def short(self, slug: str) -> str | None:
        """Return a slug without its stack's suffix, if it has it; None where the rest is no slug."""
        suffix = self.by_stack[self.stack_of(slug)]
        short = slug.removesuffix(suffix) if _ends(slug, suffix) else slug
        return short if SLUG.fullmatch(short) else None

    def twins(self, slugs: Iterable[str]) -> dict[str, dict[str, str]]:
        """Return the slugs that several stacks share but for the suffix: by short name and by stack."""
        found: dict[str, dict[str, str]] = defaultdict(dict)
        for slug in sorted(slugs, key=lambda each: (len(each), each)):
            if (short := self.short(slug)) is not None:
                found[short].setdefault(self.stack_of(slug), slug)
        return {short: each for short, each in sorted(found.items()) if len(each) >= _FEWEST}


def _ends(slug: str, suffix: str) -> bool:
    return bool(suffix) and slug.endswith(suffix) and slug != suffix


def read_suffixes(stacks: str, given: Sequence[str], slugs: Collection[str]) -> Suffixes:
    """Read the options of an export for several stacks.

    Args:
        stacks: their names, with commas between them.
        given: texts such as `dev=-dev`.
        slugs: those of all projects; they tell whether a stack has no suffix.

    Raises:
        UsageError: an option is wrong.
        CommandError: a stack would have no project.
    """
    names = [name.strip() for name in stacks.split(",")]
    for name in names:
        if not _STACK.fullmatch(name):
            raise UsageError(f"--stacks {stacks}: write names with commas between them, such as dev,prod")
    if len(set(names)) < max(len(names), _FEWEST):
        raise UsageError(f"--stacks {stacks}: name two stacks or more, each once; for one, there is --stack")
    told = _given(given, names)
    suffixes = Suffixes(_guessed(names, told, slugs))
    taken: dict[str, str] = {}
    for name, suffix in suffixes.by_stack.items():
        if suffix in taken:
            which = f"the suffix {suffix}" if suffix else "no suffix"
            raise UsageError(
                f"stacks {taken[suffix]} and {name} both have {which}; give one with --suffix {name}=…"
            )
        taken[suffix] = name
    for name in names:
        if not any(suffixes.stack_of(slug) == name for slug in slugs):
            ends = suffixes.by_stack[name]
            raise CommandError(
                f"no project of the organization ends in {ends}, so stack {name} would have none; say how its slugs "
                f"end, such as --suffix {name}=-{name}, or leave it out of --stacks"
            )
    return suffixes


@dataclass(frozen=True, slots=True)
class StackOptions:
    """The options of an export that name stacks.

    Attributes:
        one: the name of a stack that is alone.
        several: the names of several, as `read_suffixes` takes them; none for one.
        suffixes: how the slugs of each end, as far as somebody says so.
    """

    one: str
    several: str | None = None
    suffixes: Sequence[str] = ()

    def found(self, slugs: Collection[str]) -> str | Suffixes:
        """Return the one stack, or several with their suffixes; raises CommandError as `read_suffixes` does."""
        return self.one if self.several is None else read_suffixes(self.several, self.suffixes, slugs)


def _given(given: Sequence[str], names: Sequence[str]) -> dict[str, str]:
    told: dict[str, str] = {}
    for text in given:
        name, mark, suffix = text.partition("=")
        if not mark or name not in names or not _SUFFIX.fullmatch(suffix):
            raise UsageError(
                f"--suffix {text}: write a stack of --stacks and how its slugs end, such as {names[0]}=-{names[0]}; "
                f"{names[0]}= for no suffix"
            )
        told[name] = suffix
    return told


def _guessed(names: Sequence[str], told: Mapping[str, str], slugs: Collection[str]) -> dict[str, str]:
    """Return a suffix for each stack: the last one of which only twins without a suffix are there has none."""
    found = {name: told.get(name, f"-{name}") for name in names}
    if "" in told.values():
        return found
    for name in reversed(names):
        if name in told:
            continue
        others = [suffix for other, suffix in found.items() if other != name]
        bare = any(f"{slug}{suffix}" in slugs for suffix in others for slug in slugs)
        if bare and not any(_ends(slug, found[name]) for slug in slugs):
            return {**found, name: ""}
    return found


def likely(slugs: Collection[str]) -> tuple[str, str] | None:
    """Return the option that would share declarations, and what it would share; None where few projects have twins.

    Args:
        slugs: those of all projects.
    """
    names = [name for name in _USUAL if any(_ends(slug, f"-{name}") for slug in slugs)]
    if not names:
        return None
    suffixes = Suffixes(_guessed([*names, "prod"], {}, slugs))
    twins = suffixes.twins(slugs)
    names = [name for name in suffixes.by_stack if any(name in each for each in twins.values())]
    shared = sum(map(len, twins.values()))
    if not twins or 2 * shared < len(slugs) or len(names) < _FEWEST:
        return None
    first = " and ".join(next(iter(twins.values())).values())
    return f"--stacks {','.join(names)}", f"{shared} of {len(slugs)} projects have twins, such as {first}"
