"""The Pulumi package schema, printed from the declarations.

Format: https://www.pulumi.com/docs/iac/extending-pulumi/build-a-provider/schema/
"""

from __future__ import annotations

import inspect
import types
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.alias_generators import to_camel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from pulumi_sentry._version import __version__
from pulumi_sentry.declaration import PACKAGE, Args, Lookup, Resource, rules_of
from pulumi_sentry.plugin.registry import Registry
from pulumi_sentry.provider import ProviderArgs

Json = dict[str, Any]

_PRIMITIVES = {str: "string", bool: "boolean", int: "integer", float: "number"}


def package_schema(registry: Registry) -> Json:
    """The whole schema of the package as JSON values."""
    builder = _Builder()
    provider_inputs = builder.properties(ProviderArgs)
    return {
        "name": PACKAGE,
        "displayName": "Sentry",
        "version": __version__,
        "description": "Sentry as code: projects, client keys, monitors and alerts on the Monitors & Alerts API.",
        "keywords": ["pulumi", "sentry", "category/monitoring", "kind/native"],
        "license": "Apache-2.0",
        "meta": {"moduleFormat": "(.*)"},
        "config": {"variables": provider_inputs},
        "provider": {"inputProperties": provider_inputs},
        "resources": {token: builder.resource(cls) for token, cls in registry.resources.items()},
        "functions": {token: builder.function(cls) for token, cls in registry.lookups.items()},
        "types": dict(sorted(builder.types.items())),
    }


def schema_of(model: type[BaseModel]) -> tuple[Json, list[str], Json]:
    """The properties of one model, those of them that are required, and their object types by token."""
    builder = _Builder()
    return builder.properties(model), _required(model), builder.types


class _Builder:
    def __init__(self) -> None:
        self.types: Json = {}

    def resource(self, cls: type[Resource[Any]]) -> Json:
        inputs = self.properties(cls.args_type)
        own = {
            spec.wire_name: {
                "description": spec.description,
                **self.type_of(spec.type),
                **({"secret": True} if spec.secret else {}),
            }
            for spec in cls.outputs.values()
        }
        outputs = {
            name: {k: v for k, v in prop.items() if k != "default"} for name, prop in inputs.items()
        } | own
        required = _required(cls.args_type)
        return {
            "description": inspect.getdoc(cls),
            "inputProperties": inputs,
            "requiredInputs": required,
            "properties": outputs,
            "required": sorted({*required, *(s.wire_name for s in cls.outputs.values() if not s.optional)}),
        }

    def function(self, cls: type[Lookup[Any, Any]]) -> Json:
        return {
            "description": inspect.getdoc(cls),
            "inputs": {
                "type": "object",
                "properties": self.properties(cls.args_type),
                "required": _required(cls.args_type),
            },
            "outputs": {
                "type": "object",
                "properties": self.properties(cls.result_type),
                "required": _required(cls.result_type),
            },
        }

    def properties(self, model: type[BaseModel]) -> Json:
        return {info.alias or name: self.property(info) for name, info in model.model_fields.items()}

    def property(self, info: FieldInfo) -> Json:
        rules = rules_of(info)
        prop: Json = {"description": info.description, **self.type_of(info.annotation)}
        # In a Pulumi schema a value of any type cannot have a default; Check fills it in all the same.
        if isinstance(info.default, str | bool | int | float) and "$ref" not in prop:
            prop["default"] = info.default
        if rules.replace:
            prop["willReplaceOnChanges"] = True
        if rules.secret:
            prop["secret"] = True
        return prop

    def type_of(self, annotation: Any) -> Json:  # noqa: PLR0911  # one return a shape
        origin, inner = get_origin(annotation), get_args(annotation)
        if annotation in _PRIMITIVES:
            return {"type": _PRIMITIVES[annotation]}
        if annotation is Any:
            return {"$ref": "pulumi.json#/Any"}
        if inspect.isclass(annotation) and issubclass(annotation, BaseModel):
            return {"$ref": f"#/types/{self.object_type(annotation)}"}
        if origin is list:
            return {"type": "array", "items": self.type_of(inner[0])}
        if origin is dict:
            return {"type": "object", "additionalProperties": self.type_of(inner[1])}
        if origin is Literal:
            return {"type": _PRIMITIVES[type(inner[0])]}
        if origin in (Union, types.UnionType):
            arms = [self.type_of(arm) for arm in inner if arm is not type(None)]
            return arms[0] if len(arms) == 1 else {"oneOf": arms}
        if hasattr(annotation, "__metadata__"):
            return self.type_of(inner[0])
        raise TypeError(f"no schema for {annotation!r}")

    def object_type(self, model: type[BaseModel]) -> str:
        token = f"{PACKAGE}:index:{model.__name__.removesuffix('Args')}"
        if token not in self.types:
            self.types[token] = {}  # reserves the name for a model that contains itself
            self.types[token] = {
                "description": inspect.getdoc(model),
                "type": "object",
                "properties": self.properties(model),
                "required": _required(model),
            }
        return token


def _required(model: type[BaseModel]) -> list[str]:
    is_input = issubclass(model, Args)
    return [
        info.alias or to_camel(name)
        for name, info in model.model_fields.items()
        if info.default is PydanticUndefined and (is_input or info.default_factory is None)
    ]
