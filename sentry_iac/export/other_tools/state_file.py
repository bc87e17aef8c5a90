"""Reads the JSON of another tool: foreign, large, and full of secrets. No error quotes it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sentry_iac.errors import CommandError
from sentry_iac.source import Unreadable, read_text

_MOST_BYTES: Final = 64_000_000


@dataclass(frozen=True, slots=True)
class StateFile:
    """A file that another tool wrote.

    Attributes:
        path: where it is.
        what: what it should be, for people: "a state of Terraform".
        help: what writes such a file.
    """

    path: Path
    what: str
    help: str

    @property
    def shown(self) -> str:
        """Its path on one line, for people."""
        return "".join(char if char.isprintable() else "?" for char in str(self.path))

    def read(self) -> Mapping[str, Any]:
        """Return its content.

        Raises:
            CommandError: it cannot be read, is too long, or is no object of JSON.
        """
        try:
            content = json.loads(read_text(self.path, most=_MOST_BYTES))
        except Unreadable as error:
            raise CommandError(f"{error}; name {self.what}: {self.help}") from error
        except RecursionError as error:
            raise self.wrong("is nested too deeply to be read") from error
        except ValueError:
            # Its text would quote the file.
            raise self.wrong("is no JSON") from None
        return self.mapping(content, "the whole file")

    def wrong(self, why: str, *, of: str = "") -> CommandError:
        """Return the error of a file that is not what it should be.

        Args:
            why: what is wrong, as the rest of a sentence that begins with the file.
            of: the package that is looked for.
        """
        package = f" with {of}" if of else ""
        return CommandError(f"{self.shown} {why}, so it is not {self.what}{package}; {self.help}")

    def mapping(self, value: Any, where: str) -> Mapping[str, Any]:
        """Return a value that must be an object of JSON; `where` names its place in the file, for people."""
        if not isinstance(value, dict):
            raise self.wrong(f"has no object at {where}")
        return value

    def mappings(self, value: Any, where: str) -> Iterator[Mapping[str, Any]]:
        """Yield the objects in a value that must be a list of them."""
        if not isinstance(value, list):
            raise self.wrong(f"has no list at {where}")
        for number, each in enumerate(value):
            yield self.mapping(each, f"{where}[{number}]")

    def line(self, value: Any, where: str) -> str:
        """Return a value that must be a text on one line."""
        if not isinstance(value, str) or not value or not value.isprintable():
            raise self.wrong(f"has no text on one line at {where}")
        return value
