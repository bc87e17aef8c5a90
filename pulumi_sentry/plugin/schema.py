"""The Pulumi package schema, printed from the declarations.

Format: https://www.pulumi.com/docs/iac/extending-pulumi/build-a-provider/schema/
"""

from __future__ import annotations

import inspect
import types
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.alias_generators import to_camel, to_pascal
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from pulumi_sentry.declaration import PACKAGE, Args, Lookup, Resource, Result, rules_of
from pulumi_sentry.plugin.about import about
from pulumi_sentry.plugin.examples import with_example
from pulumi_sentry.plugin.registry import Registry
from pulumi_sentry.plugin.words import enum_type, words_of
from pulumi_sentry.provider import ENVIRONMENT, ProviderArgs

Json = dict[str, Any]

_ANY = "pulumi.json#/Any"

FROM_ENVIRONMENT = {"organization": ENVIRONMENT["organization"], "baseUrl": ENVIRONMENT["base_url"]}
"""What the packages for other languages read from the environment into a provider that a program configures, so that
its state says where its objects are.

The token is left out: it would stay in the state. The provider process reads it by itself.
"""

_PRIMITIVES = {str: "string", bool: "boolean", int: "integer", float: "number"}


def package_schema(registry: Registry) -> Json:
    """The whole schema of the package as JSON values."""
    builder = _Builder()
    provider_inputs = builder.properties(ProviderArgs)
    for name, variable in FROM_ENVIRONMENT.items():
        provider_inputs[name]["defaultInfo"] = {"environment": [variable]}
    return {
        **about(),
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
            "description": with_example(cls.token, inspect.getdoc(cls) or ""),
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

    def properties(self, model: type[BaseModel | Result]) -> Json:
        return {
            info.alias or name: self.property(info, _enum_name(model, name))
            for name, info in model.model_fields.items()
        }

    def property(self, info: FieldInfo, enum: str) -> Json:
        """One property.

        Args:
            info: its declaration.
            enum: what its type is called, if it takes one of some words.
        """
        rules = rules_of(info)
        words = words_of(info.annotation, rules.words)
        if words:
            self.types[f"{PACKAGE}:index:{enum}"] = enum_type(words, info.description or "")
        type_of = self.type_of(info.annotation, enum if words else "")
        prop: Json = {"description": info.description, **type_of}
        # In a Pulumi schema a value of any type cannot have a default; Check fills it in all the same.
        if isinstance(info.default, str | bool | int | float) and prop.get("$ref") != _ANY:
            prop["default"] = info.default
        if rules.replace:
            prop["willReplaceOnChanges"] = True
        if rules.secret:
            prop["secret"] = True
        return prop

    def type_of(self, annotation: Any, enum: str = "") -> Json:  # noqa: PLR0911  # one return a shape
        """The type of a value; `enum` names the type of its words, if it takes some words only."""
        origin, inner = get_origin(annotation), get_args(annotation)
        if enum and (origin is Literal or annotation is str):
            return {"$ref": f"#/types/{PACKAGE}:index:{enum}"}
        if annotation in _PRIMITIVES:
            return {"type": _PRIMITIVES[annotation]}
        if annotation is Any:
            return {"$ref": _ANY}
        if inspect.isclass(annotation) and issubclass(annotation, BaseModel):
            return {"$ref": f"#/types/{self.object_type(annotation)}"}
        if origin is list:
            return {"type": "array", "items": self.type_of(inner[0], enum)}
        if origin is dict:
            return {"type": "object", "additionalProperties": self.type_of(inner[1], enum)}
        if origin is Literal:
            return {"type": _PRIMITIVES[type(inner[0])]}
        if origin in (Union, types.UnionType):
            arms = [self.type_of(arm, enum) for arm in inner if arm is not type(None)]
            return arms[0] if len(arms) == 1 else {"oneOf": arms}
        if hasattr(annotation, "__metadata__"):
            return self.type_of(inner[0], enum)
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


def _enum_name(model: type[BaseModel | Result], name: str) -> str:
    return f"{model.__name__.removesuffix('Args')}{to_pascal(name)}"


def _required(model: type[BaseModel | Result]) -> list[str]:
    is_input = issubclass(model, Args)
    return [
        info.alias or to_camel(name)
        for name, info in model.model_fields.items()
        if info.default is PydanticUndefined and (is_input or info.default_factory is None)
    ]
