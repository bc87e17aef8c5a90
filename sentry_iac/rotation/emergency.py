"""A key has leaked: a new one takes over, and the old one goes off as soon as the `.env` files have the new one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial

from pulumi_sentry.api import SentryError
from sentry_iac.errors import CommandError
from sentry_iac.rotation.carry_out import Found, KeyRing, carry_out, decide, find
from sentry_iac.rotation.keys_at_sentry import active_keys, uses_of
from sentry_iac.rotation.request import Request
from sentry_iac.rotation.steps import check_rotatable, rotated
from sentry_iac.rotation.yaml_edit import Scalar


def replace_leaked_key(request: Request, *, goes_on: Callable[[], bool]) -> None:
    """Replace the keys of projects at once, after a warning of the events that are lost.

    Args:
        request: what was asked.
        goes_on: called after the warning; whether to go on.

    Raises:
        CommandError: the step may not be taken, a part of it failed, or the leaked key is still active at Sentry.
    """

    def change(project: str, ring: KeyRing, now: datetime) -> dict[str, Scalar]:
        if not request.force:
            check_rotatable(project, ring.rotation, ring.keys, now)
        return rotated(ring.rotation, now, leaked=True)

    found = find(request)
    changes = decide(request, found, change)
    _warn_of_loss(request, found)
    if not goes_on():
        raise CommandError("stopped before anything was changed")
    carry_out(request, found, changes)
    _check_off(request, found)


def _warn_of_loss(request: Request, found: Found) -> None:
    for name, ring in found.rings.items():
        goes = [key for key in (ring.keys or {}).values() if key.status == "active"]
        uses = (
            {}
            if found.session is None
            else uses_of(
                partial(found.session.client, request.stack), goes, found.now, ring.rotation.unused_for
            )
        )
        request.say(
            f"{name}: the key of generation {ring.rotation.generation} goes off as soon as the new one is in the "
            ".env file. Applications lose every event that they send with it until they are restarted"
        )
        for key in goes:
            hours = ring.rotation.unused_for.total_seconds() / 3600
            use = uses.get(key.id, "not asked with --pr")
            request.say(f"{name}: generation {key.generation}, in the last {hours:g} h: {use}")


def _check_off(request: Request, found: Found) -> None:
    """Look at Sentry whether every key that was there before the emergency is off: the state alone proves nothing."""
    if found.session is None:
        return
    for name, ring in found.rings.items():
        before = list((ring.keys or {}).values())
        try:
            active = active_keys(partial(found.session.client, request.stack), before)
        except SentryError as error:
            raise CommandError(
                f"{name}: whether the leaked key is off is unknown, since Sentry does not tell: {error}"
            ) from error
        if active:
            numbers = ", ".join(str(key.generation) for key in active)
            raise CommandError(
                f"{name}: the leaked key (generation {numbers}) is still active at Sentry; run `sentry-iac up --stack "
                f"{request.stack}`, and look at `sentry-iac rotate --status`, or switch it off in the project's "
                "settings under Client Keys (DSN)"
            )
