"""Where each mapping of a schema stands: by its path from the root, and by what it is part of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from tools.sentry_yaml.sections import PLACEHOLDERS

Schema = Mapping[str, Any]


@dataclass
class Places:
    """The places of all mappings below one root.

    Attributes:
        definitions: the mappings by name.
        paths: the paths of each, such as `projects.<project>.key`.
        around: the mappings around each, each with the key there.
    """

    definitions: Mapping[str, Schema]
    paths: dict[str, list[str]] = field(default_factory=dict)
    around: dict[str, list[tuple[str, str]]] = field(default_factory=dict)

    def walk(self, name: str, path: str = "") -> None:
        """Collect the places of a mapping, and of all inside it."""
        if path in self.paths.setdefault(name, []):
            return
        self.paths[name].append(path)
        schema = self.definitions[name]
        below = schema.get("additionalProperties")
        for key, inner in schema.get("properties", {}).items():
            # Where people choose names, a built-in one stands at the place of theirs.
            shown = _placeholder(path) if isinstance(below, dict) else key
            self._walk_into(name, path, _mentioned(inner, f"{path}.{shown}" if path else shown))
        self._walk_into(name, path, _mentioned(below, f"{path}.{_placeholder(path)}"))

    def _walk_into(self, name: str, path: str, found: Iterator[tuple[str, str]]) -> None:
        for inner, where in found:
            self.around.setdefault(inner, []).append((where.removeprefix(f"{path}."), name))
            self.walk(inner, where)


def _placeholder(path: str) -> str:
    return PLACEHOLDERS.get(path.rsplit(".", 1)[-1], "<name>")


def _mentioned(schema: Any, path: str) -> Iterator[tuple[str, str]]:
    """Yield the mappings that a value may be, each with its path."""
    if not isinstance(schema, dict):
        return
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[-1]
        if name not in ("Value", "Condition"):
            yield name, path
    for each in (*schema.get("allOf", ()), *schema.get("anyOf", ()), *schema.get("oneOf", ())):
        yield from _mentioned(each, path)
    yield from _mentioned(schema.get("items"), f"{path}[]")
    yield from _mentioned(schema.get("additionalProperties"), f"{path}.{_placeholder(path)}")
