"""Converts property values between the engine's protobuf structs and plain Python values.

Decoding replaces the engine's marker for unknown values by `UNKNOWN` and remembers the paths of secrets; encoding puts
both back. The rest of the provider does not know how the wire spells them. Wire forms:
https://www.pulumi.com/docs/iac/extending-pulumi/... (property values), `pulumi.runtime.rpc`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from google.protobuf import struct_pb2
from pulumi.runtime import rpc

from pulumi_sentry.declaration import UNKNOWN, Path, Unknown

_SIGNATURE = rpc._special_sig_key
_SECRET = rpc._special_secret_sig
_RESOURCE = rpc._special_resource_sig
_OUTPUT = rpc._special_output_value_sig

_EXACT = 2**53
"""Every smaller whole number has a float of its own."""


def decode(struct: struct_pb2.Struct) -> tuple[dict[str, Any], set[Path]]:
    """Plain values of a struct, and the paths of its secrets."""
    secrets: set[Path] = set()
    values = {key: _decode(value, (key,), secrets) for key, value in struct.fields.items()}
    return values, secrets


def _decode(value: struct_pb2.Value, path: Path, secrets: set[Path]) -> Any:
    kind = value.WhichOneof("kind")
    if kind == "struct_value":
        return _decode_struct(value.struct_value, path, secrets)
    if kind == "list_value":
        return [_decode(item, (*path, index), secrets) for index, item in enumerate(value.list_value.values)]
    if kind == "string_value":
        return UNKNOWN if value.string_value == rpc.UNKNOWN else value.string_value
    if kind == "number_value":
        return _number(value.number_value)
    if kind == "bool_value":
        return value.bool_value
    return None


def _number(value: float) -> int | float:
    # The wire has only floats, and some of Sentry's fields take only whole numbers.
    return int(value) if value.is_integer() and abs(value) < _EXACT else value


def _decode_struct(struct: struct_pb2.Struct, path: Path, secrets: set[Path]) -> Any:
    fields = struct.fields
    signature = fields[_SIGNATURE].string_value if _SIGNATURE in fields else ""
    if signature == _SECRET:
        secrets.add(path)
        return _decode(fields["value"], path, secrets)
    if signature == _OUTPUT:
        if "secret" in fields and fields["secret"].bool_value:
            secrets.add(path)
        return _decode(fields["value"], path, secrets) if "value" in fields else UNKNOWN
    if signature == _RESOURCE:
        return _decode(fields["id"], path, secrets)
    return {key: _decode(item, (*path, key), secrets) for key, item in fields.items()}


def encode(values: Mapping[str, Any], secrets: Collection[Path] = ()) -> struct_pb2.Struct:
    """A struct of plain values, without `None` entries; values at secret paths are marked secret."""
    struct = struct_pb2.Struct()
    for key, value in values.items():
        if value is not None:
            struct.fields[key].CopyFrom(_encode(value, (key,), secrets))
    return struct


def _encode(value: Any, path: Path, secrets: Collection[Path]) -> struct_pb2.Value:
    encoded = struct_pb2.Value()
    if isinstance(value, Unknown):
        encoded.string_value = rpc.UNKNOWN
    elif value is None:
        encoded.null_value = struct_pb2.NULL_VALUE
    elif isinstance(value, bool):
        encoded.bool_value = value
    elif isinstance(value, int | float):
        encoded.number_value = value
    elif isinstance(value, str):
        encoded.string_value = value
    elif isinstance(value, Mapping):
        encoded.struct_value.SetInParent()
        for key, item in value.items():
            encoded.struct_value.fields[key].CopyFrom(_encode(item, (*path, key), secrets))
    else:
        encoded.list_value.SetInParent()
        for index, item in enumerate(value):
            encoded.list_value.values.append(_encode(item, (*path, index), secrets))
    if path in secrets:
        marked = struct_pb2.Value()
        marked.struct_value.fields[_SIGNATURE].string_value = _SECRET
        marked.struct_value.fields["value"].CopyFrom(encoded)
        return marked
    return encoded
