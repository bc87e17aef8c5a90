"""The call of `Sentry.init` in a front end."""

from __future__ import annotations

from dataclasses import dataclass

from sentry_iac.source.init import DataCollection
from sentry_iac.source.javascript.options import Options
from sentry_iac.source.unreadable import Unreadable
from sentry_iac.source.values import Origin, Place, Value


@dataclass(frozen=True, eq=False)
class FrontEndInit:
    """A call of `Sentry.init`.

    Attributes:
        place: where it stands.
        options: its options.
    """

    place: Place
    options: Options

    def option(self, name: str) -> Value | None:
        """Return what an option is given; None where it is not given.

        Raises:
            Unreadable: the call takes more options than can be read; this one may be among them.
        """
        if not self.options.is_given(name) and not self.options.are_all_told:
            raise Unreadable(
                f"{self.place.path.name}:{self.place.line} gives init options in a way that reading does not tell",
                fix="write the options of Sentry.init into the call",
            )
        return self.options.value(name)

    def is_written(self, name: str) -> bool:
        """Whether an option is given as a literal in the call itself."""
        return self.options.is_written(name)

    def data_collection(self) -> DataCollection | None:
        """Return the option `dataCollection`; None where it is not given.

        Raises:
            Unreadable: the call takes more options than can be read; this one may be among them.
        """
        self.option("dataCollection")
        place = self.options.place("dataCollection")
        if place is None:
            return None
        held = self.options.inside("dataCollection")
        user = held.value("userInfo") if held is not None else None
        is_off = user is not None and user.origin is Origin.LITERAL and user.literal is False
        return DataCollection(place, is_told=held is not None, is_without_user=is_off)
