"""The admin API below `/_sandbox/`: how a test or a developer steers the sandbox.

A body is JSON, with that content type. Everything but `GET health` takes the token that the sandbox was started with,
as the management API does: `Authorization: Bearer <token>`. It exists for a sandbox that listens on this machine only;
it never shows that token or a secret.

- `GET health` -> `{ok, pid, started, organization, url}`.
- `POST tokens {scopes: [...], kind: user|integration|org}` -> `{token}`; scopes default to all, kind to `user`.
- `GET requests?since=N` -> `{requests: [{seq, kind, method, path, query, status, started, ended}], last, counts,
  total, writes, ingest, maxInFlight}`; `counts`, `total` and `writes` are of management API requests only.
  `DELETE requests` clears the log.
- `GET envelopes` -> `[{projectId, header, items: [{type, text}]}]`: what ingest took, word for word, oldest first; keys
  read `[key]`. `DELETE envelopes` forgets them.
- `POST faults {kind, path?, method?, status?, headers?, body?, delay_ms?, times?, after?}` -> `{id}`; `GET faults`;
  `DELETE faults` removes all, `DELETE faults/{id}` one. `path` is a glob on the whole path, or a regular expression
  when it starts with `^`. Without `times` a fault strikes until it is removed. Kinds: `status` (default 500), `delay`,
  `html` (default 502), `cut` (closed before the handler ran), `lost_answer` (handled and committed, then closed without
  an answer), `late_answer` (committed, answered after `delay_ms`), `malformed` (committed, half of the JSON is sent).
- `GET quirks`; `POST quirks {name: value, ...}`: the switches of `sentry_sandbox.controls.quirks.Quirks`.
- `POST deprecate {path, headers?, removed?}`: a brownout: the path answers 410, or only carries the headers with
  `removed: false`; `DELETE deprecate` ends all of them.
- `POST organizations {slug, name?}`; `POST environments {name, organization?}`; `POST integrations {provider, name,
  organization?}` -> `{id}`: what no public endpoint can make.
- `POST members {email, accepted?, expired?, provisioned?, two_factor?, org_role?, organization?}` -> `{id}`: lets an
  invitation be accepted or expire, or hands a member to an identity provider; makes the member where there is none.
  `POST teams/provisioned {slug, organization?}` -> `{id}`: hands a team to an identity provider.
- `POST issues {project, lastSeen, title?, status?}` and `POST replays {project, started, finished}` -> `{id}`: with a
  past that no event can have.
- `POST openings {monitor, start, end?}` -> `{id}`: a monitor was over its threshold from a time to another, or until
  now. `POST firings {alert, at: [...]}`: an alert told somebody. `POST usage {project, category, quantity, at,
  outcome?}`: so much came in. All three make a past that no request can. `POST month {organization?}` makes one for
  every project there is: 30 days of usage, thresholds that were crossed, and the alerts that were sent.
- `GET state` -> counts and objects of every kind. `POST reset` -> as after a start; switches, faults and log are
  cleared too. `POST keep` remembers all objects, and `POST reset {kept: true}` goes back to them.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sentry_sandbox.admin.people import change_member, provision_team
from sentry_sandbox.admin.seeding import add_integration, add_organization, prepare
from sentry_sandbox.admin.state import state
from sentry_sandbox.behaviour.effects import ensure_environment
from sentry_sandbox.behaviour.past.issues_and_replays import add_issue, add_replay
from sentry_sandbox.behaviour.past.month import add_month
from sentry_sandbox.behaviour.past.openings_and_firings import add_firings, add_opening
from sentry_sandbox.behaviour.past.usage import add_usage
from sentry_sandbox.calls.sandbox import Sandbox
from sentry_sandbox.http.bearer import bearer_token
from sentry_sandbox.http.bodies import BodyTooLarge, read_body
from sentry_sandbox.http.strict_json import parse
from sentry_sandbox.store import ALL_SCOPES, TOKEN_KINDS, JsonObject, Record
from sentry_sandbox.store.lookups import as_id, find_project
from sentry_sandbox.store.times import moment, now_iso

_PREFIX = "/_sandbox"
_TOKEN_PREFIXES = {"user": "sntryu_", "integration": "sntryi_", "org": "sntrys_"}
_NO_TOKEN = "the admin API takes the token that the sandbox was started with: Authorization: Bearer <token>"  # noqa: S105 - none
_NO_JSON = "the body has to be JSON, sent with Content-Type: application/json"
_Action = Callable[[Request, JsonObject], Any]


def _text(body: JsonObject, name: str) -> str:
    value = body.get(name)
    if not isinstance(value, str) or not value:
        raise ValueError(f'"{name}" is needed, a string')
    return value


class _Admin:
    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self._started = now_iso()

    def health(self, _request: Request, _body: JsonObject) -> Any:
        settings = self._sandbox.settings
        return {
            "ok": True,
            "pid": os.getpid(),
            "started": self._started,
            "organization": settings.organization,
            "url": settings.public_url,
        }

    def add_token(self, _request: Request, body: JsonObject) -> Any:
        kind, scopes = body.get("kind", "user"), body.get("scopes", list(ALL_SCOPES))
        if kind not in TOKEN_KINDS:
            raise ValueError(f"kind is one of {', '.join(TOKEN_KINDS)}")
        if not isinstance(scopes, list) or not set(scopes) <= set(ALL_SCOPES):
            raise ValueError(f"scopes is a list of {', '.join(ALL_SCOPES)}")
        token = _TOKEN_PREFIXES[kind] + secrets.token_hex(32)
        self._sandbox.store.tokens.add(token, kind=kind, scopes=scopes)
        return {"token": token}

    def requests(self, request: Request, _body: JsonObject) -> Any:
        since = request.query_params.get("since", "0")
        number = as_id(since)
        if number is None:
            raise ValueError("since takes a number")
        return self._sandbox.log.as_json(number)

    def clear_requests(self, _request: Request, _body: JsonObject) -> Any:
        self._sandbox.log.clear()

    def envelopes(self, _request: Request, _body: JsonObject) -> Any:
        return self._sandbox.envelopes.as_json()

    def clear_envelopes(self, _request: Request, _body: JsonObject) -> Any:
        self._sandbox.envelopes.clear()

    def add_fault(self, _request: Request, body: JsonObject) -> Any:
        return {"id": self._sandbox.faults.add(body).id}

    def faults(self, _request: Request, _body: JsonObject) -> Any:
        return self._sandbox.faults.as_json()

    def clear_faults(self, request: Request, _body: JsonObject) -> Any:
        self._sandbox.faults.remove(request.path_params.get("id"))

    def quirks(self, _request: Request, _body: JsonObject) -> Any:
        return self._sandbox.quirks.as_json()

    def turn_quirks(self, _request: Request, body: JsonObject) -> Any:
        self._sandbox.quirks.turn(body)
        return self._sandbox.quirks.as_json()

    def deprecate(self, _request: Request, body: JsonObject) -> Any:
        self._sandbox.deprecations.add(body)

    def clear_deprecations(self, _request: Request, _body: JsonObject) -> Any:
        self._sandbox.deprecations.clear()

    def add_organization(self, _request: Request, body: JsonObject) -> Any:
        slug = _text(body, "slug")
        if self._sandbox.store.organizations.find(organization_id=0, slug=slug):
            raise ValueError(f'there is an organization "{slug}" already')
        return {"id": add_organization(self._sandbox.store, slug, body.get("name")).id_text, "slug": slug}

    def add_environment(self, _request: Request, body: JsonObject) -> Any:
        organization = self._organization(body)
        return {"id": ensure_environment(self._sandbox.store, organization.id, _text(body, "name")).id_text}

    def add_integration(self, _request: Request, body: JsonObject) -> Any:
        organization = self._organization(body)
        provider, name = _text(body, "provider"), _text(body, "name")
        return {"id": add_integration(self._sandbox.store, organization, provider, name).id_text}

    def change_member(self, _request: Request, body: JsonObject) -> Any:
        return {"id": change_member(self._sandbox.store, self._organization(body), body).id_text}

    def provision_team(self, _request: Request, body: JsonObject) -> Any:
        team = provision_team(self._sandbox.store, self._organization(body), _text(body, "slug"))
        return {"id": team.id_text}

    def add_issue(self, _request: Request, body: JsonObject) -> Any:
        project = self._project(body)
        seen = moment(_text(body, "lastSeen"))
        return {"id": add_issue(self._sandbox.store, project, seen, body).id_text}

    def add_replay(self, _request: Request, body: JsonObject) -> Any:
        project = self._project(body)
        started, finished = moment(_text(body, "started")), moment(_text(body, "finished"))
        return {"id": add_replay(self._sandbox.store, project, started, finished).slug}

    def add_opening(self, _request: Request, body: JsonObject) -> Any:
        return {"id": add_opening(self._sandbox.store, self._organization(body), body).id_text}

    def add_firings(self, _request: Request, body: JsonObject) -> Any:
        add_firings(self._sandbox.store, self._organization(body), body)

    def add_usage(self, _request: Request, body: JsonObject) -> Any:
        add_usage(self._sandbox.store, self._project(body), body)

    def add_month(self, _request: Request, body: JsonObject) -> Any:
        add_month(self._sandbox.store, self._organization(body), datetime.now(UTC))

    def state(self, _request: Request, _body: JsonObject) -> Any:
        return state(self._sandbox.store)

    def keep(self, _request: Request, _body: JsonObject) -> Any:
        self._sandbox.store.keep()

    def reset(self, _request: Request, body: JsonObject) -> Any:
        sandbox = self._sandbox
        if body.get("kept"):
            sandbox.store.restore()
        else:
            sandbox.store.wipe()
            prepare(sandbox.store, sandbox.settings)
        sandbox.quirks.reset()
        sandbox.faults.remove()
        sandbox.deprecations.clear()
        sandbox.log.clear()
        sandbox.envelopes.clear()

    def _project(self, body: JsonObject) -> Record:
        found = find_project(self._sandbox.store, self._organization(body), _text(body, "project"))
        if found is None:
            raise ValueError(f'there is no project "{body["project"]}"')
        return found

    def _organization(self, body: JsonObject) -> Record:
        slug = body.get("organization", self._sandbox.settings.organization)
        found = self._sandbox.store.organizations.find(organization_id=0, slug=str(slug))
        if found is None:
            raise ValueError(f'there is no organization "{slug}"')
        return found


def _is_owner(sandbox: Sandbox, request: Request) -> bool:
    sent = bearer_token(request.headers) or ""
    return secrets.compare_digest(sent.encode(), sandbox.settings.token.encode())


def _media_type(request: Request) -> str:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


def _answering(sandbox: Sandbox, action: _Action, *, is_open: bool) -> Callable[[Request], Any]:
    async def answer(request: Request) -> Response:
        try:
            if not (is_open or _is_owner(sandbox, request)):
                return JSONResponse({"error": _NO_TOKEN}, status_code=401)
            raw = await read_body(request)
            if raw and _media_type(request) != "application/json":
                return JSONResponse({"error": _NO_JSON}, status_code=415)
            body = parse(raw) if raw else {}
            if not isinstance(body, dict):
                raise ValueError("the body is a JSON object")  # noqa: TRY004, TRY301 - one kind of error here
            with sandbox.store.transaction():
                result = action(request, body)
        except BodyTooLarge as error:
            return error.response()
        except ClientDisconnect:
            return Response(status_code=400)
        except ValueError as error:
            return JSONResponse({"error": str(error)}, status_code=400)
        return Response(status_code=204) if result is None else JSONResponse(result)

    return answer


def admin_routes(sandbox: Sandbox) -> list[Route]:
    """The routes of the admin API."""
    admin = _Admin(sandbox)
    table: list[tuple[str, str, _Action]] = [
        ("GET", "/health", admin.health),
        ("POST", "/tokens", admin.add_token),
        ("GET", "/requests", admin.requests),
        ("DELETE", "/requests", admin.clear_requests),
        ("GET", "/envelopes", admin.envelopes),
        ("DELETE", "/envelopes", admin.clear_envelopes),
        ("POST", "/faults", admin.add_fault),
        ("GET", "/faults", admin.faults),
        ("DELETE", "/faults", admin.clear_faults),
        ("DELETE", "/faults/{id:int}", admin.clear_faults),
        ("GET", "/quirks", admin.quirks),
        ("POST", "/quirks", admin.turn_quirks),
        ("POST", "/deprecate", admin.deprecate),
        ("DELETE", "/deprecate", admin.clear_deprecations),
        ("POST", "/organizations", admin.add_organization),
        ("POST", "/environments", admin.add_environment),
        ("POST", "/integrations", admin.add_integration),
        ("POST", "/members", admin.change_member),
        ("POST", "/teams/provisioned", admin.provision_team),
        ("POST", "/issues", admin.add_issue),
        ("POST", "/replays", admin.add_replay),
        ("POST", "/openings", admin.add_opening),
        ("POST", "/firings", admin.add_firings),
        ("POST", "/usage", admin.add_usage),
        ("POST", "/month", admin.add_month),
        ("GET", "/state", admin.state),
        ("POST", "/keep", admin.keep),
        ("POST", "/reset", admin.reset),
    ]
    return [
        Route(_PREFIX + path, _answering(sandbox, action, is_open=path == "/health"), methods=[method])
        for method, path, action in table
    ]
