"""Slugs of cron monitors, which check-ins use; a slug is unique in its organization."""

from __future__ import annotations

import re
import secrets
import string
import time
import unicodedata

from sentry_sandbox.behaviour.rules.cron import CRON
from sentry_sandbox.calls.call import Call
from sentry_sandbox.http.errors import field_errors
from sentry_sandbox.store import Record, Store

_LONGEST = 50
_ENDINGS = (2, 3, 3, 3, 5, 12)
_SIGNS = string.ascii_lowercase + string.digits


def slugified(name: str) -> str:
    """A name as a slug, as Django makes it: plain letters, digits, `_` and single `-`; may be empty."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    kept = re.sub(r"[^\w\s-]", "", plain.lower())
    return re.sub(r"[-\s]+", "-", kept).strip("-_")[:_LONGEST].strip("-")


def refuse_taken(call: Call, slug: str, *, but: Record | None = None) -> None:
    """Refuse a chosen slug that another monitor has.

    Args:
        call: the request.
        slug: the slug.
        but: the monitor that may have it.

    Raises:
        ApiError: 400, where a monitor of the organization has it, or had it until a moment ago.
    """
    if slug in _taken(call, but):
        raise field_errors({"dataSources": {"slug": [f'The slug "{slug}" is already in use.']}})


def free_slug(call: Call, name: str) -> str:
    """A slug made from a cron monitor's name, with a random ending where it is taken."""
    taken = _taken(call)
    stem = slugified(name) or secrets.token_hex(6)
    if stem not in taken and not stem.isdecimal():
        return stem
    for length in _ENDINGS:
        ending = "".join(secrets.choice(_SIGNS) for _ in range(length))
        slug = f"{stem[: _LONGEST - length - 1]}-{ending}"
        if slug not in taken:
            break
    return slug


def hold(call: Call, detector: Record) -> None:
    """Keep the slug of a deleted monitor for a while: Sentry's next job removes the monitor itself."""
    seconds = 60 * call.quirks.deletion_minutes
    if detector.body["type"] == CRON and seconds:
        call.store.deleted_crons.add(
            {"until": time.time() + seconds},
            organization_id=detector.organization_id,
            project_id=detector.project_id,
            slug=detector.body["dataSource"]["slug"],
        )


def is_held(store: Store, project: Record, slug: str) -> bool:
    """Whether a project's monitor of this slug is deleted, but not removed by Sentry's job yet."""
    return slug in {one.slug for one in _held(store, project.organization_id) if one.project_id == project.id}


def _taken(call: Call, but: Record | None = None) -> set[str]:
    organization_id = call.organization.id
    found = {
        one.body["dataSource"]["slug"]
        for one in call.store.detectors.in_organization(organization_id)
        if one.body["type"] == CRON and (but is None or one.id != but.id)
    }
    return found | {one.slug for one in _held(call.store, organization_id)}


def _held(store: Store, organization_id: int) -> list[Record]:
    now = time.time()
    return [one for one in store.deleted_crons.in_organization(organization_id) if one.body["until"] > now]
