"""The call that starts Sentry, in either language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from sentry_iac.source.values import Place, Value


class Init(Protocol):
    """A call of `Sentry.init` or `sentry_sdk.init`. Its options are read when they are asked for."""

    @property
    def place(self) -> Place:
        """Where it stands."""
        ...

    def option(self, name: str) -> Value | None:
        """Return what an option is given; None where it is not given.

        Raises:
            Unreadable: the call takes more options than can be read; this one may be among them.
        """
        ...

    def is_written(self, name: str) -> bool:
        """Whether an option is given as a literal in the call itself."""
        ...


@dataclass(frozen=True, slots=True)
class DataCollection:
    """The option that says which data the SDK adds by itself.

    Attributes:
        place: where it is given.
        is_told: whether its entries can be read.
        is_without_user: whether it keeps the SDK from adding who the user is.
    """

    place: Place
    is_told: bool
    is_without_user: bool
