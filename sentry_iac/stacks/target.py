"""Which Sentry a stack is applied to: the user's real one, or the local sandbox."""

from __future__ import annotations

import enum
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from pulumi_sentry.api.errors import ConfigurationError
from pulumi_sentry.api.http.base_url import parse_base_url
from pulumi_sentry.lifecycle.place import check_environment_token
from sentry_iac.errors import CommandError
from sentry_iac.files.layout import Layout
from sentry_iac.sandbox import background
from sentry_iac.stacks.config import SentryConfig, read_sentry_config

DEFAULT_URL = "https://sentry.io"

TOKEN = "SENTRY_AUTH_TOKEN"  # noqa: S105 - the name of a variable
ORGANIZATION = "SENTRY_ORG"
URL = "SENTRY_URL"
MARK = "SENTRY_IAC_SANDBOX"
"""Marks a shell's token as a sandbox's, so that it is recognised after the sandbox is gone."""


class TokenSource(enum.Enum):
    """Where the API token comes from."""

    SANDBOX = "sandbox"
    ENVIRONMENT = "environment"
    STACK_CONFIG = "stack config"


@dataclass(frozen=True)
class Target:
    """A Sentry to apply a stack to.

    Attributes:
        source: where its token comes from.
        url: its address, for people.
        organization: its organization's slug.
        variables: what Pulumi's environment needs besides the user's; may hold the sandbox's token.
        unset: variables of the user's environment that must not reach Pulumi.
    """

    source: TokenSource
    url: str
    organization: str
    variables: Mapping[str, str] = field(default_factory=dict, repr=False)
    unset: frozenset[str] = frozenset()

    @property
    def is_sandbox(self) -> bool:
        """Whether it is the local sandbox."""
        return self.source is TokenSource.SANDBOX

    @property
    def where(self) -> str:
        """Which Sentry it is, for people."""
        return f"the local sandbox at {self.url}" if self.is_sandbox else f"{self.url}, {self.organization}"


def real_target_of(layout: Layout, stack: str, environ: Mapping[str, str]) -> Target | None:
    """Return the real Sentry of a stack; None means the local sandbox, which may not run yet.

    Args:
        layout: the project.
        stack: the stack's name.
        environ: the environment of the command.

    Raises:
        CommandError: real Sentry is half configured, or the stack's file is not YAML.
    """
    return real_target(
        environ,
        read_sentry_config(layout, stack),
        stack_file=layout.stack_file(stack).name,
        sandbox_token=background.known_token(layout),
        sandbox_url=background.known_url(layout),
    )


def real_target(
    environ: Mapping[str, str],
    config: SentryConfig,
    *,
    stack_file: str,
    sandbox_token: str | None = None,
    sandbox_url: str | None = None,
) -> Target | None:
    """Return the real Sentry that the environment or the stack file names; None means the sandbox.

    The token and address that `.local/env` put into the shell are the sandbox's, and count as not set.

    Args:
        environ: the environment of the command.
        config: the stack's `sentry:…` keys.
        stack_file: the name of the stack's file, for messages.
        sandbox_token: the local sandbox's token, if it ever ran.
        sandbox_url: the local sandbox's address, if it ever ran.

    Raises:
        CommandError: real Sentry is half configured: no token, no organization, or the sandbox's address; an address
            is not usable; or the token of the environment is for another Sentry than the stack file names.
    """
    token = environ.get(TOKEN, "").strip()
    sandbox_shell = bool(token) and (token == sandbox_token or _fingerprint(token) == environ.get(MARK))
    if not token or sandbox_shell:
        if not config.has_token:
            _refuse_half_configured(config, stack_file)
            return None
        source = TokenSource.STACK_CONFIG
    else:
        source = TokenSource.STACK_CONFIG if config.has_token else TokenSource.ENVIRONMENT

    unset = frozenset({TOKEN, ORGANIZATION, URL, MARK} if sandbox_shell else ())
    seen = {name: value for name, value in environ.items() if name not in unset}
    named = seen.get(URL, "").strip()
    url = usable_url(config.base_url or named or DEFAULT_URL, "sentry:baseUrl" if config.base_url else URL)
    if sandbox_url is not None and url.rstrip("/") == sandbox_url:
        raise CommandError(
            f"{URL} is the local sandbox's ({url}), the token is not; `unset {URL} {ORGANIZATION}` "
            "or set them to those of your Sentry"
        )
    if source is TokenSource.ENVIRONMENT:
        refuse_foreign_token(named, url)
    organization = config.organization or seen.get(ORGANIZATION)
    if not organization:
        raise CommandError(
            f"there is a Sentry token, but no organization; `export {ORGANIZATION}=<slug>`, or set "
            f"sentry:organization in {stack_file}"
        )
    variables = {} if config.organization else {ORGANIZATION: organization}
    if not config.base_url and named:
        variables[URL] = url
    return Target(source, url, organization, variables, unset)


def usable_url(url: str, setting: str, *, without_token: bool = False) -> str:
    """Return the address of a Sentry if it is fit to be shown, written down and used.

    Args:
        url: as a person has set it.
        setting: where.
        without_token: no token goes there, so it may be http.

    Raises:
        CommandError: it is no address, or holds a user name or password; the message has nothing of it.
    """
    try:
        parse_base_url(url, allow_insecure=without_token)
    except ConfigurationError as error:
        raise CommandError(f"{setting}: {error}") from None
    return url


def refuse_foreign_token(named: str, url: str) -> None:
    """Refuse to send the token of the environment to another Sentry than the environment names.

    Args:
        named: the value of SENTRY_URL, empty where it is not set.
        url: the address that the token would go to.

    Raises:
        CommandError: they are two Sentrys.
    """
    try:
        check_environment_token(usable_url(named, URL) if named else "", url)
    except ConfigurationError as error:
        raise CommandError(str(error)) from None


def sandbox_target(url: str, token: str, organization: str) -> Target:
    """Return the local sandbox as a target."""
    variables = {URL: url, TOKEN: token, ORGANIZATION: organization, MARK: _fingerprint(token)}
    return Target(TokenSource.SANDBOX, url, organization, variables)


def _fingerprint(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()[:16]


def _refuse_half_configured(config: SentryConfig, stack_file: str) -> None:
    named = [
        key
        for key, value in (
            ("sentry:organization", config.organization),
            ("sentry:baseUrl", config.base_url),
        )
        if value
    ]
    if named:
        raise CommandError(
            f"{stack_file} names a Sentry ({' and '.join(named)}), but there is no token; "
            f"`export {TOKEN}=…`, or take these keys out to use the local sandbox"
        )
