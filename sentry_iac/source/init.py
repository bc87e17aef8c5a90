"""The call that starts Sentry, in either language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from sentry_iac.source.values import Place, Value


class Init(Protocol):
    """A call of `Sentry.init` or `sentry_sdk.init`. An option is read when it is asked for."""

    @property
    def place(self) -> Place:
        """Where it stands."""
        ...

    def option(self, name: str) -> Value | None:
        """Return what an option is given; None where it is not given.

        Raises:
            Unreadable: it may be among the options that reading does not tell.
        """
        ...

    def is_written(self, name: str) -> bool:
        """Whether an option is given as a literal in the call itself."""
        ...


@dataclass(frozen=True, slots=True)
class DataCollection:
    """The option that says what the SDK collects by itself.

    Attributes:
        place: where it is given.
        is_told: whether reading tells what is in it.
        is_without_user: whether it says that the SDK does not collect who somebody is.
    """

    place: Place
    is_told: bool
    is_without_user: bool
