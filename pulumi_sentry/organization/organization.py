"""The organization itself (`GET /organizations/{org}/`)."""

from __future__ import annotations

from pulumi_sentry.declaration import Args, Lookup, Result, result
from pulumi_sentry.lifecycle.handler import Session


class GetOrganizationArgs(Args):
    """No arguments: the provider's configuration names the organization."""


class OrganizationInfo(Result):
    """The organization that the provider works on."""

    id: str = result("Numeric id.")
    slug: str = result("Short name in addresses.")
    name: str = result("Name for people.")
    region_url: str = result("Address of the region that holds its data.")
    features: list[str] = result("What its plan and its Sentry offer, sorted.")


class GetOrganization(Lookup[GetOrganizationArgs, OrganizationInfo], name="getOrganization"):
    """Look up the organization that the provider is configured for (`GET /organizations/{org}/`)."""

    async def run(self, session: Session, args: GetOrganizationArgs) -> OrganizationInfo:
        """Make no request: the provider read the organization at its start."""
        await session.client.connect()
        info = session.client.organization_info
        return OrganizationInfo(
            id=str(info["id"]),
            slug=info["slug"],
            name=info["name"],
            region_url=(info.get("links") or {}).get("regionUrl") or session.client.base_url,
            features=sorted(info.get("features") or []),
        )


get_organization, get_organization_output = GetOrganization.functions()
