"""Source maps of a build: uploaded in pieces, put together as an artifact bundle, and found again by a debug id.

What Sentry's own uploaders call, in this order:

1. `GET chunk-upload`: how large the pieces may be, and where they go.
2. `POST artifactbundle/assemble`: here is what the bundle consists of; the answer names the pieces that are missing.
3. `POST chunk-upload`: those pieces, each a file of a form that is called by its SHA-1, plain or gzipped.
4. `POST artifactbundle/assemble` again, until the state is `created` (it will be put together) or `ok` (it is).

`GET artifact-lookup` is how Sentry finds the bundle for an event: by the debug id that the event's `debug_meta` names.

Sentry publishes none of this. Rules, limits and texts are those of its source: `src/sentry/api/endpoints/chunk.py`,
`organization_artifactbundle_assemble.py` and `artifact_lookup.py` in the same folder, `src/sentry/tasks/assemble.py`;
the scopes are those of `OrganizationReleasePermission` and `ProjectReleasePermission` in `src/sentry/api/bases/`.
"""

from __future__ import annotations

import hashlib
import re
import zlib
from typing import Any
from urllib.parse import quote

from starlette.responses import Response

from sentry_sandbox.behaviour.rules.artifact_bundle import InvalidBundle, read
from sentry_sandbox.calls.call import API, Call, reply
from sentry_sandbox.http.errors import ApiError, not_found
from sentry_sandbox.http.multipart import File, read_files
from sentry_sandbox.routes.data.releases import RELEASE_READ, RELEASE_WRITE
from sentry_sandbox.routes.dispatch import Endpoint
from sentry_sandbox.store import JsonObject, Record
from sentry_sandbox.store.lookups import as_id, find_project

_CHUNKS = "/organizations/{organization}/chunk-upload/"
_ASSEMBLE = "/organizations/{organization}/artifactbundle/assemble/"
_LOOKUP = "/projects/{organization}/{project}/artifact-lookup/"

_CHUNK_SIZE = 8 * 1024 * 1024
_CHUNKS_PER_REQUEST = 64
_REQUEST_SIZE = 32 * 1024 * 1024
_FILE_SIZE = 128 * 1024 * 1024
"""Sentry takes 2 GiB. A sandbox holds a bundle in memory while it reads it."""
_GZIP = 16 + zlib.MAX_WBITS
_SHA1 = re.compile(r"[0-9a-f]{40}")
_FIELDS = {
    "version": 'The version field cannot be empty and cannot contain any "/" characters.',
    "dist": "The dist field must be a string.",
    "projects": "The projects field is required and must be provided as an array of strings.",
    "checksum": "The checksum field is required and must be a 40-character hexadecimal string.",
    "chunks": "The chunks field is required and must be provided as an array of 40-character hexadecimal strings.",
}


def _refused(text: str) -> ApiError:
    return ApiError(400, {"error": text})


def _options(call: Call) -> Response:
    path = API + _CHUNKS.format(organization=call.organization.slug)
    return reply(
        {
            "url": f"{call.public_url}{path}",
            "chunkSize": _CHUNK_SIZE,
            "chunksPerRequest": _CHUNKS_PER_REQUEST,
            "maxFileSize": _FILE_SIZE,
            "maxRequestSize": _REQUEST_SIZE,
            "concurrency": 8,
            "hashAlgorithm": "sha1",
            "compression": ["gzip"],
            "accept": ["release_files", "sources", "artifact_bundles", "artifact_bundles_v2"],
        }
    )


def _unpacked(file: File) -> bytes:
    if file.field != "file_gzip":
        return file.content
    try:
        # One byte above the limit is enough to refuse it.
        return zlib.decompressobj(_GZIP).decompress(file.content, _CHUNK_SIZE + 1)
    except zlib.error:
        raise _refused("Not a gzipped file") from None


def _upload(call: Call) -> Response:
    sent: list[File] = [file for file in call.body if file.field in ("file", "file_gzip")]
    if len(sent) > _CHUNKS_PER_REQUEST:
        raise _refused("Too many chunks")
    size = 0
    for file in sent:
        content = _unpacked(file)
        size += len(content)
        if len(content) > _CHUNK_SIZE:
            raise _refused("Chunk size too large")
        if size > _REQUEST_SIZE:
            raise _refused("Request too large")
        if hashlib.sha1(content, usedforsecurity=False).hexdigest() != file.name:
            raise _refused("Checksum mismatch")
        call.store.chunks.add(call.organization.id, file.name, content)
    return Response()


def _strings(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def _is_checksum(value: Any) -> bool:
    return isinstance(value, str) and _SHA1.fullmatch(value) is not None


def _announced(body: Any) -> JsonObject:
    if not isinstance(body, dict):
        raise _refused("Invalid json body")
    for name in ("checksum", "chunks", "projects"):
        if name not in body:
            raise _refused(f"'{name}' is a required property")
    for name, value in body.items():
        match name:
            case "version":
                fits = isinstance(value, str) and value != "" and "/" not in value
            case "dist":
                fits = isinstance(value, str)
            case "projects":
                fits = _strings(value)
            case "checksum":
                fits = _is_checksum(value)
            case "chunks":
                fits = isinstance(value, list) and all(map(_is_checksum, value))
            case _:
                raise _refused(f"Additional properties are not allowed ({name!r} was unexpected)")
        if not fits:
            raise _refused(_FIELDS[name])
    if not body["projects"]:
        raise _refused("You need to specify at least one project")
    return body


def _state(state: str, missing: list[str] | None = None, detail: str | None = None) -> Response:
    return reply({"state": state, "missingChunks": missing or [], "detail": detail})


def _assemble(call: Call) -> Response:
    body, here = _announced(call.body), call.organization
    projects = [find_project(call.store, here, text) for text in body["projects"]]
    project_ids = sorted({project.id for project in projects if project is not None})
    if len(project_ids) != len(projects):
        raise _refused("One or more projects are invalid")
    sizes = {checksum: call.store.chunks.size(here.id, checksum) for checksum in set(body["chunks"])}
    if missing := [checksum for checksum in dict.fromkeys(body["chunks"]) if sizes[checksum] is None]:
        return _state("not_found", missing)
    known = call.store.artifact_bundles.find(organization_id=here.id, slug=body["checksum"])
    if known is not None:
        error = known.body["error"]
        return _state("ok" if error is None else "error", detail=error)
    if not sizes:
        return _state("not_found")
    if body.get("dist") and not body.get("version"):
        raise _refused("You need to specify a release together with a dist")
    found: JsonObject = {}
    error = None
    try:
        if sum(sizes[checksum] or 0 for checksum in body["chunks"]) > _FILE_SIZE:
            raise InvalidBundle("File exceeds maximum size")  # noqa: TRY301 - one kind of error here
        content = _joined(call, body["chunks"])
        found = read(content, body["checksum"], body.get("version"), body.get("dist"))
    except InvalidBundle as invalid:
        error = str(invalid)
    chunks = [] if error else body["chunks"]
    call.store.artifact_bundles.add(
        {"chunks": chunks, "projects": project_ids, "files": [], **found, "error": error},
        organization_id=here.id,
        slug=body["checksum"],
    )
    # Sentry assembles the bundle a moment later; the next request gets the result.
    return _state("created")


def _joined(call: Call, checksums: list[str]) -> bytes:
    return b"".join(call.store.chunks.get(call.organization.id, checksum) or b"" for checksum in checksums)


def _bundles(call: Call) -> list[Record]:
    return [
        bundle
        for bundle in call.store.artifact_bundles.in_organization(call.organization.id)
        if call.resolve_project().id in bundle.body["projects"] and bundle.body["error"] is None
    ]


def _lookup(call: Call) -> Response:
    if (download := call.query("download")) is not None:
        return _download(call, download)
    debug_id = (call.query("debug_id") or "").lower()
    path = f"{API}/projects/{call.organization.slug}/{call.resolve_project().slug}/artifact-lookup/"
    return reply(
        [
            {
                "id": f"artifact_bundle/{bundle.id}",
                "type": "bundle",
                "url": f"{call.public_url}{path}?download={quote(f'artifact_bundle/{bundle.id}')}",
                "resolved_with": "debug-id",
            }
            for bundle in _bundles(call)
            if debug_id and any(file["debugId"] == debug_id for file in bundle.body["files"])
        ]
    )


def _download(call: Call, name: str) -> Response:
    # A build's token may upload source maps; only a person's token may delete them.
    if call.anonymous:
        raise ApiError(403)
    kind, _, number = name.partition("/")
    wanted = as_id(number) if kind == "artifact_bundle" else None
    bundle = next((one for one in _bundles(call) if one.id == wanted), None)
    if bundle is None:
        raise not_found()
    return Response(_joined(call, bundle.body["chunks"]), media_type="application/octet-stream")


ENDPOINTS = (
    Endpoint("GET", _CHUNKS, _options, RELEASE_READ),
    Endpoint("POST", _CHUNKS, _upload, RELEASE_WRITE, read_files),
    Endpoint("POST", _ASSEMBLE, _assemble, RELEASE_WRITE),
    Endpoint("GET", _LOOKUP, _lookup, RELEASE_READ),
)
