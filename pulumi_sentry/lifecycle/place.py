"""Records in which organization of which Sentry a stack's objects are, and stops a run that asks for another one.

The ids in a state have a meaning in one organization only. Every run compares the state's place with the one that its
environment, config and program name, and stops where they differ.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final, Self

import httpx2

from pulumi_sentry.api.errors import ConfigurationError
from pulumi_sentry.api.http.base_url import API_PREFIX, is_loopback, is_sentry_saas, parse_base_url
from pulumi_sentry.lifecycle.checkpoint import RECORDED
from pulumi_sentry.lifecycle.instants import parse_instant

SAAS: Final = "https://sentry.io"
_ADDRESSES_KEPT = 8
_PAGE = re.compile(r"(?P<site>https?://.+?)/(?:organizations|settings)/(?P<organization>[^/]+)/")
# Sentrys write fractions of a second to three or to six digits.
_SAME_INSTANT = timedelta(milliseconds=1)


@dataclass(frozen=True)
class Place:
    """An organization of a Sentry; unknown parts are empty.

    Attributes:
        site: its address in one form, by `site_of`.
        organization: its slug, or its id where a person named it by that.
        organization_id: its numeric id.
        created: when the organization was made, in ISO 8601. It distinguishes two Sentrys that both count from 1.
        former_sites: its earlier addresses on this machine, the last one first.
    """

    site: str = ""
    organization: str = ""
    organization_id: str = ""
    created: str = ""
    former_sites: tuple[str, ...] = ()

    @classmethod
    def read(cls, base_url: str, organization: Mapping[str, Any]) -> Self:
        """The place of an organization, from Sentry's description of it.

        Args:
            base_url: the address of Sentry.
            organization: the body of the organization.

        Raises:
            ConfigurationError: it is no address.
        """
        return cls(
            site=site_of(base_url),
            organization=_text(organization.get("slug")),
            organization_id=_text(organization.get("id")),
            created=_text(organization.get("dateCreated")),
        )

    @classmethod
    def recorded(cls, inputs: Mapping[str, Any]) -> Self:
        """The place in a provider's inputs in a state.

        A state of version 0.1.0 has only the provider's declared arguments, perhaps none.
        """
        kept = inputs.get(RECORDED)
        if isinstance(kept, Mapping):
            former = kept.get("formerSites")
            return cls(
                site=_text(kept.get("site")),
                organization=_text(kept.get("organization")),
                organization_id=_text(kept.get("organizationId")),
                created=_text(kept.get("organizationCreated")),
                former_sites=tuple(map(_text, former)) if isinstance(former, list) else (),
            )
        declared = _text(inputs.get("baseUrl"))
        try:
            site = site_of(declared) if declared else ""
        except ConfigurationError:
            site = ""
        return cls(site=site, organization=_text(inputs.get("organization")))

    @classmethod
    def of_page(cls, url: object) -> Self | None:
        """The place of an object, from the address of its page; version 0.1.0 kept no more."""
        page = _PAGE.match(url) if isinstance(url, str) else None
        try:
            return cls(site_of(page["site"]), page["organization"]) if page else None
        except ConfigurationError:
            return None

    def to_wire(self) -> dict[str, Any]:
        """The value of `RECORDED`."""
        wire: dict[str, Any] = {
            "site": self.site,
            "organization": self.organization,
            "organizationId": self.organization_id,
        }
        if self.created:
            wire["organizationCreated"] = self.created
        if self.former_sites:
            wire["formerSites"] = list(self.former_sites)
        return wire

    @property
    def is_known(self) -> bool:
        """Whether it names anything."""
        return bool(self.site or self.organization or self.organization_id)

    @property
    def is_local(self) -> bool:
        """Whether it is on this machine."""
        return _local_port(self.site) is not None

    def __str__(self) -> str:
        """For people: `organization acme (id 1) at https://sentry.io`."""
        return self._told(self.organization_id and f"id {self.organization_id}")

    def _told(self, about: str) -> str:
        organization = f"organization {self.organization}" if self.organization else "an organization"
        return " ".join(filter(None, (organization, about and f"({about})", self.site and f"at {self.site}")))

    def beside(self, other: Place) -> str:
        """For people who see it beside another place: enough to tell the two apart."""
        if str(self) != str(other) or not self.created:
            return str(self)
        return self._told(f"id {self.organization_id}, made {self.created}")

    def can_be(self, site: str) -> bool:
        """Whether an organization at another address can be this one, so that asking there is of use.

        Only a Sentry on this machine moves: a sandbox takes another port.
        """
        return not self.site or self.site == site or (self.is_local and _local_port(site) is not None)

    def is_same(self, found: Place) -> bool:
        """Whether an organization from Sentry's answer is this one, whatever its name is today."""
        if self.organization_id:
            if self.organization_id != found.organization_id:
                return False
        elif self.organization and self.organization not in {found.organization, found.organization_id}:
            return False
        if not self.site or self.site == found.site == SAAS:
            return True
        alike = _same_instant(self.created, found.created)
        if self.site == found.site:
            return alike is not False
        return self.can_be(found.site) and alike is True

    def speaks_against(self, place: Place) -> bool:
        """Whether the address of a page alone shows that an object is in another place.

        One address with another organization's name may be the same place, and so may another address of this machine
        with the same name; hardly so where both differ.
        """
        return self.site != place.site and (
            not self.can_be(place.site) or self.organization != place.organization
        )

    def followed_by(self, found: Place) -> Place:
        """The place to record from now on: this one, as Sentry describes it now."""
        former = (self.site, *self.former_sites) if self.is_local else self.former_sites
        kept = [site for site in dict.fromkeys(former) if site and site != found.site]
        return replace(found, former_sites=tuple(kept[:_ADDRESSES_KEPT]))

    def has_left(self, address: str) -> bool:
        """Whether an address is below a former address of this Sentry on this machine."""
        port = _local_port(address)
        return (
            port is not None
            and port != _local_port(self.site)
            and port in {_local_port(site) for site in self.former_sites}
        )


class ElsewhereError(ConfigurationError):
    """The objects of a stack are in another Sentry or organization than the run asks for."""


def elsewhere(
    held: Place,
    asked: Place,
    *,
    stack: str,
    provider: str = "",
    count: int | None = None,
    outcome: str = "nothing was changed at either",
) -> str:
    """The sentence for people about a state of one place and a run that asks for another.

    Args:
        held: where the state's objects are.
        asked: where the run would look for them.
        stack: the stack's name.
        provider: the name of the provider in the program; empty for the default one.
        count: how many objects there are, if known.
        outcome: the consequence.
    """
    of = f"provider {provider} of stack {stack}" if provider else f"stack {stack}"
    objects = "the objects" if count is None else "1 object" if count == 1 else f"{count} objects"
    other = "another provider or stack" if provider else "a new stack"
    back = (
        "its former arguments" if provider else "SENTRY_ORG, SENTRY_URL and SENTRY_AUTH_TOKEN (or sentry:...)"
    )
    return (
        f"the state of {of} holds {objects} of {held.beside(asked)}, but this run asks for {asked.beside(held)}, so "
        f"{outcome}: use {other} for the latter, set {back} back to those of the former, or run "
        f"`sentry-iac forget --stack {stack}` to leave behind all that is there"
    )


def site_of(base_url: str) -> str:
    """An address in one form, in which sentry.io and its regions are one.

    Raises:
        ConfigurationError: it is no address, or http to another machine.
    """
    url = parse_base_url(base_url)
    return SAAS if is_sentry_saas(url) else str(url).removesuffix(API_PREFIX)


def check_environment_token(named: str, asked: str, *, default: str = SAAS) -> None:
    """Refuse to send the token of the environment to another Sentry than the environment names.

    A stack file is part of a repository: whoever may change a line of it must not read the token with it.

    Args:
        named: the address that the environment names, if any.
        asked: the address that the configuration asks for.
        default: the Sentry of an environment that names none.

    Raises:
        ConfigurationError: they are two Sentrys, or one of them is no address.
    """
    own, other = site_of(named or default), site_of(asked)
    if same_address(own, other):
        return
    whose = f"{own}, which SENTRY_URL names" if named else f"{own}, since SENTRY_URL is not set"
    raise ConfigurationError(
        f"SENTRY_AUTH_TOKEN is for {whose}, but the configuration asks for {other}, so the token was not sent: export "
        f"SENTRY_URL={other} beside it if it is the token of that one, or else set the token of that one as "
        "sentry:token (or `token` of the provider)"
    )


def same_address(one: str, other: str) -> bool:
    """Whether two sites have one address, under any name of this machine."""
    port = _local_port(one)
    return one == other or (port is not None and port == _local_port(other))


def _same_instant(one: str, other: str) -> bool | None:
    instants = [_instant(one), _instant(other)]
    if instants[0] is None or instants[1] is None:
        return None
    return abs(instants[0] - instants[1]) < _SAME_INSTANT


def _instant(text: str) -> datetime | None:
    try:
        return parse_instant(text)
    except ValueError:
        return None


def _local_port(address: str) -> int | None:
    """The port of an address on this machine; None elsewhere."""
    try:
        url = httpx2.URL(address)
        return (url.port or (443 if url.scheme == "https" else 80)) if is_loopback(url.host) else None
    except (httpx2.InvalidURL, ValueError):
        return None


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def is_default(urn: str) -> bool:
    """Whether the engine made a provider from the stack's config; otherwise the program declares it."""
    name = urn.rsplit("::", 1)[-1]
    return name == "default" or name.startswith("default_")
