"""Finds what Sentry makes with a project: a client key named `Default`, and two monitors.

The answer to the creation has neither, so lists have to show them. The monitors may lag behind the project by some
seconds.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from pulumi_sentry.api.errors import NotFound
from pulumi_sentry.keys.use import use_of_key
from pulumi_sentry.lifecycle.handler import Session
from pulumi_sentry.projects.project_monitor import find_project_monitors

DEFAULT_KEY = "Default"
"""The name of the key that Sentry makes with a project."""

DEFAULT_KEY_WINDOW = timedelta(seconds=10)
"""How soon after its project Sentry makes the `Default` key; measured within one signal handler."""


async def find_monitors(
    session: Session, project: str, known: Mapping[str, Any], *, wait: float
) -> dict[str, Any]:
    """The monitors that Sentry made with a project, as outputs.

    Args:
        session: the process.
        project: numeric id.
        known: the outputs in state; if they have both monitors, Sentry is not asked.
        wait: seconds to wait for late monitors; 0 looks once.

    Returns:
        The outputs that are new; a warning was shown where a monitor has not come.
    """
    if known.get("issue_stream_monitor_id") and known.get("error_monitor_id"):
        return {}
    found = await find_project_monitors(session.client, project, timeout=wait)
    if session.adoption.is_new("project", project):
        session.adoption.made("monitor", *found.values())
    if wait and "issue_stream" not in found:
        session.warn(
            f"Sentry has made no issue-stream monitor for this project after {wait:.0f} s; alerts on its issues "
            "need it. Run `pulumi refresh` once it is there."
        )
    return {
        "issue_stream_monitor_id": found.get("issue_stream"),
        "error_monitor_id": found.get("error"),
    }


async def find_default_key(session: Session, project: str, created: str | None) -> str | None:
    """The public key that Sentry made with a project: the only key, as old as the project, and named by Sentry.

    Args:
        session: the process.
        project: numeric id.
        created: when the project was made, in ISO 8601; if unknown, Sentry is asked.

    Returns:
        None where no key is certainly that one.
    """
    keys = await session.client.keys.of_new_project(project)
    if len(keys) != 1:
        return None
    if created is None:
        created = str((await session.client.projects.get(project))["dateCreated"])
    age = abs(_time(keys[0]["dateCreated"]) - _time(created))
    return str(keys[0]["id"]) if age <= DEFAULT_KEY_WINDOW and keys[0]["name"] == DEFAULT_KEY else None


async def remove_default_key(session: Session, project: str, key: str, *, fresh: bool) -> None:
    """Delete the key that Sentry made with a project, unless applications use it; then warn.

    Args:
        session: the process.
        project: numeric id.
        key: the public key.
        fresh: whether the project has just been made, so that nobody knows its DSN yet.
    """
    with suppress(NotFound):  # somebody else was faster
        if fresh or not await _is_used(session, project, key):
            await session.client.keys.delete(project, key)


async def _is_used(session: Session, project: str, key: str) -> bool:
    made = _time((await session.client.keys.get(project, key))["dateCreated"])
    # Sentry may have no statistics of the last hour.
    since, until = made - timedelta(hours=1), session.client.server_time()
    use = await use_of_key(session.client, project, key, since=since, until=until)
    if use.is_used:
        session.warn(
            f"the client key '{DEFAULT_KEY}' that Sentry made with the project stays, although removeDefaultKey is "
            f"declared: {use}. Remove it in Sentry's settings once nothing sends with it"
        )
    return use.is_used


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text)
