"""Makes the reference: a table for each section, a line for each key."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

import yaml

from sentry_iac.estate.schema.making import json_schema, stack_json_schema, with_default
from sentry_iac.estate.text.saying import UNIT, UNLESS_GIVEN
from tools.sentry_yaml.places import Places, Schema
from tools.sentry_yaml.sections import SECTIONS, Section

BEGIN: Final = "<!-- printed by make docs: begin -->\n"
END: Final = "<!-- printed by make docs: end -->\n"

_SWITCH: Final = "true, false"
_EMPTY: Final = "empty text"
_MOST_PATHS: Final = 4
_WORDS: Final = {
    "string": "text",
    "boolean": _SWITCH,
    "integer": "whole number",
    "number": "number",
    "object": "mapping",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One key: where it stands in its mapping, what it says of itself, and whether it must be written."""

    key: str
    schema: Schema
    is_required: bool


class Reference:
    """The reference, made of one schema and its stack file's."""

    def __init__(self) -> None:
        whole, stack = json_schema(), stack_json_schema()
        self._definitions: dict[str, Schema] = {**stack["definitions"], **whole["definitions"]}
        self._definitions |= {"SentryYaml": whole, "StackConfig": stack}
        self._in_file, self._in_stack = Places(self._definitions), Places(self._definitions)
        self._in_file.walk("SentryYaml")
        self._in_stack.walk("StackConfig")
        self._section_of = {name: section for section in SECTIONS for name in section.definitions}

    @property
    def mappings(self) -> list[str]:
        """The names of all mappings with keys."""
        return [name for name, schema in self._definitions.items() if "properties" in schema]

    def rows(self, name: str) -> Iterator[Row]:
        """Yield the keys of a mapping, by its name among the definitions."""
        yield from self._rows(self._definitions[name], "")

    def text(self) -> str:
        """Return the whole reference."""
        return "\n".join([*(self._section(section) for section in SECTIONS), self._conditions()])

    def _rows(self, schema: Schema, before: str) -> Iterator[Row]:
        needed = schema.get("required", ())
        for key, inner in schema["properties"].items():
            yield Row(f"{before}{key}", inner, key in needed)
            if "properties" in inner:
                yield from self._rows(inner, f"{before}{key}.")

    def _section(self, section: Section) -> str:
        lines = [f"### {section.title}", ""]
        lines += [f"{section.says}", ""] if section.says else []
        if where := self._places(section):
            lines += [where, ""]
        lines += ["| key | what it is for | value | unless given | example |", "|---|---|---|---|---|"]
        lines += [self._line(row, only) for row, only in self._merged(section)]
        return "\n".join([*lines, ""])

    def _conditions(self) -> str:
        """Return the table of triggers and filters."""
        condition = self._definitions["Condition"]
        kinds = condition["anyOf"][1]["properties"]
        lines = ["### Condition", "", condition["description"], ""]
        lines += ["| condition | arguments |", "|---|---|"]
        for kind, schema in kinds.items():
            arguments = [
                f"`{name}`: {self._value(inner)}"
                + ("" if name in schema["required"] else " (may be left out)")
                for name, inner in schema.get("properties", {}).items()
            ]
            if kind != "not":
                lines.append(f"| `{kind}` | {'; '.join(arguments) or 'none'} |")
        return "\n".join([*lines, ""])

    def _merged(self, section: Section) -> Iterator[tuple[Row, str]]:
        """Yield the keys of all mappings of a section, each with where alone it stands."""
        seen: list[tuple[Row, list[str]]] = []
        for name in section.definitions:
            for row in self.rows(name):
                same = next((names for other, names in seen if other == row), None)
                if same is None:
                    seen.append((row, [name]))
                else:
                    same.append(name)
        for row, names in sorted(seen, key=lambda each: not each[0].is_required):
            everywhere = len(names) == len(section.definitions)
            yield row, "" if everywhere else _listed(section.definitions[name] for name in names)

    def _places(self, section: Section) -> str:
        """Say where the mappings of a section stand: by their paths, or by what they are part of."""
        found = [
            list(
                dict.fromkeys(
                    path for name in section.definitions for path in places.paths.get(name, ()) if path
                )
            )
            for places in (self._in_file, self._in_stack)
        ]
        if max(map(len, found)) > _MOST_PATHS:
            return f"Stands under {self._parts(section)}."
        in_file, in_stack = (_listed(f"`{path}`" for path in paths) if paths else "" for paths in found)
        if in_file and in_stack:
            return f"Stands under {in_file}; in a stack file under {in_stack}."
        return (
            f"Stands under {in_file}."
            if in_file
            else f"In a stack file under {in_stack}."
            if in_stack
            else ""
        )

    def _parts(self, section: Section) -> str:
        keys: dict[str, set[str]] = {}
        for places in (self._in_file, self._in_stack):
            for name in section.definitions:
                for key, around in places.around.get(name, ()):
                    keys.setdefault(key, set()).add(self._link(around))
        same: dict[str, list[str]] = {}
        for key, links in keys.items():
            same.setdefault(_listed(sorted(links)), []).append(f"`{key}`")
        return "; ".join(f"{_listed(each)} of {links}" for links, each in same.items())

    def _line(self, row: Row, only: str) -> str:
        unless = row.schema.get(UNLESS_GIVEN) or _default(row.schema)
        says = row.schema["description"]
        if unless:
            says = says.removesuffix(with_default("", unless))
        says = f"{says} *({only} only)*" if only else says
        example = yaml.safe_dump(
            {row.key.rsplit(".", 1)[-1]: row.schema["examples"][0]},
            default_flow_style=True,
            sort_keys=False,
            width=1000,
            allow_unicode=True,
        )
        shown = "**must be given**" if row.is_required else _plain(unless, "default" in row.schema)
        cells = (f"`{row.key}`", says, self._value(row.schema), shown, f"`{example.strip()[1:-1]}`")
        return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"

    def _value(self, schema: Schema) -> str:
        kind, unit = self._kind(schema), schema.get(UNIT)
        if kind == _SWITCH:
            return "true or false"
        return f"{kind}: {unit}" if unit else kind

    def _kind(self, schema: Schema) -> str:
        if "$ref" in schema:
            return self._link(schema["$ref"].rsplit("/", 1)[-1])
        if "allOf" in schema:
            return self._kind(schema["allOf"][0])
        if "enum" in schema or "const" in schema:
            words = schema.get("enum", [schema.get("const")])
            return _listed([f"`{word}`" for word in words if word not in (False, "")] or [_EMPTY], "or")
        if "title" in schema:
            return str(schema["title"]).lower()
        choices = {self._kind(each) for each in schema.get("anyOf", schema.get("oneOf", ()))} - {_EMPTY}
        return _listed(sorted(choices, key=_order), "or") if choices else self._of_type(schema)

    def _of_type(self, schema: Schema) -> str:
        kind, inner = schema.get("type"), schema.get("additionalProperties")
        if kind == "array":
            return f"list of {self._kind(schema.get('items', {}))}"
        if kind == "object" and isinstance(inner, dict):
            return f"by name: {self._kind(inner)}"
        return _WORDS.get(str(kind), "any value")

    def _link(self, name: str) -> str:
        section = self._section_of.get(name)
        if section is None:
            title = str(self._definitions[name]["title"]).lower()
            return f"[{title}](#{title})" if name == "Condition" else title
        return f"[{section.definitions[name]}](#{section.anchor})"


def _order(kind: str) -> tuple[bool, str]:
    return kind != _SWITCH, kind


def _listed(texts: Iterable[str], last: str = "and") -> str:
    *before, end = texts
    return f"{', '.join(before)} {last} {end}" if before else end


def _default(schema: Schema) -> str:
    shown = schema.get("default", "")
    if isinstance(shown, bool):
        return str(shown).lower()
    if isinstance(shown, list):
        return f"[{', '.join(map(str, shown))}]"
    return f"{shown:g}" if isinstance(shown, float) else str(shown)


def _plain(text: str, is_value: bool) -> str:
    return f"`{text}`" if is_value else text


def with_reference(page: str) -> str:
    """Return a page with the reference between its marks."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{Reference().text()}\n{END}{after}"
