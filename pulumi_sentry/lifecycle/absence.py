"""Reports a missing object in the words of the program that looked it up."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from pulumi_sentry.api.errors import NotFound
from pulumi_sentry.lifecycle.handler import Session

IF_MISSING = "What to do where there is none, for people; the error says it."
"""Describes the argument `if_missing` of a lookup."""


@contextmanager
def explained_absence(session: Session, noun: str, reference: str, if_missing: str | None) -> Iterator[None]:
    """Turn Sentry's 404 for one object into an error that says what to do, if the program said so.

    Args:
        session: the provider's session.
        noun: what was looked for, such as `project`.
        reference: its id or slug.
        if_missing: advice from the program; None leaves the error as Sentry gave it.

    Raises:
        NotFound: there is none, or the token may not see it.
    """
    try:
        yield
    except NotFound as error:
        if if_missing is None:
            raise
        organization = session.client.organization
        raise NotFound(
            f"there is no {noun} '{reference}' in organization '{organization}': {if_missing}",
            method=error.method,
            path=error.path,
            status=error.status,
        ) from error
