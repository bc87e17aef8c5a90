"""The forms that Sentry gives to what it is sent, as types of arguments.

An argument of such a type is brought into the form where it is checked, in a program and in the provider. State, the
comparison with what is at Sentry and the recognition of a leftover object all see that form alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sentry_rules import aggregates, assertions, crontab

if TYPE_CHECKING:
    Trimmed = str
    TrimmedLower = str
    Aggregate = str
    Crontab = str
    Assertion = dict[str, Any]
else:
    from typing import Annotated

    from pydantic import AfterValidator, StringConstraints

    Trimmed = Annotated[str, StringConstraints(strip_whitespace=True)]
    """Without blanks and line breaks around it (Django REST framework's `CharField`)."""

    TrimmedLower = Annotated[str, StringConstraints(strip_whitespace=True, to_lower=True)]
    """Trimmed, and in lower case (sentry: `clean_newline_inputs`)."""

    Aggregate = Annotated[Trimmed, AfterValidator(aggregates.normal)]
    """A function of an attribute by the attribute's own name."""

    Crontab = Annotated[str, AfterValidator(crontab.normal)]
    """Five fields with one blank between two, also where an alias was written."""

    Assertion = Annotated[dict[str, Any], AfterValidator(assertions.normal)]
    """What an uptime check expects, without the ids of its parts, its keys in snake case."""
