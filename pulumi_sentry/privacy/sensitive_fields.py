"""Names of fields to scrub, which projects and the organization both take."""

from __future__ import annotations

from collections.abc import Iterable

from pulumi_sentry.declaration import Input, Problem, known

_LONGEST = 4000
"""The most characters that Sentry keeps for all names together."""


def sensitive_field_problems(declared: Input[list[Input[str]] | None]) -> Iterable[Problem]:
    """Find what Sentry would refuse of the argument `sensitive_fields`, as far as it is known."""
    if not known(declared) or declared is None:
        return
    fields = [field for field in declared if known(field)]
    if sum(map(len, fields)) > _LONGEST:
        yield Problem("sensitiveFields", "must not have more than 4000 characters in all")
    if any(not field.strip() for field in fields):
        yield Problem("sensitiveFields", "must not have an empty entry")
