"""The key `owner` of monitors and alerts."""

from __future__ import annotations

from typing import Annotated, Final

from pydantic import Field

from sentry_iac.estate.text.fields import Line

OWN_TEAM: Final = "team"
NOBODY: Final = "none"
"""The words in place of a team's name."""

WrittenOwner = Annotated[
    Line,
    Field(
        description="Who owns it: a name under teams, a person's email address, or none; the project's team unless "
        "given."
    ),
]
