"""Reads what Terraform manages, from a state of version 4 or from what `terraform show -json` prints."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sentry_iac.export.other_tools.managed import Managed, Tool, clues_in, given_name, projects_in
from sentry_iac.export.other_tools.state_file import StateFile

_HELP: Final = "`terraform state pull > terraform.tfstate` writes one"
_VERSION: Final = 4
_OURS: Final = "sentry_"
_MODULE: Final = re.compile(r'([^."\[\]]+)(?:\["?(.*?)"?\])?')


def read_terraform(path: Path) -> list[Managed]:
    """Return the objects at Sentry that a configuration of Terraform or OpenTofu manages.

    Raises:
        CommandError: the file cannot be read, or is no such state.
    """
    file = StateFile(path, "a state of Terraform", _HELP)
    content = file.read()
    if "encrypted_data" in content:
        raise file.wrong("is encrypted")
    if "format_version" not in content and content.get("version") != _VERSION:
        raise file.wrong(f"has not the format version {_VERSION}")
    managed = list(_shown(file, content) if "format_version" in content else _stored(file, content))
    if not managed:
        raise file.wrong("names no object of Sentry", of="the provider jianyuan/sentry")
    return managed


@dataclass(frozen=True, slots=True, kw_only=True)
class _Named:
    """A resource of a configuration: its type, its name, its key where it has several, and the module around it."""

    kind: str
    name: str
    key: str | int | None
    within: str

    @property
    def address(self) -> str:
        module = f"{self.within}." if self.within else ""
        return f"{module}{self.kind}.{self.name}{_in_brackets(self.key)}"


def _stored(file: StateFile, content: Mapping[str, Any]) -> Iterator[Managed]:
    for number, resource in enumerate(file.mappings(content.get("resources", []), "resources")):
        where = f"resources[{number}]"
        if not _is_ours(file, resource, where):
            continue
        module = resource.get("module")
        within = "" if module is None else file.line(module, f"{where}.module")
        for instance in file.mappings(resource.get("instances"), f"{where}.instances"):
            named = _named(file, resource, instance.get("index_key"), within, where)
            deposed = "deposed" in instance
            yield _managed(file, named, named.address, instance.get("attributes"), deposed=deposed)


def _shown(file: StateFile, content: Mapping[str, Any]) -> Iterator[Managed]:
    if "planned_values" in content or "prior_state" in content:
        raise file.wrong("is a plan")
    top = file.mapping(
        file.mapping(content.get("values", {}), "values").get("root_module", {}), "root_module"
    )
    waiting = [("", top)]
    while waiting:
        within, module = waiting.pop()
        where = f"the resources of {within or 'the root module'}"
        for resource in file.mappings(module.get("resources", []), where):
            if _is_ours(file, resource, where):
                named = _named(file, resource, resource.get("index"), within, where)
                address = file.line(resource.get("address"), where)
                deposed = "deposed_key" in resource
                yield _managed(file, named, address, resource.get("values"), deposed=deposed)
        inside = file.mappings(module.get("child_modules", []), "child_modules")
        waiting += [(file.line(each.get("address"), "address of a module"), each) for each in inside]


def _is_ours(file: StateFile, resource: Mapping[str, Any], where: str) -> bool:
    return file.line(resource.get("type"), where).startswith(_OURS) and resource.get("mode") == "managed"


def _named(file: StateFile, resource: Mapping[str, Any], key: Any, within: str, where: str) -> _Named:
    if key is not None and (isinstance(key, bool) or not isinstance(key, str | int)):
        raise file.wrong(f"has a key that is no text and no number at {where}")
    return _Named(
        kind=str(resource["type"]), name=file.line(resource.get("name"), where), key=key, within=within
    )


def _managed(file: StateFile, named: _Named, address: str, attributes: Any, *, deposed: bool) -> Managed:
    attributes = attributes if isinstance(attributes, dict) else {}
    key = "" if named.key is None else str(named.key)
    return Managed(
        tool=Tool.TERRAFORM,
        file=file.shown,
        address=file.line(address, f"the address of {named.kind}.{named.name}"),
        kind=named.kind,
        name=given_name(named.name, key, _name_of_module(named.within)),
        clues=clues_in(named.kind, attributes),
        projects=projects_in(named.kind, attributes),
        unfinished="Terraform has replaced it, and has yet to delete it" if deposed else "",
    )


def _in_brackets(key: str | int | None) -> str:
    """Return a key of `for_each` or `count` as an address has it."""
    if key is None:
        return ""
    if isinstance(key, int):
        return f"[{key}]"
    quoted = key.replace("\\", "\\\\").replace('"', '\\"')
    for sign, written in (("\n", "\\n"), ("\r", "\\r"), ("\t", "\\t"), ("${", "$${"), ("%{", "%%{")):
        quoted = quoted.replace(sign, written)
    return f'["{quoted}"]'


def _name_of_module(address: str) -> str:
    """Return the name of the innermost module, with its key."""
    found = _MODULE.fullmatch(address.rpartition("module.")[2])
    return "" if found is None else given_name(found[1], found[2] or "")
