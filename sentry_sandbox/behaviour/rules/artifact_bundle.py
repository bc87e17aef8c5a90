"""Reads artifact bundles: zip files with the files of a build.

A bundle is a zip file. Its `manifest.json` names the release and each file: `files` has the path in the zip with its
`url`, `type` (`minified_source`, `source_map`) and `headers`, where `debug-id` ties a minified file to its source map
(https://docs.sentry.io/platforms/javascript/sourcemaps/troubleshooting_js/debug-ids/).
"""

from __future__ import annotations

import hashlib
import io
import zipfile
import zlib
from collections.abc import Mapping
from typing import Any

from sentry_sandbox.http.strict_json import parse
from sentry_sandbox.store import JsonObject

_MANIFEST = "manifest.json"
_MANIFEST_LIMIT = 16 * 1024 * 1024
_MAX_FILES = 65_535
"""As many as a zip file has without the extensions of ZIP64."""
_ENTRY = b"PK\x01\x02"
"""How each entry of a zip file's directory begins."""
_PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""Those that uploaders use. Python unpacks the others without a bound."""
_UNREADABLE = (zipfile.BadZipFile, zlib.error, KeyError, ValueError, OSError, EOFError, RuntimeError)
"""Errors of a damaged or unsupported zip file, or a broken manifest."""


class InvalidBundle(Exception):
    """A bundle that Sentry would refuse; the text has Sentry's words."""


def read(content: bytes, checksum: str, release: str | None, dist: str | None) -> JsonObject:
    """Return a bundle's `release`, `dist` and `files`, each with path, url, type and debug id.

    Args:
        content: the zip file.
        checksum: the expected SHA-1, in hex.
        release: the version of its files; None takes the manifest's.
        dist: a part of the release; None takes the manifest's.

    Raises:
        InvalidBundle: it is no bundle, has another checksum, or has no file that could be found.
    """
    if hashlib.sha1(content, usedforsecurity=False).hexdigest() != checksum:
        raise InvalidBundle("Reported checksum mismatch")
    manifest = _manifest(content)
    files = [_file(path, file) for path, file in manifest["files"].items()]
    release, dist = release or _text(manifest, "release"), dist or _text(manifest, "dist")
    if files and release is None and not any(file["debugId"] for file in files):
        raise InvalidBundle("uploading a bundle without debug ids or release is prohibited")
    return {"release": release, "dist": dist, "files": files}


def _manifest(content: bytes) -> JsonObject:
    # Reading the directory makes an object of each entry, whatever number the file says.
    if content.count(_ENTRY) > _MAX_FILES:
        raise InvalidBundle("the bundle is invalid")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if archive.getinfo(_MANIFEST).compress_type not in _PACKINGS:
                raise InvalidBundle("the bundle is invalid")
            with archive.open(_MANIFEST) as file:
                # The size in the directory may be a lie: what counts is what comes out.
                text = file.read(_MANIFEST_LIMIT + 1)
        if len(text) > _MANIFEST_LIMIT:
            raise InvalidBundle("the bundle is invalid")
        manifest = parse(text)
    except _UNREADABLE:
        raise InvalidBundle("the bundle is invalid") from None
    found = manifest.get("files", {}) if isinstance(manifest, dict) else None
    if not isinstance(found, dict) or not all(isinstance(file, dict) for file in found.values()):
        raise InvalidBundle("the bundle is invalid")
    return {**manifest, "files": found}


def _file(path: str, file: JsonObject) -> JsonObject:
    given = file.get("headers")
    headers = {name.lower(): value for name, value in given.items()} if isinstance(given, dict) else {}
    debug_id = _text(headers, "debug-id")
    return {
        "path": path,
        "url": _text(file, "url"),
        "type": _text(file, "type"),
        "debugId": debug_id.lower() if debug_id else None,
    }


def _text(values: Mapping[str, Any], name: str) -> str | None:
    value = values.get(name)
    return value if isinstance(value, str) and value else None
