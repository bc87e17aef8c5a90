"""Issues: found by when they were last seen, and deleted by id."""

from __future__ import annotations

from collections.abc import Sequence

from pulumi_sentry.api.http.answer import Answer
from pulumi_sentry.api.http.caller import EndpointFamily
from pulumi_sentry.api.http.endpoint import Endpoint
from pulumi_sentry.api.json_types import JsonObjects

_PATH = "/organizations/{organization}/issues/"
_LIST = Endpoint("GET", _PATH, ("event:read", "event:write", "event:admin"))
_DELETE = Endpoint("DELETE", _PATH, ("event:admin",))

MOST_IDS = 100
"""Ids in one request: a page of the list, and an address that no proxy finds too long."""


class IssueEndpoints(EndpointFamily):
    """Issues of a project; ``project`` is a numeric id."""

    async def list(self, project: str, query: str) -> JsonObjects:
        """All that match a search: ``GET /organizations/{organization}/issues/?project=`` (event:read).

        Args:
            project: numeric id.
            query: Sentry's search. Where it is empty, issues of every status; Sentry's own default is not.

        Raises:
            IncompleteAnswer: an issue has no numeric id, so that nobody could ask for it.
        """
        params: dict[str, str | int] = {"project": project, "query": query, "limit": MOST_IDS, "sort": "date"}
        return _with_ids(await self._caller.pages(_LIST, params=params))

    async def by_ids(self, project: str, ids: Sequence[str]) -> JsonObjects:
        """These issues as they are now: ``GET …/issues/?group=&group=…`` (event:read); unknown ids are left out."""
        params: dict[str, str | Sequence[str]] = {"project": project, "group": _some(ids)}
        return _with_ids(await self._caller.one_list(_LIST, params=params))

    async def delete(self, project: str, ids: Sequence[str]) -> None:
        """Delete issues with all their events: ``DELETE …/issues/?id=&id=…`` (event:admin).

        Sentry answers 204 whatever it found; the events themselves go within the hour.

        Raises:
            ValueError: no ids, which Sentry would take for "all that match the default search"; or too many.
        """
        params: dict[str, str | Sequence[str]] = {"project": project, "id": _some(ids)}
        await self._caller.done(_DELETE, params=params)


def _with_ids(issues: JsonObjects) -> JsonObjects:
    for issue in issues:
        if isinstance(issue, Answer) and not str(issue["id"]).isdecimal():
            issue.lacks("id", "no number")
    return issues


def _some(ids: Sequence[str]) -> list[str]:
    if not ids or len(ids) > MOST_IDS or not all(each.isdecimal() for each in ids):
        raise ValueError(f"1 to {MOST_IDS} numeric ids are needed, not {len(ids)}")
    return list(ids)
