"""The address of a Sentry: read strictly, because the token goes there."""

from __future__ import annotations

import ipaddress

import httpx2

from pulumi_sentry.api.errors import ConfigurationError

API_PREFIX = "/api/0"
_HINT = "set SENTRY_URL or sentry:baseUrl to an address such as https://sentry.io"


def parse_base_url(text: str, *, allow_insecure: bool = False) -> httpx2.URL:
    """Read the URL below which all calls go; the result ends in ``/api/0``, without a slash.

    Args:
        text: what a person configured, with or without ``/api/0``; a path before it is kept.
        allow_insecure: permits http to a host other than this machine.

    Raises:
        ConfigurationError: no http(s) URL, credentials, query or fragment in it, or http to another machine.
    """
    try:
        url = httpx2.URL(text.strip())
        host = url.host
    except (httpx2.InvalidURL, ValueError):
        raise ConfigurationError(f"the base URL is not a URL: {_HINT}") from None
    if url.userinfo:
        raise ConfigurationError(f"the base URL must not contain a user name or password: {_HINT}")
    if url.scheme not in {"http", "https"} or not host:
        raise ConfigurationError(f"the base URL must start with https:// and name a host: {_HINT}")
    if url.query or url.fragment:
        raise ConfigurationError(f"the base URL must end after its path, without ? or #: {_HINT}")
    if url.scheme == "http" and not (allow_insecure or is_loopback(host)):
        raise ConfigurationError(
            f"the base URL http://{host} would send the token unencrypted: use https, "
            "or allow insecure connections explicitly"
        )
    path = url.path.rstrip("/").removesuffix(API_PREFIX).rstrip("/")
    return url.copy_with(path=f"{path}{API_PREFIX}", query=None, fragment=None)


def site_address(text: str) -> str:
    """Return an address as a person configured it, without ``/api/0`` and without a slash at its end."""
    return text.rstrip("/").removesuffix(API_PREFIX)


def is_loopback(host: str) -> bool:
    """Tell whether the host is this machine."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def origin(url: httpx2.URL) -> tuple[str, str, int | None]:
    """Return scheme, host and port; URLs of one origin may see the same token."""
    return url.scheme, url.host.lower(), url.port


def is_sentry_saas(url: httpx2.URL) -> bool:
    """Tell whether the URL belongs to sentry.io itself, over https on the usual port."""
    host = url.host.lower()
    return url.scheme == "https" and url.port is None and (host == "sentry.io" or host.endswith(".sentry.io"))


def may_carry_token(url: httpx2.URL, base_url: httpx2.URL) -> bool:
    """Tell whether a token meant for ``base_url`` may go to ``url``: one origin, or both within sentry.io."""
    return origin(url) == origin(base_url) or (is_sentry_saas(url) and is_sentry_saas(base_url))
