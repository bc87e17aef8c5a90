"""One management API request: its caller, the objects in its path, its query and body."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sentry_sandbox.calls.sandbox import Sandbox
from sentry_sandbox.controls.quirks import Quirks
from sentry_sandbox.http.errors import forbidden, moved, not_found
from sentry_sandbox.store import Caller, Record, Store
from sentry_sandbox.store.lookups import OWNER_ID, PROXY_USER_ID, as_id, find_project, find_team

API = "/api/0"


@dataclass(frozen=True)
class Call:
    """One request to a handler."""

    request: Request
    sandbox: Sandbox
    caller: Caller
    body: Any
    _resolved: dict[str, Record] = field(default_factory=dict, repr=False)

    @property
    def store(self) -> Store:
        """The tables."""
        return self.sandbox.store

    @property
    def quirks(self) -> Quirks:
        """The quirks that are switched on."""
        return self.sandbox.quirks

    @property
    def public_url(self) -> str:
        """Origin of the addresses in answers."""
        return self.sandbox.settings.public_url

    @property
    def anonymous(self) -> bool:
        """Whether the token stands for no user at all."""
        return self.quirks.anonymous_org_token and self.caller.kind == "org"

    @property
    def user_id(self) -> str | None:
        """The user behind the token: the owner, or the proxy user of an integration."""
        if self.anonymous:
            return None
        return OWNER_ID if self.caller.kind == "user" else PROXY_USER_ID

    def parameter(self, name: str) -> str:
        """A part of the path."""
        return str(self.request.path_params[name])

    def query(self, name: str) -> str | None:
        """A query parameter."""
        return self.request.query_params.get(name)

    def queries(self, name: str) -> list[str]:
        """Every value of a repeatable query parameter."""
        return self.request.query_params.getlist(name)

    @property
    def organization(self) -> Record:
        """The organization in the path, once `resolve_organization` has found it."""
        return self._resolved["organization"]

    def resolve_organization(self) -> Record:
        """Find the organization in the path, by id or slug.

        Raises:
            ApiError: 404.
        """
        return self._once("organization", self._find_organization)

    def resolve_project(self) -> Record:
        """Find the project in the path, by id or slug.

        Raises:
            ApiError: 404, 302 for a former slug, or 403 for one of a project that is about to go.
        """
        return self._once("project", self._find_project)

    def resolve_team(self) -> Record:
        """Find the team in the path, by id or slug.

        Raises:
            ApiError: 404.
        """
        return self._once("team", self._find_team)

    def _once(self, what: str, find: Callable[[], Record]) -> Record:
        if what not in self._resolved:
            self._resolved[what] = find()
        return self._resolved[what]

    def _find_organization(self) -> Record:
        text = self.parameter("organization")
        found = self.store.organizations.find(organization_id=0, slug=text)
        if found is None and (number := as_id(text)) is not None:
            found = self.store.organizations.get(number)
        if found is None:
            raise not_found()
        return found

    def _find_project(self) -> Record:
        text = self.parameter("project")
        found = find_project(self.store, self.organization, text)
        if found is not None:
            return found
        target = self.store.redirects.target(self.organization.id, text)
        renamed = None if target is None else self.store.projects.get(target)
        if renamed is None:
            raise forbidden() if self._was_of_deleted(text) else not_found()
        raise moved(self._path_of_renamed(text, renamed), renamed.slug)

    def _was_of_deleted(self, slug: str) -> bool:
        """Whether a deleted project had this slug, and a newer one after it, and Sentry's job has not come by yet."""
        organization_id = self.organization.id
        held = self.store.former_slugs_of_deleted.in_organization(organization_id)
        return any(one.slug == slug and one.body["until"] > time.time() for one in held)

    def _path_of_renamed(self, former: str, project: Record) -> str:
        path = self.request.url.path
        kept, _, rest = path.partition(f"/{former}/")
        # The organization may carry the same slug as the project had.
        if path.startswith(f"{API}/projects/{former}/{former}/"):
            kept, rest = f"{API}/projects/{former}", path.removeprefix(f"{API}/projects/{former}/{former}/")
        query = f"?{self.request.url.query}" if self.request.url.query else ""
        return f"{kept}/{project.slug}/{rest}{query}"

    def _find_team(self) -> Record:
        found = find_team(self.store, self.organization, self.parameter("team"))
        if found is None:
            raise not_found()
        return found

    def require(self, *scopes: str) -> None:
        """Go on only for a caller that holds any one of these scopes.

        Raises:
            ApiError: 403.
        """
        if not self.caller.may(*scopes):
            raise forbidden()


def reply(body: Any, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """A JSON answer."""
    return JSONResponse(body, status_code=status, headers=headers)


def no_content() -> Response:
    """204, empty."""
    return Response(status_code=204)
