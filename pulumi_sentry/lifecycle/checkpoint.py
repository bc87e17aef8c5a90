"""Reads from the checkpoint of a file backend what the state of the stack has.

For a forced replacement (`--replace`, `pulumi state taint`) the engine calls Check and Create as for a new resource. It
does not say that there is one already; the checkpoint does. The provider reads it when needed and never writes
it. It cannot read another backend: then `known` is false, and only the engine's calls tell.
"""

from __future__ import annotations

import gzip
import json
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pulumi_sentry.lifecycle.backend import StackName, file_backend

RECORDED = "recordedPlace"
"""The input that holds a place (see `pulumi_sentry.lifecycle.place`). Only the provider writes it."""

_TRIES = 5
"""How many times to read. Pulumi moves a complete file into place; on a shared folder a read can find half of it."""

_PAUSE = 0.01
"""Seconds until the next try; writing takes less."""


def identity_of(id: object, created: object) -> str:
    """Distinguishes an organization from all others, at any address and under any slug.

    Args:
        id: its numeric id.
        created: when it was made, in ISO 8601: two Sentrys that begin to count at 1 differ in it.
    """
    return f"{id} {created}".strip()


@dataclass(frozen=True)
class Kept:
    """A resource in the state of the stack.

    Attributes:
        urn: its urn.
        token: its type, such as `sentry:index:Team`.
        id: its id.
        inputs: its declared arguments, by wire name; secrets are encrypted.
        outputs: its outputs, likewise.
        organization: which organization its provider works in, in the form of `identity_of`; empty where the state does
            not say.
    """

    urn: str
    token: str
    id: str
    inputs: Mapping[str, Any]
    outputs: Mapping[str, Any]
    organization: str = ""


@dataclass(frozen=True)
class Checkpoint:
    """The state of a stack as it was at one moment.

    Attributes:
        known: whether it could be read; if not, its emptiness means nothing.
        resources: the stack's own: neither read only, nor about to be deleted.
        replaced: those that an interrupted run replaced and did not delete; the engine deletes them first.
        awaited: those that were deleted for a replacement that is not made yet.
    """

    known: bool = False
    resources: tuple[Kept, ...] = ()
    replaced: tuple[Kept, ...] = ()
    awaited: tuple[Kept, ...] = ()

    def within(self, organization: str, everywhere: Callable[[str], bool]) -> Checkpoint:
        """The part of it that is in one organization: an id has a meaning only there.

        Args:
            organization: which, in the form of `identity_of`; empty where unknown.
            everywhere: tells of a type whether its objects are in no organization, such as files.
        """

        def stays(one: Kept) -> bool:
            return (
                not (one.organization and organization)
                or one.organization == organization
                or everywhere(one.token)
            )

        kept = (tuple(filter(stays, some)) for some in (self.resources, self.replaced, self.awaited))
        return Checkpoint(self.known, *kept)

    def has(self, token: str, id: str) -> bool:
        """Whether any resource has an object."""
        return any((one.token, one.id) == (token, id) for one in self.resources)


def read_checkpoint(stack: StackName, backend: Path | None = None) -> Checkpoint:
    """Read what the state of a stack has now.

    Args:
        stack: the stack.
        backend: the folder of the file backend; that of this process by default.
    """
    backend = backend or file_backend()
    if backend is None:
        return Checkpoint()
    folder = backend / ".pulumi" / "stacks" / stack.project
    for _ in range(_TRIES):
        try:
            latest = _latest(folder, stack.stack)
            found = list(_kept(latest))
            marks = ("", "delete", "pendingReplacement")
            return Checkpoint(
                True, *(tuple(one for mark, one in found if mark == wanted) for wanted in marks)
            )
        except FileNotFoundError:
            return Checkpoint()
        except (OSError, ValueError, EOFError, KeyError, TypeError, AttributeError):
            time.sleep(_PAUSE)  # cut off, or of an unknown shape
    return Checkpoint()


def _latest(folder: Path, stack: str) -> Any:
    packed = folder / f"{stack}.json.gz"
    content = (
        gzip.decompress(packed.read_bytes()) if packed.exists() else (folder / f"{stack}.json").read_bytes()
    )
    return json.loads(content)["checkpoint"].get("latest") or {}


def _kept(latest: Mapping[str, Any]) -> Iterator[tuple[str, Kept]]:
    """Every resource of this stack's own making, with the engine's mark on it."""
    resources = latest.get("resources") or ()
    places = {f"{one['urn']}::{one.get('id')}": (one.get("inputs") or {}).get(RECORDED) for one in resources}
    for one in resources:
        if one.get("custom") and one.get("id") and not one.get("external"):
            mark = next((mark for mark in ("pendingReplacement", "delete") if one.get(mark)), "")
            place = places.get(one.get("provider"))
            yield (
                mark,
                Kept(
                    urn=one["urn"],
                    token=one["type"],
                    id=one["id"],
                    inputs=one.get("inputs") or {},
                    outputs=one.get("outputs") or {},
                    organization=_organization(place) if isinstance(place, Mapping) else "",
                ),
            )


def _organization(place: Mapping[str, Any]) -> str:
    return identity_of(place.get("organizationId", ""), place.get("organizationCreated", ""))
