"""Sentry's published API description: where an exchange departs from it, and which departures are known.

`SENTRY_OPENAPI` names a copy of it (https://github.com/getsentry/sentry-api-schema); without one the tests that need it
are skipped. The list below gives a reason where Sentry does otherwise, or has more than it publishes.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

Json = Any
Schema = Mapping[str, Any]

DESCRIPTION = Path(os.environ.get("SENTRY_OPENAPI", ""))

needs_the_description = pytest.mark.skipif(
    not DESCRIPTION.is_file(), reason="SENTRY_OPENAPI names no copy of Sentry's API description"
)

_ORGANIZATION = "/api/0/organizations/{organization_id_or_slug}"
_PROJECT = "/api/0/projects/{organization_id_or_slug}/{project_id_or_slug}/"
_KEYS = f"{_PROJECT}keys/"
_PAGES = "every list of Sentry's takes it (https://docs.sentry.io/api/pagination/); few say so"
_CHOSEN = "read by Sentry's serializer of client keys; a server that does not is noticed by its answer"
_OWN_DEFAULT = "Sentry's own default of newer projects; the description lists the versions of 2023"
_SEARCH = "the list is searched by it in Sentry's own pages, and only so finds a member by email"
_SETTINGS = "read by Sentry's serializer of projects; the description leaves out what protects privacy"
_NUMBERS = "numeric strings are taken as well, and are what Sentry answers"
_UPLOADS = "Sentry does not publish it: its own plugins call it, and their requests were read off one of them"
_UPDATE = "described in https://docs.sentry.io/api/releases/ and not here"
_TRIGGER_ACTIONS = "read by Sentry's serializer of condition groups; its own pages send it"

KNOWN: dict[tuple[str, str, str], str] = {
    (f"GET {_KEYS}", "request", "?per_page"): _PAGES,
    (f"GET {_ORGANIZATION}/detectors/", "request", "?per_page"): _PAGES,
    (f"GET {_ORGANIZATION}/workflows/", "request", "?per_page"): _PAGES,
    (f"GET {_ORGANIZATION}/project-keys/", "request", "?per_page"): _PAGES,
    (f"GET {_ORGANIZATION}/members/", "request", "?per_page"): _PAGES,
    (f"GET {_ORGANIZATION}/members/", "request", "?query"): _SEARCH,
    **{
        (f"PUT {_PROJECT}", "request", f"$.{name}"): _SETTINGS
        for name in (
            "dataScrubber",
            "dataScrubberDefaults",
            "scrubIPAddresses",
            "sensitiveFields",
            "storeCrashReports",
            "relayPiiConfig",
        )
    },
    (f"PUT {_KEYS}{{key_id}}/", "request", "$.browserSdkVersion"): _OWN_DEFAULT,
    (f"POST {_KEYS}", "request", "$.public"): _CHOSEN,
    (f"POST {_KEYS}", "request", "$.secret"): _CHOSEN,
    (f"POST {_ORGANIZATION}/workflows/", "request", "$.detectorIds[]"): _NUMBERS,
    (f"PUT {_ORGANIZATION}/workflows/{{workflow_id}}/", "request", "$.detectorIds[]"): _NUMBERS,
    (f"POST {_ORGANIZATION}/workflows/", "request", "$.triggers.actions"): _TRIGGER_ACTIONS,
    (f"PUT {_ORGANIZATION}/workflows/{{workflow_id}}/", "request", "$.triggers.actions"): _TRIGGER_ACTIONS,
    ("PUT /api/0/organizations/sandbox/releases/gvses@1/", "request", "$"): _UPDATE,
    ("GET /api/0/organizations/sandbox/chunk-upload/", "request", "$"): _UPLOADS,
    ("POST /api/0/organizations/sandbox/chunk-upload/", "request", "$"): _UPLOADS,
    ("POST /api/0/organizations/sandbox/artifactbundle/assemble/", "request", "$"): _UPLOADS,
    ("GET /api/0/projects/sandbox/web/artifact-lookup/", "request", "$"): _UPLOADS,
    (f"GET {_ORGANIZATION}/repos/", "request", "?per_page"): _PAGES,
    (f"POST {_ORGANIZATION}/teams/", "response", "$"): "a taken slug is 409; the description prints 404",
}
"""Allowed departures: operation, side and place, with the reason."""


_TYPES: dict[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "boolean": (bool,),
    "integer": (int,),
    "number": (int, float),
}


@dataclass(frozen=True)
class Exchange:
    """One request and its answer."""

    method: str
    path: str
    query: frozenset[str]
    sent: Json
    status: int
    answered: Json


@dataclass(frozen=True)
class Departure:
    """A departure of an exchange from the description.

    Attributes:
        operation: method and path in the description, or as called where it has none.
        side: "request" or "response".
        where: the place in the body, `$` for the whole.
        what: the problem there.
    """

    operation: str
    side: str
    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.operation} {self.side} {self.where}: {self.what}"


class Description:
    """An OpenAPI document."""

    def __init__(self, file: Path) -> None:
        self._document = json.loads(file.read_text())
        paths = sorted(self._document["paths"], key=lambda path: path.count("{"))
        self._paths = [(re.compile(re.sub(r"\{[^}]+\}", "[^/]+", path)), path) for path in paths]

    def departures(self, exchange: Exchange) -> Iterator[Departure]:
        """The departures of an exchange."""
        path = next((path for pattern, path in self._paths if pattern.fullmatch(exchange.path)), None)
        operation = self._document["paths"].get(path, {}).get(exchange.method.lower())
        if operation is None:
            yield Departure(f"{exchange.method} {exchange.path}", "request", "$", "is not described")
            return
        called = f"{exchange.method} {path}"
        described = {one["name"] for one in operation.get("parameters", []) if one["in"] == "query"}
        for name in sorted(exchange.query - described):
            yield Departure(called, "request", f"?{name}", "is not described")
        body = self._schema(operation.get("requestBody"))
        if exchange.sent is not None and exchange.status < 300:  # what Sentry took
            if body is None:
                yield Departure(called, "request", "$", "takes no body")
            else:
                for where, what in self._check(body, exchange.sent, "$", strict=True):
                    yield Departure(called, "request", where, what)
        answer = operation["responses"].get(str(exchange.status))
        if answer is None:
            yield Departure(called, "response", "$", f"has no status {exchange.status}")
            return
        schema = self._schema(answer)
        if schema is not None and exchange.answered is not None:
            for where, what in self._check(schema, exchange.answered, "$", strict=False):
                yield Departure(called, "response", where, what)

    def answered_names(self, called: str) -> frozenset[str]:
        """The names at the top of what is answered under a path, as it is called, by whatever method."""
        described = next((path for pattern, path in self._paths if pattern.fullmatch(called)), None)
        answers = (
            answer
            for operation in self._document["paths"].get(described, {}).values()
            for answer in operation["responses"].values()
        )
        schemas = [self._resolved(schema) for answer in answers if (schema := self._schema(answer))]
        parts = [self._resolved(part) for schema in schemas for part in (schema, *schema.get("allOf", ()))]
        return frozenset(name for part in parts for name in part.get("properties", {}))

    def _schema(self, holder: Schema | None) -> Schema | None:
        content = (holder or {}).get("content", {}).get("application/json", {})
        schema: Schema | None = content.get("schema")
        return schema

    def _resolved(self, schema: Schema) -> Schema:
        while "$ref" in schema:
            found: Any = self._document
            for part in schema["$ref"].removeprefix("#/").split("/"):
                found = found[part]
            schema = found
        return schema

    def _check(self, schema: Schema, value: Json, where: str, *, strict: bool) -> Iterator[tuple[str, str]]:
        schema = self._resolved(schema)
        options = schema.get("anyOf") or schema.get("oneOf")
        if value is None:
            nullable = schema.get("nullable") or any(
                self._resolved(one).get("nullable") for one in options or ()
            )
            if not nullable and ("type" in schema or options):
                yield where, "is null"
            return
        if options:
            if all(any(self._check(one, value, where, strict=strict)) for one in options):
                yield where, "fits none of the alternatives"
            return
        for part in schema.get("allOf", ()):
            yield from self._check(part, value, where, strict=strict)
        kind = schema.get("type")
        if kind and not _is(kind, value):
            yield where, f"is no {kind}"
        elif "enum" in schema and value not in schema["enum"]:
            yield where, "is not in the enum"
        elif isinstance(value, dict):
            yield from self._check_object(schema, value, where, strict=strict)
        elif isinstance(value, list) and "items" in schema:
            for item in value:
                yield from self._check(schema["items"], item, f"{where}[]", strict=strict)

    def _check_object(
        self, schema: Schema, value: Mapping[str, Json], where: str, *, strict: bool
    ) -> Iterator[tuple[str, str]]:
        properties = schema.get("properties", {})
        # The description has snake case (data_sources); Sentry takes both, and clients send camel case.
        called = {_snake(name) if name not in properties and strict else name for name in value}
        for name in schema.get("required", ()):
            if name not in called:
                yield f"{where}.{name}", "is missing"
        further = schema.get("additionalProperties")
        for name, item in value.items():
            described = properties.get(name, properties.get(_snake(name)) if strict else None)
            if described is not None:
                yield from self._check(described, item, f"{where}.{name}", strict=strict)
            elif isinstance(further, dict) and further:
                yield from self._check(further, item, f"{where}.*", strict=strict)
            elif strict and properties and not further:
                # Sentry drops unknown fields silently, so a typo would go unnoticed.
                yield f"{where}.{name}", "is not described"


def _snake(name: str) -> str:
    return re.sub("[A-Z]", lambda letter: f"_{letter[0].lower()}", name)


def _is(kind: str, value: Json) -> bool:
    return isinstance(value, _TYPES[kind]) and not (kind in ("integer", "number") and isinstance(value, bool))
