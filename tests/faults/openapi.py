"""Reads Sentry's published API description and says where an exchange departs from it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Json = Any
Schema = Mapping[str, Any]

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
