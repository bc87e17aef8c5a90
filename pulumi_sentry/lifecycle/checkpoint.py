"""What the state of the stack has, read from the checkpoint of a file backend.

The engine asks for a resource when its turn comes, and for a forced replacement (`--replace`, `pulumi state taint`) it
does not say that there is one already: Check and Create are called as for a new resource. The checkpoint tells. It is
read once, where somebody has to know, and never written. Another backend cannot be read; there `known` is false,
and only what the engine has said counts.
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
"""The input that holds a place (see `pulumi_sentry.lifecycle.place`). The provider writes it, no program does."""

_TRIES = 5
"""Pulumi moves the file to its place when it is whole; in a folder that machines share a look can find half of it."""

_PAUSE = 0.01
"""Seconds until another look; writing takes less."""


def identity_of(id: object, created: object) -> str:
    """What tells an organization from all others, wherever it is reached and whatever its slug is now.

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
        inputs: what was declared, by wire name; secrets are encrypted.
        outputs: what Sentry made of it, likewise.
        organization: which organization its provider works in, as `identity_of` says it; empty where the state does
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
        known: whether it could be read; where not, nothing is said by its emptiness.
        resources: those that are the stack's own: neither read only, nor about to be deleted.
        replaced: those that a run that did not end had replaced and not deleted yet; the engine deletes them first.
        awaited: those that were deleted to be replaced, and whose successor is still to be made.
    """

    known: bool = False
    resources: tuple[Kept, ...] = ()
    replaced: tuple[Kept, ...] = ()
    awaited: tuple[Kept, ...] = ()

    def within(self, organization: str, everywhere: Callable[[str], bool]) -> Checkpoint:
        """What of it is in one organization: an id means something in one only.

        Args:
            organization: which, as `identity_of` says it; empty where that is not known.
            everywhere: whether objects of a type are in no organization, such as files.
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
        """Whether some resource has an object."""
        return any((one.token, one.id) == (token, id) for one in self.resources)


def read_checkpoint(stack: StackName, backend: Path | None = None) -> Checkpoint:
    """What the state of a stack has now.

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
            time.sleep(_PAUSE)  # half of it; or of a shape that is not known here
    return Checkpoint()


def _latest(folder: Path, stack: str) -> Any:
    packed = folder / f"{stack}.json.gz"
    content = (
        gzip.decompress(packed.read_bytes()) if packed.exists() else (folder / f"{stack}.json").read_bytes()
    )
    return json.loads(content)["checkpoint"].get("latest") or {}


def _kept(latest: Mapping[str, Any]) -> Iterator[tuple[str, Kept]]:
    """Every resource that this stack has made, with what the engine has marked it as."""
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
