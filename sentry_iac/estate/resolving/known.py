"""The names to which a stack can refer, and those that only other stacks have."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from sentry_iac.estate.text.errors import did_you_mean, listed, quoted


@dataclass(frozen=True, slots=True)
class Known(Collection[str]):
    """The names of the teams or of the projects of one stack.

    Attributes:
        kind: what they are: team or project.
        names: those of this stack, in the order of the file.
        stack: the stack's name.
        elsewhere: the stacks that have it, by the name of what this stack has not.
    """

    kind: str
    names: tuple[str, ...]
    stack: str = ""
    elsewhere: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def __contains__(self, name: object) -> bool:
        return name in self.names

    def __iter__(self) -> Iterator[str]:
        return iter(self.names)

    def __len__(self) -> int:
        return len(self.names)

    def unknown(self, word: str, choices: Collection[str] | None = None, also: str = "") -> str:
        """Return what is wrong with a word that names none of them.

        Args:
            word: the word.
            choices: everything that may stand in its place; the names unless given.
            also: how the list of choices goes on.
        """
        if (said := self.lacking(word)) is not None:
            return said
        known = self.names if choices is None else choices
        hint = did_you_mean(word, known) or f"; known: {listed(known) or 'none'}{also}"
        return f"{quoted(word)} is not a {self.kind}{hint}"

    def lacking(self, word: str) -> str | None:
        """Return what is wrong with a name that only other stacks have; None for every other one."""
        if word not in self.elsewhere:
            return None
        return (
            f"{quoted(word)} is no {self.kind} of stack {self.stack}: sentry.yaml gives it to "
            f"{listed(self.elsewhere[word])} only, under stacks"
        )
