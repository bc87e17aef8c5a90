"""The key `owner` of monitors and alerts."""

from __future__ import annotations

from typing import Annotated, Any, Final

from pydantic import WithJsonSchema

from sentry_iac.estate.text.fields import Line
from sentry_iac.estate.text.saying import key

OWN_TEAM: Final = "team"
NOBODY: Final = "none"
"""The words in place of a team's name."""

WrittenOwner = Annotated[Line, WithJsonSchema({"title": "Owner", "type": "string", "minLength": 1})]


def owner_key(of: str, unless: str = "owner of the project, or else its team") -> Any:
    """Return the key that says who owns something.

    Args:
        of: what somebody owns.
        unless: who owns it where nobody wrote it.
    """
    says = f"Who owns {of}: a name under teams, a person's email address, or {NOBODY}."
    return key(says, example="core", unless=unless)
