"""An answer of Sentry as plain JSON that explains itself.

A field that a reader needs and does not find is an error for people, with the call and the field's name, and never a
KeyError. Everybody reads answers as dicts and lists. So they are dicts and lists with another look-up. `_KINDS` says
once what the field of a name must be; a name that is not there may be anything.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, NoReturn, SupportsIndex, overload

from pulumi_sentry.api.errors import OLDEST, IncompleteAnswer

_LONGEST_NAME: Final = 120


@dataclass(frozen=True, slots=True)
class Asked:
    """The request that was answered.

    Args:
        method: HTTP method.
        path: as it may be shown.
        status: HTTP status of the answer.
        clean: makes a text from outside fit for people.
    """

    method: str
    path: str
    status: int
    clean: Callable[[str], str]

    def lacks(self, name: str, instead: str = "") -> IncompleteAnswer:
        """The error for an answer without a field that its reader needs.

        Args:
            name: where the field is, such as `dataSources[0].queryObj`.
            instead: what there is in its place, and what belongs there.
        """
        shown = self.clean(name)
        shown = shown if len(shown) <= _LONGEST_NAME else f"…{shown[-_LONGEST_NAME:]}"
        found = f"a usable '{shown}' ({instead})" if instead else f"'{shown}'"
        return IncompleteAnswer(
            f"{self.method} {self.path}: Sentry answered {self.status} without {found}. Look whether a proxy "
            f"in between changes answers; else update pulumi-sentry, or Sentry if you host it ({OLDEST} or newer)",
            method=self.method,
            path=self.path,
            status=self.status,
        )


@dataclass(frozen=True, slots=True)
class _Kind:
    """What a field is.

    Args:
        called: for people.
        fits: whether a value is that.
        null: whether Sentry answers null for it even where readers need the field.
    """

    called: str
    fits: Callable[[Any], bool]
    null: bool = False


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and abs(value) <= sys.float_info.max


def _is_object(value: Any) -> bool:
    return isinstance(value, dict)


def _is_objects(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, dict) for item in value)


def _is_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _is_pairs(value: Any) -> bool:
    return isinstance(value, list) and all(_is_texts(item) and len(item) == 2 for item in value)  # noqa: PLR2004


def _is_id(value: Any) -> bool:
    return (_is_text(value) and value != "") or _is_whole(value)


def _is_instant(value: Any) -> bool:
    try:
        return isinstance(value, str) and datetime.fromisoformat(value).tzinfo is not None
    except ValueError:
        return False


def _is_schedule(value: Any) -> bool:
    # A crontab, or an interval such as [2, "hour"].
    return isinstance(value, str) or (isinstance(value, list) and len(value) == 2)  # noqa: PLR2004


_TEXT = _Kind("text", _is_text)
_TEXT_OR_NULL = _Kind("text", _is_text, null=True)
_ID = _Kind("an id", _is_id)
_OBJECT = _Kind("an object", _is_object)
_OBJECT_OR_NULL = _Kind("an object", _is_object, null=True)
_FLAG = _Kind("true or false", lambda value: isinstance(value, bool))
_WHOLE = _Kind("a whole number", _is_whole)
_OBJECTS = _Kind("a list of objects", _is_objects)
_TEXTS = _Kind("a list of texts", _is_texts)

_KINDS: Final[Mapping[str, _Kind]] = {
    **dict.fromkeys(("id", "projectId"), _ID),
    **dict.fromkeys(("slug", "name", "type", "public", "security", "orgRole", "teamSlug"), _TEXT),
    **dict.fromkeys(("aggregate", "query", "dataset"), _TEXT),
    **dict.fromkeys(("platform", "domainName"), _TEXT_OR_NULL),
    **dict.fromkeys(("dsn", "queryObj", "snubaQuery", "conditionGroup", "config"), _OBJECT),
    **dict.fromkeys(("links", "flags", "triggers", "user", "actions.data"), _OBJECT),
    **dict.fromkeys(("options", "rateLimit"), _OBJECT_OR_NULL),
    **dict.fromkeys(("enabled", "isActive", "pending", "expired"), _FLAG),
    **dict.fromkeys(("timeWindow", "intervalSeconds", "timeoutMs", "frequency", "count", "window"), _WHOLE),
    "countDeleted": _WHOLE,
    **dict.fromkeys(("dataSources", "conditions", "actionFilters", "actions"), _OBJECTS),
    **dict.fromkeys(("teams", "teamRoles", "emails", "timeSeries", "values"), _OBJECTS),
    **dict.fromkeys(("eventTypes", "features"), _TEXTS),
    "conditionResult": _Kind("one value", lambda value: not isinstance(value, dict | list), null=True),
    "dateCreated": _Kind("an instant", _is_instant),
    "detectorIds": _Kind("a list", lambda value: isinstance(value, list)),
    "timestamp": _Kind("a number", _is_number),
    "headers": _Kind("a list of pairs", _is_pairs),
    "schedule": _Kind("a schedule", _is_schedule),
    "trustedRelays": _Kind("a list of objects", _is_objects, null=True),
}
"""What a field of a name is, wherever it is in an answer, as Sentry's published description has it.

A name with a dot is that of a field and of the field around it; it goes before the name alone.
"""


class Answer(dict[str, Any]):
    """An object of an answer, or one inside of it."""

    __slots__ = ("_asked", "_at")

    def __init__(self, values: Mapping[str, Any], asked: Asked, at: str = "") -> None:
        """Keep the values.

        Args:
            values: by name.
            asked: the request.
            at: where in the answer it is; empty for the whole.
        """
        super().__init__(values)
        self._asked = asked
        self._at = at

    def __getitem__(self, name: str) -> Any:
        """The field of a name.

        Raises:
            IncompleteAnswer: there is none, or it is no value for it.
        """
        if name not in self:
            self.lacks(name)
        value = super().__getitem__(name)
        around = self._at.rpartition(".")[2].partition("[")[0]
        kind = _KINDS.get(f"{around}.{name}") or _KINDS.get(name)
        if kind is not None and not kind.fits(value) and not (value is None and kind.null):
            self.lacks(name, _instead(value, kind.called))
        return value

    def get(self, name: str, default: Any = None) -> Any:
        """The field of a name, null included; the default where there is none.

        Raises:
            IncompleteAnswer: it is no value for it.
        """
        if super().get(name) is None:
            return super().get(name, default)
        return self[name]

    def lacks(self, name: str, instead: str = "") -> NoReturn:
        """Raise the error for a field that is not there, or not usable."""
        raise self._asked.lacks(f"{self._at}.{name}" if self._at else name, instead)

    def __reduce__(self) -> tuple[Any, ...]:
        """A copy is plain JSON."""
        return dict, (dict(self),)


class AnswerList(list[Any]):
    """A list inside of an answer."""

    __slots__ = ("_asked", "_at")

    def __init__(self, values: list[Any], asked: Asked, at: str) -> None:
        """Keep the values; `asked` and `at` are as in :class:`Answer`."""
        super().__init__(values)
        self._asked = asked
        self._at = at

    @overload
    def __getitem__(self, index: SupportsIndex) -> Any: ...

    @overload
    def __getitem__(self, index: slice) -> list[Any]: ...

    def __getitem__(self, index: SupportsIndex | slice) -> Any:
        """The item at an index.

        Raises:
            IncompleteAnswer: the list is shorter.
        """
        try:
            return super().__getitem__(index)
        except IndexError:
            raise self._asked.lacks(f"{self._at}[{index}]") from None

    def __reduce__(self) -> tuple[Any, ...]:
        """A copy is plain JSON."""
        return list, (list(self),)


class TooDeep(ValueError):
    """Lists and objects in each other, beyond the bound."""


def explaining(value: Any, asked: Asked, *, depth: int, at: str = "") -> Any:
    """Plain JSON as an answer that explains itself.

    Args:
        value: plain JSON.
        asked: the request.
        depth: most levels of lists and objects in each other.
        at: where in the answer it is.

    Raises:
        TooDeep: there are more levels.
    """
    if isinstance(value, dict | list) and depth <= 0:
        raise TooDeep
    if isinstance(value, dict):
        inner = {
            name: explaining(item, asked, depth=depth - 1, at=f"{at}.{name}" if at else name)
            for name, item in value.items()
        }
        return Answer(inner, asked, at)
    if isinstance(value, list):
        items = [
            explaining(item, asked, depth=depth - 1, at=f"{at}[{index}]") for index, item in enumerate(value)
        ]
        return AnswerList(items, asked, at)
    return value


def whole(answer: Mapping[str, Any], name: str) -> int:
    """A field that is a whole number, perhaps written as text, as most ids are.

    Args:
        answer: an object of an answer.
        name: of the field.

    Raises:
        IncompleteAnswer: it is not there, or no number.
    """
    value = answer[name]
    try:
        return int(value)
    except (TypeError, ValueError, OverflowError):
        if isinstance(answer, Answer):
            answer.lacks(name, _instead(value, "a number"))
        raise


_FOUND: Final = (
    (type(None), "null"),
    (bool, "true or false"),
    (int | float, "a number"),
    (str, "text"),
    (dict, "an object"),
    (list, "a list"),
)
"""What a value of JSON is called; `bool` goes before `int`, which it is, too."""


def _instead(value: Any, wanted: str) -> str:
    found = next(called for kind, called in _FOUND if isinstance(value, kind))
    return f"{found} came, where {wanted} belongs" if found != wanted else f"{found} came that is none"
