"""Client keys (DSNs) of a project, and of a whole organization."""

from __future__ import annotations

import re
import secrets
import time
from typing import Any

from starlette.responses import Response

from sentry_sandbox.behaviour.bodies.key import (
    BROWSER_SDK_VERSIONS,
    DEFAULT_BROWSER_SDK,
    LOADER_OPTIONS,
    key_body,
)
from sentry_sandbox.behaviour.effects import add_key
from sentry_sandbox.behaviour.rules import fields as f
from sentry_sandbox.calls.call import Call, no_content, reply
from sentry_sandbox.calls.list_queries import wanted_projects
from sentry_sandbox.calls.pagination import paginate
from sentry_sandbox.http.errors import detail, internal_error, not_found
from sentry_sandbox.routes.dispatch import Endpoint
from sentry_sandbox.store import JsonObject, Record
from sentry_sandbox.store.lookups import as_id, find_team

_LIST = "/projects/{organization}/{project}/keys/"
_PATH = "/projects/{organization}/{project}/keys/{key}/"
_READ = ("project:read", "project:write", "project:admin")
_WRITE = ("project:write", "project:admin")
_KEYS_PER_PAGE = 10
_HEX_KEY = re.compile(r"^[a-f0-9]{32}$")
_DAY = 86400
_RESOLUTIONS = {"1h": 3600, "1d": _DAY}
_MAX_BUCKETS = 10_000
_PET_NAMES = (
    ["amber", "brisk", "calm", "dapper", "eager", "fleet", "gentle", "happy"],
    ["otter", "heron", "lynx", "marten", "finch", "badger", "wren", "stoat"],
)


def _hex_key(value: Any) -> str:
    text: str = f.text()(value)
    if not _HEX_KEY.match(text):
        raise f.Invalid("This value does not match the required pattern.")
    return text


def _rate_limit(value: Any) -> JsonObject | None:
    part = {"count": f.nullable(f.integer(0)), "window": f.nullable(f.integer(0, 86400))}
    limit = f.clean_object(f.mapping(value), part)
    if not limit.get("count") or not limit.get("window"):
        return None
    return limit


def _loader(value: Any) -> JsonObject:
    return f.clean_object(f.mapping(value), dict.fromkeys(LOADER_OPTIONS, f.boolean))


def _new_rate_limit(value: Any) -> JsonObject | None:
    limit = f.mapping(value)
    if {"count", "window"} - limit.keys():
        # Sentry reads both without a look.
        raise internal_error()
    return _rate_limit(limit)


_CREATE: dict[str, f.Cleaner] = {
    "name": f.nullable(f.text(64)),
    "rateLimit": _new_rate_limit,
    "public": _hex_key,
    "secret": _hex_key,
}
_UPDATE: dict[str, f.Cleaner] = {
    "name": f.nullable(f.text(64)),
    "isActive": f.boolean,
    "rateLimit": f.nullable(_rate_limit),
    "browserSdkVersion": f.nullable(f.choice(BROWSER_SDK_VERSIONS)),
    "dynamicSdkLoaderOptions": f.nullable(_loader),
}


def _key(call: Call) -> Record:
    project = call.resolve_project()
    found = call.store.keys.find(organization_id=project.organization_id, slug=call.parameter("key"))
    if found is None or found.project_id != project.id:
        raise not_found()
    return found


def _of_status(call: Call, keys: list[Record]) -> list[Record]:
    newest_first = sorted(keys, key=lambda key: -key.id)
    match call.query("status"):
        case None | "":
            return newest_first
        case "active":
            return [key for key in newest_first if key.body["isActive"]]
        case "inactive":
            return [key for key in newest_first if not key.body["isActive"]]
        case _:
            return []


def _index(call: Call) -> Response:
    keys = _of_status(call, call.store.keys.in_project(call.resolve_project().id))
    return paginate(call, keys, lambda key: key_body(call, key), per_page=_KEYS_PER_PAGE)


def _index_of_organization(call: Call) -> Response:
    keys = _of_status(call, call.store.keys.in_organization(call.organization.id))
    # Not documented: projects are resolved as in the lists of monitors and alerts.
    if (asked := wanted_projects(call)) is not None:
        keys = [key for key in keys if key.project_id in asked]
    if wanted := call.query("team"):
        team = find_team(call.store, call.organization, wanted)
        if team is None:
            raise not_found()
        projects = set(call.store.project_teams.lefts(team.id))
        keys = [key for key in keys if key.project_id in projects]
    return paginate(call, keys, lambda key: key_body(call, key), per_page=_KEYS_PER_PAGE)


def _create(call: Call) -> Response:
    project = call.resolve_project()
    body = f.clean_body(call.body, _CREATE)
    public = secret = None
    if call.quirks.key_secret_choosable:
        public, secret = body.get("public"), body.get("secret")
    if public and call.store.keys.exists(public):
        # Sentry's column is unique and its API does not check first; its real answer is not known.
        raise internal_error()
    key = add_key(
        call.store,
        project,
        name=body.get("name") or " ".join(secrets.choice(words) for words in _PET_NAMES).title(),
        rate_limit=body.get("rateLimit") if call.quirks.rate_limits_feature else None,
        public=public,
        secret=secret,
    )
    return reply(key_body(call, key), 201)


def _get(call: Call) -> Response:
    return reply(key_body(call, _key(call)))


def _put(call: Call) -> Response:
    key = _key(call)
    changes = f.clean_body(call.body, _UPDATE)
    if changes.get("name"):
        key.body["name"] = changes["name"]
    if "isActive" in changes:
        key.body["isActive"] = changes["isActive"]
    if "rateLimit" in changes and call.quirks.rate_limits_feature:
        key.body["rateLimit"] = changes["rateLimit"]
    # Left out means "the project's default" here, not "unchanged".
    key.body["browserSdkVersion"] = changes.get("browserSdkVersion") or DEFAULT_BROWSER_SDK
    key.body["loader"].update(changes.get("dynamicSdkLoaderOptions") or {})
    call.store.keys.save(key)
    return reply(key_body(call, key))


def _delete(call: Call) -> Response:
    key = _key(call)
    call.store.keys.remove(key.id)
    call.store.key_usage.forget(key.slug)
    return no_content()


def _stats(call: Call) -> Response:
    key = _key(call)
    step = _RESOLUTIONS.get(call.query("resolution") or "1h")
    until = as_id(call.query("until") or str(int(time.time())))
    since = as_id(call.query("since") or str((until or _DAY) - _DAY))
    if step is None or until is None or since is None or not 0 <= (until - since) // step <= _MAX_BUCKETS:
        raise detail(400, "Invalid request")
    first = since // step * step
    buckets: dict[int, JsonObject] = {
        start: {"ts": start, "total": 0, "accepted": 0, "filtered": 0, "dropped": 0}
        for start in range(first, until + 1, step)
    }
    for hour, outcome, quantity in call.store.key_usage.between(key.slug, first, until):
        bucket = buckets[hour // step * step]
        bucket[outcome] += quantity
        bucket["total"] += quantity
    return reply(list(buckets.values()))


ENDPOINTS = (
    Endpoint("GET", _LIST, _index, _READ),
    Endpoint("POST", _LIST, _create, _WRITE),
    Endpoint("GET", _PATH, _get, _READ),
    Endpoint("PUT", _PATH, _put, _WRITE),
    Endpoint("DELETE", _PATH, _delete, ("project:admin",)),
    Endpoint("GET", f"{_PATH}stats/", _stats, _READ),
    Endpoint(
        "GET",
        "/organizations/{organization}/project-keys/",
        _index_of_organization,
        ("org:read", "org:write", "org:admin", *_READ),
    ),
)
