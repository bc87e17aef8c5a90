"""The file that says which object at Sentry each resource of a project stands for: written by an export, read by adopt.

It holds ids only, no secrets, and may be committed. Once a stack has adopted everything, nobody needs it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sentry_iac.errors import CommandError

FILE: Final = "adopt.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Imports:
    """Ids of existing objects.

    Attributes:
        url: the address of their Sentry.
        organization: the slug of their organization.
        ids: by type (`sentry:index:Team`) and by resource name.
    """

    url: str
    organization: str
    ids: Mapping[str, Mapping[str, str]]

    @property
    def count(self) -> int:
        """How many there are."""
        return sum(map(len, self.ids.values()))

    def text(self) -> str:
        """Return the file's text."""
        place = {"url": self.url, "organization": self.organization}
        return json.dumps({"sentry": place, "resources": self.ids}, indent=2, ensure_ascii=False) + "\n"


def read_imports(path: Path) -> Imports:
    """Read the file.

    Raises:
        CommandError: it is missing, or not what an export writes.
    """
    try:
        written = json.loads(path.read_text(encoding="utf-8"))
        place, ids = written["sentry"], written["resources"]
        return Imports(
            url=str(place["url"]),
            organization=str(place["organization"]),
            ids={str(kind): {str(name): str(id) for name, id in each.items()} for kind, each in ids.items()},
        )
    except FileNotFoundError:
        raise CommandError(
            f"there is no {path.name} in {path.parent}; `sentry-iac export` writes it beside sentry.yaml"
        ) from None
    except (OSError, ValueError, KeyError, AttributeError, TypeError) as error:
        raise CommandError(
            f"{path.name} is not what `sentry-iac export` writes ({type(error).__name__}); export again"
        ) from error
