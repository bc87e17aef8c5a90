"""The provider's write-ahead journal: what it is about to make and what it has made, until the state has it.

A creation whose process, engine or machine dies leaves an object that no state knows, and names of monitors and alerts
are not unique at Sentry. So the provider writes a line before each request that creates, and another one after its
answer. The next run in the same place reads them. They prove that an object is the leftover of *this* resource,
whatever its age and however much the program has changed since. Youth and likeness prove nothing: such an object is
somebody's.

One file a stack, beside the state of a file backend, elsewhere in the user's state folder; mode 0600; no secret in it.
The provider removes it at the end of a good run, when the state has all its objects. It hands the lines to the
operating system without forcing them to the disk: they outlive every process, but not a power cut of that second.
"""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from pulumi_sentry.lifecycle.backend import StackName, notes_folder

_VERSION = 1

LATE = timedelta(minutes=15)
"""How long after it was sent Sentry may still carry a request out; the client gives up long before."""

CLOCK_SLACK = timedelta(seconds=1)
"""How far off our idea of the server's time may be: an answer tells it to a second."""


@dataclass(frozen=True)
class Entry:
    """One creation that the provider began.

    Attributes:
        key: of this entry, unique.
        urn: the resource that was created.
        token: its type, such as `sentry:index:Alert`.
        organization: in which organization, since another one may have an object of the same number.
        parent: what the object belongs to, such as id or slug of its project; empty if nothing.
        name: its name, or its slug where that is unique.
        digest: of all declared arguments but secrets.
        at: when it began, by the server's clock.
        id: the new object's id; empty while unknown.
        here: whether this process wrote it.
    """

    key: str
    urn: str
    token: str
    organization: str
    parent: str
    name: str
    digest: str
    at: datetime
    id: str = ""
    here: bool = field(default=False, compare=False)

    def can_have_made(self, name: str, created: str) -> bool:
        """Whether an object can come from this creation, by its name and by when Sentry made it.

        Args:
            name: of the object.
            created: when it was made, in ISO 8601.
        """
        made = datetime.fromisoformat(created)
        return name.casefold() == self.name.casefold() and self.at - CLOCK_SLACK <= made <= self.at + LATE


class Journal:
    """The journal of one stack.

    Args:
        stack: the stack.
        folder: where journals are; by default the place that belongs to the backend.
    """

    def __init__(self, stack: StackName, folder: Path | None = None) -> None:
        self.path = (folder or notes_folder()) / f"{_safe(stack.project)}.{_safe(stack.stack)}.journal"
        self._open: dict[str, Entry] = {}
        self._returned: set[str] = set()
        self.trouble = ""
        """Why the file cannot be written, for people; empty if it can."""
        for line in self._lines():
            self._take(line, here=False)

    # -- what was begun ---------------------------------------------------------------------------

    @property
    def unsettled(self) -> tuple[Entry, ...]:
        """The creations that are not settled yet, the oldest first."""
        return tuple(self._open.values())

    def left(self, urn: str, token: str, organization: str) -> Entry | None:
        """The last creation of a resource that is not settled yet.

        Args:
            urn: the resource.
            token: its type.
            organization: which organization is in use.
        """
        mine = [one for one in self._open.values() if (one.urn, one.token) == (urn, token)]
        return next((one for one in reversed(mine) if one.organization == organization), None)

    def begin(self, entry: Entry) -> Entry:
        """Write down a creation before its request."""
        self._write(
            op="begin",
            key=entry.key,
            urn=entry.urn,
            token=entry.token,
            organization=entry.organization,
            parent=entry.parent,
            name=entry.name,
            digest=entry.digest,
            at=entry.at.isoformat(),
        )
        return self._open[entry.key]

    def made(self, entry: Entry, id: str) -> None:
        """Write down the id from Sentry's answer; earlier tries of the same creation then have come to nothing."""
        self._write(op="made", key=entry.key, id=id)
        same = (entry.urn, entry.token, entry.organization)
        for one in list(self._open.values()):
            if not one.id and (one.urn, one.token, one.organization) == same:
                self.settle(one)

    def settle(self, entry: Entry) -> None:
        """Write down that a creation left nothing open: Sentry refused it, or its object is gone or in the state."""
        if entry.key in self._open:
            self._write(op="settled", key=entry.key)

    def recorded(self, token: str, id: str, organization: str) -> None:
        """Note that the state has an object or has just let go of it: nobody needs to look for it."""
        known = (token, id, organization)
        for one in [one for one in self._open.values() if (one.token, one.id, one.organization) == known]:
            self.settle(one)

    def returned(self, urn: str) -> None:
        """Note that the provider answered the engine about a resource; the engine then records the answer."""
        self._returned.add(urn)

    # -- the end ------------------------------------------------------------------------------------

    def close(self, has: Callable[[str, str], bool] | None) -> None:
        """Remove the file if the run has ended well; call it once the engine has ended the provider in order.

        Args:
            has: whether the state has an object, by type and id. None if the state cannot be read: then believe that
                the engine recorded every answer.
        """

        def recorded(one: Entry) -> bool:
            if not one.id:
                return False
            return has(one.token, one.id) if has is not None else one.here and one.urn in self._returned

        if all(recorded(one) for one in self._open.values()):
            with suppress(OSError):
                self.path.unlink(missing_ok=True)
            self._open.clear()

    # -- the file -------------------------------------------------------------------------------------

    def _lines(self) -> Iterator[dict[str, Any]]:
        try:
            written = self.path.read_text("utf-8")
        except (OSError, ValueError):
            return
        for line in written.splitlines():
            with suppress(ValueError):  # cut off by the end of its process
                value = json.loads(line)
                if isinstance(value, dict) and value.get("v") == _VERSION:
                    yield value

    def _take(self, line: dict[str, Any], *, here: bool) -> None:
        with suppress(KeyError, TypeError, ValueError):
            key = line["key"]
            if line["op"] == "begin":
                texts = ("urn", "token", "organization", "parent", "name", "digest")
                known = {name: str(line[name]) for name in texts}
                self._open[key] = Entry(key=key, at=datetime.fromisoformat(line["at"]), here=here, **known)
            elif line["op"] == "made":
                self._open[key] = replace(self._open[key], id=str(line["id"]))
            elif line["op"] == "settled":
                self._open.pop(key, None)

    def _write(self, **line: Any) -> None:
        line = {"v": _VERSION, **line}
        self._take(line, here=True)
        try:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            # One write a line, so that two providers of one run can share the file. Each begins a line, since a full
            # disk may have cut off the one before.
            handle = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
            try:
                os.write(handle, f"\n{json.dumps(line)}\n".encode())
            finally:
                os.close(handle)
        except OSError as error:
            self.trouble = f"{self.path} cannot be written ({(error.strerror or 'unknown error').lower()})"


def new_key() -> str:
    """Make the key of a new entry."""
    return secrets.token_hex(8)


def _safe(name: str) -> str:
    return "".join(char if char.isalnum() or char in "-_" else "_" for char in name) or "_"
