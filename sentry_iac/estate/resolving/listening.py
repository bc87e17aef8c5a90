"""The monitors that an alert listens to, by the words for them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, get_args

from sentry_iac.estate.model.alerts import (
    ID,
    NAMED_SECTIONS,
    OWN_MONITORS,
    PROJECT_SECTIONS,
    MonitorId,
    MonitorRef,
    Section,
)
from sentry_iac.estate.model.estate import ApplicationSpec
from sentry_iac.estate.resolving.known import Known
from sentry_iac.estate.text.errors import did_you_mean, listed, quoted

_SECTIONS: Final = get_args(Section)
_PROJECT_AND_NAME: Final = 2

Listened = tuple[MonitorRef | MonitorId, ...]


@dataclass(frozen=True, slots=True)
class Ears:
    """Finds monitors among the applications of an estate.

    Attributes:
        applications: by name, in the order of the file.
        projects: their names, and those that only other stacks have.
    """

    applications: Mapping[str, ApplicationSpec]
    projects: Known

    def heard(self, words: tuple[str, ...], own: str | None, report: Callable[[str], None]) -> Listened:
        """Return the monitors that words name, each once.

        Args:
            words: such as `latency`, `uptime/health`, `other-project/issues` or `id:12`.
            own: the project of which a word without a project speaks; None outside of all.
            report: takes what is wrong with a word.
        """
        found = dict.fromkeys(each for word in words for each in self._one(word, own, report))
        if not words:
            report(f"names no monitor; write {listed((*PROJECT_SECTIONS, OWN_MONITORS))}, or some by name")
        return tuple(found)

    def _one(
        self, word: str, own: str | None, report: Callable[[str], None]
    ) -> Iterator[MonitorRef | MonitorId]:
        if word.startswith(ID):
            number = word.removeprefix(ID)
            if not (number.isascii() and number.isdecimal()):
                report(f"{quoted(word)} has no number; write e.g. {ID}12345")
            yield MonitorId(id=number)
            return
        project, parts = self._project(word.split("/"), own)
        if project is None:
            report(f"{quoted(word)} names no project; write PROJECT/{word}")
        elif project not in self.applications:
            report(self.projects.unknown(project))
        else:
            yield from self._inside(project, parts, word, report)

    def _project(self, parts: list[str], own: str | None) -> tuple[str | None, list[str]]:
        is_own = len(parts) == 1 or (len(parts) == _PROJECT_AND_NAME and parts[0] in NAMED_SECTIONS)
        return (own, parts) if is_own else (parts[0], parts[1:])

    def _inside(
        self, project: str, parts: list[str], word: str, report: Callable[[str], None]
    ) -> Iterator[MonitorRef]:
        own = self.applications[project].monitor_refs
        if parts == [OWN_MONITORS]:
            if not own:
                report(f"{quoted(word)}: project {project} has no monitor in this stack")
            yield from own
            return
        if len(parts) == 1 and parts[0] in PROJECT_SECTIONS:
            yield MonitorRef(project=project, section=_section(parts[0]))
            return
        section, name = ("metrics", parts[0]) if len(parts) == 1 else (parts[0], "/".join(parts[1:]))
        names = [each.name for each in own if each.section == section]
        if section not in NAMED_SECTIONS:
            report(f"{quoted(word)} names no section; write one of {listed(NAMED_SECTIONS)} before the name")
        elif name not in names:
            words = [*(PROJECT_SECTIONS if len(parts) == 1 else ()), *names]
            hint = did_you_mean(name, words) or f"; known: {listed(words) or 'none'}"
            report(f"{quoted(word)} is no monitor of project {project} in this stack{hint}")
        else:
            yield MonitorRef(project=project, section=_section(section), name=name)


def _section(word: str) -> Section:
    return next(each for each in _SECTIONS if each == word)
