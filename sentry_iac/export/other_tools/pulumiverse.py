"""Reads what a stack manages by pulumiverse's package, or by Terraform's provider in Pulumi."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from sentry_iac.export.other_tools.managed import Managed, Tool, clues_in, given_name, projects_in
from sentry_iac.export.other_tools.state_file import StateFile

_HELP: Final = "`pulumi stack export --file stack.json` writes one"
_BRIDGED: Final = re.compile(r"sentry:index/[A-Za-z0-9]+:(?:Sentry)?([A-Z][A-Za-z0-9]*)")
"""Types of packages that are made of Terraform's provider; those of pulumi-sentry itself have no slash."""

_URN: Final = re.compile(r"urn:pulumi:[^:]+::[^:]+::.+?::.+")
_WORD: Final = re.compile(r"(?<!^)(?=[A-Z])")
_PARTS_OF_URN: Final = 4


def read_pulumiverse(path: Path) -> list[Managed]:
    """Return the objects at Sentry that a stack manages, in the order of its state: what others refer to comes first.

    Values that the stack keeps encrypted are not read.

    Raises:
        CommandError: the file cannot be read, or is no exported stack.
    """
    file = StateFile(path, "an exported stack of Pulumi", _HELP)
    deployment = file.mapping(file.read().get("deployment"), "deployment")
    resources = [*file.mappings(deployment.get("resources", []), "deployment.resources")]
    managed = [*_managed(file, resources, _users(resources))]
    if not managed:
        raise file.wrong("names no object of Sentry", of="pulumiverse's package")
    return managed


def _managed(
    file: StateFile, resources: list[Mapping[str, Any]], users: Mapping[str, list[str]]
) -> Iterator[Managed]:
    for number, resource in enumerate(resources):
        where = f"deployment.resources[{number}]"
        bridged = _BRIDGED.fullmatch(file.line(resource.get("type"), f"{where}.type"))
        if bridged is None or resource.get("custom") is not True or resource.get("external") is True:
            continue
        urn = file.line(resource.get("urn"), f"{where}.urn")
        if not _URN.fullmatch(urn):
            raise file.wrong(f"has no URN at {where}.urn")
        kind = f"sentry_{_WORD.sub('_', bridged[1]).lower()}"
        attributes = {
            _WORD.sub("_", name).lower(): value
            for said in (resource.get("inputs"), resource.get("outputs"))
            if isinstance(said, dict)
            for name, value in said.items()
        }
        attributes["id"] = resource.get("id")
        parent = resource.get("parent")
        yield Managed(
            tool=Tool.PULUMIVERSE,
            file=file.shown,
            address=urn,
            kind=kind,
            name=given_name(_name_in(urn), around=_name_in(parent) if isinstance(parent, str) else ""),
            clues=clues_in(kind, attributes),
            projects=projects_in(kind, attributes),
            unfinished="Pulumi has replaced it, and has yet to delete it" if resource.get("delete") else "",
            protected=resource.get("protect") is True,
            users=tuple(dict.fromkeys(users[urn])),
        )


def _users(resources: list[Mapping[str, Any]]) -> dict[str, list[str]]:
    """Return the URNs of what refers to each resource."""
    users: dict[str, list[str]] = defaultdict(list)
    for resource in resources:
        urn = resource.get("urn")
        for other in (
            *_texts(resource.get("dependencies")),
            resource.get("parent"),
            resource.get("deletedWith"),
        ):
            if isinstance(other, str) and isinstance(urn, str):
                users[other].append(urn)
    return users


def _texts(value: Any) -> list[str]:
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []


def _name_in(urn: str) -> str:
    """Return the name of a resource: what stands after the stack, the project and the types."""
    parts = urn.split("::", _PARTS_OF_URN - 1)
    return parts[-1] if len(parts) == _PARTS_OF_URN else ""
