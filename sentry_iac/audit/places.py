"""Finds the line to look at for each finding: one of the application's source, or one of `sentry.yaml`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from sentry_iac.audit.finding import Finding, Location
from sentry_iac.audit.subject import Subject
from sentry_iac.estate import SpecError
from sentry_iac.estate.text.document import read_document
from sentry_iac.source import Unreadable, repository_of

SENTRY_YAML: Final = "sentry.yaml"

_PLACE: Final = re.compile(r"(?P<path>[^\s:'\"]+):(?P<line>[1-9][0-9]{0,6})(?![0-9:])")
_DECLARES: Final = re.compile(rf"^{re.escape(SENTRY_YAML)}: (?P<keys>[\w.@<>-]+)")


class Places:
    """The files of one project.

    Args:
        subject: the audited stack.
    """

    def __init__(self, subject: Subject) -> None:
        self._root = subject.root.resolve()
        try:
            self._top = repository_of(self._root).top.resolve()
        except Unreadable:
            self._top = self._root
        self._lines = _lines_of(self._root / SENTRY_YAML)

    def of(self, finding: Finding) -> tuple[Location, ...]:
        """Return where a finding is to be put right; files of other repositories cannot be named from here.

        Checks say `path:line` in their evidence. What is wrong at Sentry is put right where `sentry.yaml` declares it.
        """
        found = (
            self._in_repository(each["path"], int(each["line"])) for each in _PLACE.finditer(finding.evidence)
        )
        return tuple(dict.fromkeys(each for each in found if each)) or (self._declared(finding),)

    def _in_repository(self, path: str, line: int) -> Location | None:
        try:
            whole = (self._root / path).resolve()
            # An address such as 127.0.0.1:9600 is no file.
            if whole.is_file() and whole.is_relative_to(self._top):
                return Location(whole.relative_to(self._top).as_posix(), line)
        except (OSError, ValueError):
            return None
        return None

    def _declared(self, finding: Finding) -> Location:
        path = (self._root / SENTRY_YAML).relative_to(self._top).as_posix()
        fix = _DECLARES.match(finding.fix or "")
        keys = tuple(fix["keys"].split(".")) if fix else ()
        for length in range(len(keys), 1, -1):
            if keys[:length] in self._lines:
                return Location(path, self._lines[keys[:length]])
        named = [each for each in self._lines if each and each[-1] == finding.about]
        nearest = min(named, key=len, default=keys[:1])
        return Location(path, self._lines.get(nearest, self._lines.get((), 1)))


def _lines_of(sentry_yaml: Path) -> Mapping[tuple[str | int, ...], int]:
    try:
        return read_document(sentry_yaml).lines
    except SpecError:
        return {}
