"""Installed integrations (`GET /organizations/{org}/integrations/`), through which alerts reach more than mail.

No API installs one: a person does so in Sentry's settings and lets Sentry into the other service.
"""

from __future__ import annotations

from typing import Any

from pulumi_sentry.api.errors import SentryError
from pulumi_sentry.declaration import Args, Input, Lookup, Result, arg, plain, result
from pulumi_sentry.lifecycle.handler import Session
from sentry_rules.integrations import IntegrationKind


class IntegrationMissing(SentryError):
    """No such integration is installed, or more than one; a person has to decide."""


class GetIntegrationArgs(Args):
    """The integration to look up."""

    provider: Input[IntegrationKind] = arg("Kind of integration, as the type of action it serves.")
    name: Input[str | None] = arg(
        "Name it is installed under, such as the Slack workspace; not needed where there is one of the kind.",
        default=None,
        min_length=1,
    )


class IntegrationInfo(Result):
    """An installed integration."""

    id: str = result("Numeric id, which actions name.")
    name: str = result("Name it is installed under.")
    provider: str = result("Kind of integration.")
    domain_name: str | None = result("Address of the other side, where Sentry knows it.", default=None)


class GetIntegration(Lookup[GetIntegrationArgs, IntegrationInfo], name="getIntegration"):
    """Find an installed integration by its name (`GET /organizations/{org}/integrations/?provider_key=`).

    Where it is not installed, the error says where to install it.
    """

    async def run(self, session: Session, args: GetIntegrationArgs) -> IntegrationInfo:
        """One GET, over all pages."""
        provider, name = plain(args.provider), plain(args.name)
        installed = await session.client.integrations.list(provider_key=provider)
        found = [one for one in installed if name in (None, one["name"])]
        if len(found) != 1:
            raise IntegrationMissing(_explained(session, provider, name, installed, found))
        return IntegrationInfo(
            id=str(found[0]["id"]),
            name=found[0]["name"],
            provider=provider,
            domain_name=found[0].get("domainName"),
        )


def _explained(
    session: Session, provider: str, name: str | None, installed: list[Any], found: list[Any]
) -> str:
    page = session.page(f"settings/integrations/{provider.replace('_', '-')}/")
    names = ", ".join(sorted(f"'{one['name']}'" for one in installed))
    called = f" named '{name}'" if name is not None else ""
    where = f"in organization '{session.client.organization}'"
    if found:
        return f"{len(found)} {provider} integrations{called} are installed {where}: {names}; name one, or see {page}"
    there = f" (installed: {names})" if names else ""
    return (
        f"no {provider} integration{called} is installed {where}{there}; install it at {page}, then try again"
    )


get_integration, get_integration_output = GetIntegration.functions()
