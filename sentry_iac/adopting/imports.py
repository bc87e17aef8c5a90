"""The file that says which object at Sentry each resource of a project stands for: written by an export, read by adopt.

It holds ids only, no secrets, and may be committed. Once the stacks have adopted everything, nobody needs it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from pulumi_sentry.api.http.base_url import site_address
from sentry_iac.errors import CommandError
from sentry_iac.stack_name import short_name

FILE: Final = "adopt.json"

Ids = Mapping[str, Mapping[str, str]]
"""By type (`sentry:index:Team`) and by resource name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Imports:
    """Ids of existing objects.

    Attributes:
        url: the address of their Sentry.
        organization: the slug of their organization.
        stacks: the ids of each stack, by its name; where there is one stack, the file does not name it.
    """

    url: str
    organization: str
    stacks: Mapping[str, Ids]

    @property
    def count(self) -> int:
        """How many there are."""
        return sum(len(each) for ids in self.stacks.values() for each in ids.values())

    def are_of(self, url: str, organization: str) -> bool:
        """Whether the objects are those of this organization.

        Args:
            url: the address of a Sentry, as a person configured it.
            organization: the slug of an organization there.
        """
        return (site_address(self.url), self.organization) == (site_address(url), organization)

    def text(self) -> str:
        """Return the file's text."""
        place = {"url": self.url, "organization": self.organization}
        ids = list(self.stacks.values())
        content = {"resources": ids[0]} if len(ids) == 1 else {"stacks": self.stacks}
        return json.dumps({"sentry": place, **content}, indent=2, ensure_ascii=False) + "\n"


def read_imports(path: Path, stack: str) -> Imports:
    """Read what the file has for a stack.

    Args:
        path: the file.
        stack: the stack; `organization/stack` has the ids of `stack`.

    Raises:
        CommandError: the file is missing, is not what an export writes, or has nothing for this stack.
    """
    name, imports = short_name(stack), read_all_imports(path, stack)
    if name not in imports.stacks:
        known = " and ".join(imports.stacks)
        raise CommandError(
            f"{path.name} has objects of stack {known}, and none of {name}; adopt those, or name {name} in an "
            "export's --stacks"
        )
    return imports


def read_all_imports(path: Path, stack: str) -> Imports:
    """Do as `read_imports` does, whether or not the file has anything for the stack."""
    name = short_name(stack)
    try:
        written = json.loads(path.read_text(encoding="utf-8"))
        place = written["sentry"]
        several = written.get("stacks")
        stacks = {name: written["resources"]} if several is None else dict(several)
        return Imports(
            url=str(place["url"]),
            organization=str(place["organization"]),
            stacks={each: _ids(ids) for each, ids in stacks.items()},
        )
    except FileNotFoundError:
        raise CommandError(
            f"there is no {path.name} in {path.parent}; `sentry-iac export` writes it beside sentry.yaml"
        ) from None
    except (OSError, ValueError, KeyError, AttributeError, TypeError) as error:
        raise CommandError(
            f"{path.name} is not what `sentry-iac export` writes ({type(error).__name__}); export again"
        ) from error


def _ids(ids: Mapping[str, Mapping[str, Any]]) -> Ids:
    return {str(kind): {str(name): str(id) for name, id in each.items()} for kind, each in ids.items()}
