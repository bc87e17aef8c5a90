"""One management API request: who calls, what it addresses, what it carries."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sentry_sandbox.controls.arrivals import Arrivals
from sentry_sandbox.controls.faults import Faults
from sentry_sandbox.controls.quirks import Quirks
from sentry_sandbox.controls.request_log import RequestLog
from sentry_sandbox.http.deprecations import Deprecations
from sentry_sandbox.http.errors import forbidden, moved, not_found
from sentry_sandbox.http.limits import Limits
from sentry_sandbox.settings import Settings
from sentry_sandbox.store import Caller, Record, Store

API = "/api/0"
OWNER_ID = "1"
PROXY_USER_ID = "2"
MAX_ID = 2**63 - 1


@dataclass(frozen=True)
class Sandbox:
    """What every handler works on."""

    settings: Settings
    store: Store
    quirks: Quirks
    limits: Limits
    faults: Faults = field(default_factory=Faults)
    log: RequestLog = field(default_factory=RequestLog)
    deprecations: Deprecations = field(default_factory=Deprecations)
    arrivals: Arrivals = field(default_factory=Arrivals)


@dataclass(frozen=True)
class Call:
    """One request to a handler."""

    request: Request
    sandbox: Sandbox
    caller: Caller
    body: Any

    @property
    def store(self) -> Store:
        """The tables."""
        return self.sandbox.store

    @property
    def quirks(self) -> Quirks:
        """The switches."""
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

    @cached_property
    def organization(self) -> Record:
        """The organization in the path, by id or slug."""
        text = self.parameter("organization")
        found = self.store.organizations.find(organization_id=0, slug=text)
        if found is None and (number := as_id(text)) is not None:
            found = self.store.organizations.get(number)
        if found is None:
            raise not_found()
        return found

    @cached_property
    def project(self) -> Record:
        """The project in the path, by id or slug; a former slug answers 302."""
        text = self.parameter("project")
        found = find_project(self.store, self.organization, text)
        if found is not None:
            return found
        target = self.store.redirects.target(self.organization.id, text)
        renamed = None if target is None else self.store.projects.get(target)
        if renamed is None:
            raise not_found()
        path = self.request.url.path
        kept, _, rest = path.partition(f"/{text}/")
        # The organization may carry the same slug as the project had.
        if path.startswith(f"{API}/projects/{text}/{text}/"):
            kept, rest = f"{API}/projects/{text}", path.removeprefix(f"{API}/projects/{text}/{text}/")
        query = f"?{self.request.url.query}" if self.request.url.query else ""
        raise moved(f"{kept}/{renamed.slug}/{rest}{query}", renamed.slug)

    @cached_property
    def team(self) -> Record:
        """The team in the path, by id or slug."""
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


def as_id(text: str) -> int | None:
    """The id that a path part or query value spells, if it spells one."""
    if text.isascii() and text.isdigit() and (number := int(text)) <= MAX_ID:
        return number
    return None


def find_project(store: Store, organization: Record, text: str) -> Record | None:
    """A project of an organization by id or slug."""
    found = store.projects.find(organization_id=organization.id, slug=text)
    if found is None and (number := as_id(text)) is not None:
        found = store.projects.get(number)
    return found if found is not None and found.organization_id == organization.id else None


def find_team(store: Store, organization: Record, text: str) -> Record | None:
    """A team of an organization by id or slug."""
    found = store.teams.find(organization_id=organization.id, slug=text)
    if found is None and (number := as_id(text)) is not None:
        found = store.teams.get(number)
    return found if found is not None and found.organization_id == organization.id else None


def reply(body: Any, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """A JSON answer."""
    return JSONResponse(body, status_code=status, headers=headers)


def no_content() -> Response:
    """204, empty."""
    return Response(status_code=204)
