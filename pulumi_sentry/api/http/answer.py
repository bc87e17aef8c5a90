"""An answer of Sentry as plain JSON that explains itself.

A field that a reader needs and does not find is an error for people, with the call and the field's name, and never a
KeyError. Everybody reads answers as dicts and lists. So they are dicts and lists with another look-up. `field_kinds`
says once what the field of a name must be; a name that is not there may be anything.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, NoReturn, SupportsIndex, overload

from pulumi_sentry.api.errors import OLDEST, IncompleteAnswer
from pulumi_sentry.api.http.field_kinds import KINDS

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
        kind = KINDS.get(f"{around}.{name}") or KINDS.get(name)
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
