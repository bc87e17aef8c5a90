"""Reads the forms in which a person may name an object of Sentry: an id, a slug, `org/slug`, or its page's address.

`pulumi import` and `Resource.get` use it; the state keeps the canonical id.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from pulumi_sentry.api.http.redact import mask_client_keys

SLUG_PATTERN = r"^(?![0-9]+\Z)[a-z0-9_\-]+\Z"
"""A slug that Sentry accepts for a team or project (`POST /organizations/{org}/teams/`): lower case, and not digits
alone, which would read as an id."""

SLUG_HINT = "lower-case letters, digits, - and _, and not digits alone"

_KEY = re.compile(r"[0-9a-f]{32}|sha256-[0-9a-f]{24}")
"""The public key itself, or its digest as in ids (`pulumi_sentry.keys.key_id`)."""


class ReferenceError(ValueError):  # the module's own; the builtin is about weak references
    """The text names no object of the kind that is wanted."""


@dataclass(frozen=True)
class Kind:
    """How people write objects of one kind.

    Attributes:
        name: for messages, such as "project".
        segments: the path segments before its id or slug in the addresses of Sentry's pages.
        numeric: only ids name it (it has no slug).
    """

    name: str
    segments: Sequence[str]
    numeric: bool = False


TEAM = Kind("team", ("teams",))
PROJECT = Kind("project", ("projects",))
KEY = Kind("client key", ("keys",))
MONITOR = Kind("monitor", ("monitors", "detectors"), numeric=True)
ALERT = Kind("alert", ("alerts", "automations", "workflows"), numeric=True)
MEMBER = Kind("member", ("members",), numeric=True)
"""Whether an email address names it, too; a member has no slug."""

_EMAIL = re.compile(r"[^\s/@]+@[^\s/@]+")


def resolve_reference(text: str, kind: Kind, organization: str) -> str:
    """The id or slug in a reference.

    Args:
        text: an id, a slug, `org/slug`, or the address of the object's page.
        kind: the kind of object that it should name.
        organization: the configured organization; a reference into another one is an error.

    Returns:
        A numeric id or a slug; Sentry's paths take either.

    Raises:
        ReferenceError: the text names nothing of that kind, or something in another organization.
    """
    text = text.strip()
    if "://" in text:
        value = _from_address(text, kind, organization)
    else:
        *owner, value = text.split("/")
        if len(owner) > 1 or (owner and not owner[0]):
            raise _refused(text, kind)
        _valid(value, text, kind)
        if owner:
            _same_organization(owner[0], organization, text)
    _valid(value, text, kind)
    return value


def resolve_key_reference(text: str, organization: str) -> tuple[str, str]:
    """The project (id or slug) and the key in a reference to a client key.

    Args:
        text: `project/key`, `org/project/key`, or the address of the key's page; the key is the public key, or its
            digest as in ids.
        organization: the configured organization.

    Returns:
        The project, and the public key or its digest as it was written.

    Raises:
        ReferenceError: it is none of these.
    """
    text = text.strip()
    if "://" in text:
        project = _from_address(text, PROJECT, organization)
        key = _from_address(text, KEY, organization)
    else:
        parts = text.split("/")
        if len(parts) not in (2, 3):
            raise _refused(text, KEY)
        *owner, project, key = parts
        if owner:
            _same_organization(owner[0], organization, text)
    _valid(project, text, PROJECT)
    if not _KEY.fullmatch(key):
        raise _refused(text, KEY)
    return project, key


def pair_id(first: object, second: object) -> str:
    """The id of a link between two objects, made from the ids of both."""
    return f"{first}/{second}"


def ids_in_pair(id: str) -> tuple[str, str]:
    """The two ids in an id that `pair_id` made."""
    first, _, second = id.partition("/")
    return first, second


def resolve_pair(text: str, kinds: tuple[Kind, Kind], organization: str) -> tuple[str, str]:
    """The two objects in a reference to a link between them.

    Args:
        text: `first/second` or `org/first/second`, each an id, a slug or (a member) an email address.
        kinds: the kinds of the two.
        organization: the configured organization.

    Raises:
        ReferenceError: it is none of these.
    """
    text = text.strip()
    *owner, first, second = ["", *text.split("/")][-4:]
    if not first or len(text.split("/")) not in (2, 3):
        forms = f"'{kinds[0].name}/{kinds[1].name}' or 'org/{kinds[0].name}/{kinds[1].name}'"
        raise ReferenceError(
            f"'{mask_client_keys(text)}' names no {kinds[0].name} and {kinds[1].name}: give {forms}"
        )
    if owner and owner[-1]:
        _same_organization(owner[-1], organization, text)
    for value, kind in zip((first, second), kinds, strict=True):
        _valid(value, text, kind)
    return first, second


def _from_address(text: str, kind: Kind, organization: str) -> str:
    try:
        address = urlsplit(text)
    except ValueError:
        raise _refused(text, kind) from None
    segments = [segment for segment in address.path.split("/") if segment]
    host = (address.hostname or "").split(".")
    if len(host) == 3 and host[1:] == ["sentry", "io"] and host[0] not in ("www", "us", "de"):  # noqa: PLR2004  # acme.sentry.io
        _same_organization(host[0], organization, text)
    if "organizations" in segments[:-1]:
        _same_organization(segments[segments.index("organizations") + 1], organization, text)
    if "settings" in segments[:-1]:
        # .../settings/projects/shop/ where the host names the organization, else .../settings/acme/projects/shop/.
        follows = segments[segments.index("settings") + 1]
        if follows not in ("projects", "teams", "members"):
            _same_organization(follows, organization, text)
    # The last match wins: an alert's page is .../monitors/alerts/12/.
    found = [segments[index + 1] for index, segment in enumerate(segments[:-1]) if segment in kind.segments]
    if not found:
        raise _refused(text, kind)
    return found[-1]


def _same_organization(named: str, organization: str, text: str) -> None:
    if named != organization:
        said = f"'{text}' is in organization '{named}', but the provider is configured for '{organization}'"
        raise ReferenceError(mask_client_keys(said))


def _valid(value: str, text: str, kind: Kind) -> None:
    ok = (value.isascii() and value.isdecimal()) or (not kind.numeric and re.match(SLUG_PATTERN, value))
    ok = ok or (kind is MEMBER and _EMAIL.fullmatch(value))
    if not ok:
        raise _refused(text, kind)


def _refused(text: str, kind: Kind) -> ReferenceError:
    if kind is KEY:
        forms = (
            "'project/key' with the 32 hex digits of the public key or the id that a stack shows, 'org/project/key', "
            "or the address of its page"
        )
    elif kind is MEMBER:
        forms = "its number, its email address, or the address of its page"
    elif kind.numeric:
        forms = "its number, 'org/number', or the address of its page"
    else:
        forms = "its id, its slug, 'org/slug', or the address of its page"
    # No message may hold a client key, and a DSN is easily taken for the address of a page.
    return ReferenceError(f"'{mask_client_keys(text)}' names no {kind.name}: give {forms}")
