"""The options of a call in a front end. Each is read when it is asked for."""

from __future__ import annotations

from typing import Final

from sentry_iac.source.javascript.objects import Object, object_of
from sentry_iac.source.javascript.project import Project
from sentry_iac.source.javascript.running import Call
from sentry_iac.source.javascript.syntax import LITERALS, arguments, inner
from sentry_iac.source.javascript.values import value_of
from sentry_iac.source.values import Place, Value
from sentry_iac.source.work import Work

_EMPTY: Final = (False, "")


class Options:
    """The options of a call, or the entries of an option that is an object.

    Args:
        project: the front end.
        given: the entries, unread.
    """

    def __init__(self, project: Project, given: Object) -> None:
        self._project = project
        self._given = given

    @property
    def are_all_told(self) -> bool:
        """Whether there are no more than can be read."""
        return not self._given.opaque

    def is_given(self, name: str) -> bool:
        """Whether an option is among those that can be read."""
        return name in self._given.entries

    def place(self, name: str) -> Place | None:
        """Return where an option stands; None where it is not given."""
        found = self._given.entries.get(name)
        return found[1].script.place(found[0]) if found is not None else None

    def value(self, name: str) -> Value | None:
        """Return the value of an option; None where it is not given.

        Raises:
            Unreadable: it is put together from too many parts.
        """
        found = self._given.entries.get(name)
        return value_of(self._project, *found) if found is not None else None

    def inside(self, name: str) -> Options | None:
        """Return the entries of an option; None where it is not given, or no object that can be read.

        Raises:
            Unreadable: it is put together from too many parts.
        """
        found = self._given.entries.get(name)
        if found is None:
            return None
        held = object_of(self._project, *found, Work(found[1].script.place(found[0])))
        return Options(self._project, held) if held is not None else None

    def is_written(self, name: str) -> bool:
        """Whether an option is given as a literal in the call itself."""
        found = self._given.entries.get(name)
        return found is not None and inner(found[0]).type in LITERALS

    def has_parts(self, name: str) -> bool:
        """Whether an option is written as something with parts, such as a list that is not empty."""
        found = self._given.entries.get(name)
        return found is not None and bool(found[0].named_children)

    def is_off(self, name: str) -> bool:
        """Whether an option is null, undefined, false, an empty text or an empty list."""
        value = self.value(name)
        if value is None:
            return False
        node, _ = self._given.entries[name]
        is_empty_list = node.type == "array" and not node.named_children
        is_written_nothing = value.is_nothing and node.type in {"null", "undefined"}
        return is_empty_list or is_written_nothing or value.literal in _EMPTY


def options_of(project: Project, call: Call, argument: int = 0) -> Options | None:
    """Return the options of a call, which are empty where it has no arguments; None where they cannot be read.

    Args:
        project: the front end.
        call: the call.
        argument: which of its arguments they are; -1 for the last.

    Raises:
        Unreadable: they are put together from too many parts.
    """
    given = arguments(call.node)
    found = (
        object_of(project, given[argument], call.frame, Work(call.place))
        if given
        else Object({}, opaque=False)
    )
    return Options(project, found) if found is not None else None
