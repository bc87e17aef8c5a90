"""How a command calls a stack's Sentry itself, without the engine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sentry_iac.errors import CommandError
from sentry_iac.files.layout import Layout
from sentry_iac.sandbox import background
from sentry_iac.stacks.target import TOKEN, URL, real_target_of, refuse_foreign_token


@dataclass(frozen=True)
class SentryAccess:
    """An organization of a Sentry, and the token for it.

    Attributes:
        url: the address of Sentry.
        organization: its slug there.
        token: never print it.
    """

    url: str
    organization: str
    token: str = field(repr=False)


def find_access(layout: Layout, stack: str, environ: Mapping[str, str]) -> SentryAccess:
    """Return the Sentry that a stack is applied to, the real one or the local sandbox.

    Raises:
        CommandError: real Sentry is half configured, its token is only in the stack's secrets, or no sandbox runs;
            or the token of the environment is for another Sentry than the stack file names.
    """
    known_token = background.known_token(layout)
    target = real_target_of(layout, stack, environ)
    if target is None:
        url = background.running_sandbox(layout)
        if url is None or known_token is None:
            raise CommandError(
                f"no Sentry to work on: `export {TOKEN}=…` for a real one, or `make up` starts the local sandbox"
            )
        return SentryAccess(url, background.ORGANIZATION, known_token)
    token = environ.get(TOKEN, "").strip()
    if not token or token == known_token:
        raise CommandError(
            f"the token of stack {stack} is a secret of its config, which only Pulumi can read; `export {TOKEN}=…`"
        )
    # The stack file may have a token of its own, for the provider; this one is the environment's all the same.
    refuse_foreign_token(environ.get(URL, "").strip(), target.url)
    return SentryAccess(target.url, target.organization, token)
