"""Releases, as builds use them: created first, finished when the build is done.

The rules are those of https://docs.sentry.io/api/releases/; which scopes are enough is also in Sentry's own
`OrganizationReleasePermission` (`src/sentry/api/bases/organization.py`). Commits and deploys are not kept: a build in
a git checkout looks for a connected repository, and a sandbox has none.
"""

from __future__ import annotations

import re
from typing import Any

from starlette.responses import Response

from sentry_sandbox.behaviour.rules import fields as f
from sentry_sandbox.calls.call import Call, reply
from sentry_sandbox.calls.pagination import paginate
from sentry_sandbox.http.errors import field_error, not_found
from sentry_sandbox.routes.dispatch import Endpoint
from sentry_sandbox.store import JsonObject, Record
from sentry_sandbox.store.lookups import find_project
from sentry_sandbox.store.times import moment, zulu

RELEASE_READ = ("project:read", "project:write", "project:admin", "project:releases", "org:ci")
RELEASE_WRITE = ("project:write", "project:admin", "project:releases", "org:ci")
"""The scopes of a build's token; an organization token has only org:ci."""

_LIST = "/organizations/{organization}/releases/"
_NO_VERSION = re.compile(r"[\r\n\f\t/\\]|^(?:\.|\.\.|latest)?$")


def _version(value: Any) -> str:
    version: str = f.text(200, blank=False)(value)
    if _NO_VERSION.search(version):
        raise f.Invalid(f"Release version {version!r} is not allowed")
    return version


def _time(value: Any) -> str:
    try:
        return zulu(moment(f.text()(value)))
    except ValueError:
        raise f.Invalid("Datetime has wrong format.") from None


_DETAILS: dict[str, f.Cleaner] = {
    "ref": f.nullable(f.text(200)),
    "url": f.nullable(f.text()),
    "dateReleased": f.nullable(_time),
}
_CREATE: dict[str, f.Cleaner] = {**_DETAILS, "version": _version, "projects": f.listing(f.text())}


def _body(call: Call, release: Record) -> JsonObject:
    package, _, version = release.slug.rpartition("@")
    found = (call.store.projects.get(one) for one in release.body["projects"])
    return {
        "id": release.id,
        "version": release.slug,
        "shortVersion": release.slug,
        "versionInfo": {
            "package": package or None,
            "version": {"raw": version},
            "description": version,
            "buildHash": None,
        },
        "status": "open",
        "ref": release.body["ref"],
        "url": release.body["url"],
        "dateCreated": release.created,
        "dateReleased": release.body["dateReleased"],
        "data": {},
        "newGroups": 0,
        "commitCount": 0,
        "deployCount": 0,
        "authors": [],
        "projects": [
            {
                "id": project.id,
                "slug": project.slug,
                "name": project.body["name"],
                "platform": project.body["platform"],
                "platforms": [],
                "newGroups": 0,
                "hasHealthData": False,
            }
            for project in found
            if project is not None
        ],
    }


def _create(call: Call) -> Response:
    body = f.clean_body(call.body, _CREATE, required=("version", "projects"))
    projects: list[int] = []
    for text in body["projects"]:
        project = find_project(call.store, call.organization, text)
        if project is None:
            raise field_error("projects", "Invalid project ids or slugs")
        projects.append(project.id)
    release = call.store.releases.find(organization_id=call.organization.id, slug=body["version"])
    status = 201
    if release is None:
        details = {name: body.get(name) for name in _DETAILS}
        release = call.store.releases.add(
            {**details, "projects": []}, organization_id=call.organization.id, slug=body["version"]
        )
    elif set(projects) <= set(release.body["projects"]):
        # The release exists already, and nothing is added to it.
        status = 208
    release.body["projects"] = sorted({*release.body["projects"], *projects})
    call.store.releases.save(release)
    return reply(_body(call, release), status)


def _put(call: Call) -> Response:
    release = call.store.releases.find(organization_id=call.organization.id, slug=call.parameter("version"))
    if release is None:
        raise not_found()
    release.body.update(f.clean_body(call.body, _DETAILS))
    call.store.releases.save(release)
    return reply(_body(call, release))


def _repositories(call: Call) -> Response:
    return paginate(call, [], lambda _repository: {})


ENDPOINTS = (
    Endpoint(
        "GET",
        "/organizations/{organization}/repos/",
        _repositories,
        ("org:read", "org:write", "org:admin", "org:integrations", "org:ci"),
    ),
    Endpoint("POST", _LIST, _create, RELEASE_WRITE),
    Endpoint("PUT", f"{_LIST}{{version}}/", _put, RELEASE_WRITE),
)
