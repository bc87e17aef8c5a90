"""Makes the JSON schemas of `sentry.yaml` and of a stack file's keys out of their models.

`python -m sentry_iac.estate.schema FILE` writes the one of `sentry.yaml`.

They are draft 7, which editors have known longest: a `$ref` stands alone there, and shared parts under `definitions`.
"""

from __future__ import annotations

import json
from typing import Any, Final

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from sentry_iac.estate.stack.settings import StackConfig
from sentry_iac.estate.text.saying import NAMED, UNLESS_GIVEN
from sentry_iac.estate.written.file import SentryYaml

DIALECT: Final = "http://json-schema.org/draft-07/schema#"
ID: Final = "urn:pulumi-sentry:sentry.yaml"
"""A name without a place: nothing is fetched."""

_DEFINITIONS: Final = "definitions"


class _Generator(GenerateJsonSchema):
    """Writes what a person may write: a key without a value is none, and a default of None is no value."""

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def literal_schema(self, schema: core_schema.LiteralSchema) -> JsonSchemaValue:
        # Python keeps one of two equal unions: the order of a Literal's words depends on what was imported before.
        made = super().literal_schema(schema)
        return {**made, "enum": sorted(made["enum"], key=str)} if "enum" in made else made

    def field_title_should_be_set(self, schema: object) -> bool:
        return False

    def sort(self, value: JsonSchemaValue, parent_key: str | None = None) -> JsonSchemaValue:
        # Keys and examples stay in the order in which people write them.
        return value


def json_schema() -> dict[str, Any]:
    """Return the JSON schema of `sentry.yaml`."""
    return {"$schema": DIALECT, "$id": ID, **_schema_of(SentryYaml)}


def stack_json_schema() -> dict[str, Any]:
    """Return the JSON schema of the project's own keys in a stack file, each without the project's name before it."""
    return {"$schema": DIALECT, **_schema_of(StackConfig)}


def rendered() -> str:
    """Return the text of the file with the schema of `sentry.yaml`."""
    return json.dumps(json_schema(), ensure_ascii=False, indent=1) + "\n"


def with_default(says: str, unless_given: str) -> str:
    """Return the description of a key with its default."""
    return f"{says} Unless given: {unless_given}."


def _schema_of(model: type[BaseModel]) -> dict[str, Any]:
    made = model.model_json_schema(
        by_alias=True, ref_template=f"#/{_DEFINITIONS}/{{model}}", schema_generator=_Generator
    )
    definitions: dict[str, Any] = made.pop("$defs", {})
    named: dict[str, Any] = {}
    made = _finished(made, named)
    found = {name: _finished(each, named) for name, each in definitions.items()}
    return {**made, _DEFINITIONS: dict(sorted({**found, **named}.items()))}


def _finished(node: Any, named: dict[str, Any]) -> Any:
    """Return a part with named parts moved to `named`, a `$ref` alone, and descriptions that tell the default."""
    if isinstance(node, list):
        return [_finished(each, named) for each in node]
    if not isinstance(node, dict):
        return node
    rest = {key: value for key, value in node.items() if key not in (NAMED, "$ref")}
    done = {
        key: value if key in ("examples", "default") else _finished(value, named)
        for key, value in rest.items()
    }
    reference = node.get("$ref")
    for name, schema in node.get(NAMED, {}).items():
        reference = f"#/{_DEFINITIONS}/{name}"
        if schema and name not in named:
            named[name] = None
            named[name] = _finished(schema, named)
    if reference is not None:
        done = {"allOf": [{"$ref": reference}], **done} if done else {"$ref": reference}
    return _flat(_told(done))


def _told(node: dict[str, Any]) -> dict[str, Any]:
    if not isinstance(node.get("description"), str):
        return node
    unless = node.get(UNLESS_GIVEN) or (_shown(node["default"]) if "default" in node else "")
    return {**node, "description": with_default(node["description"], unless)} if unless else node


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return f"[{', '.join(map(_shown, value))}]"
    return f"{value:g}" if isinstance(value, float) else str(value)


def _flat(node: dict[str, Any]) -> dict[str, Any]:
    """Put choices inside choices on one level."""
    if "anyOf" not in node:
        return node
    choices: list[Any] = []
    for each in node["anyOf"]:
        choices += each["anyOf"] if set(each) == {"anyOf"} else [each]
    return {**node, "anyOf": choices}
