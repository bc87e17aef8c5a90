"""Integrations that are installed in an organization (Slack, PagerDuty, ...)."""

from __future__ import annotations

from starlette.responses import Response

from sentry_sandbox.calls.call import Call
from sentry_sandbox.calls.pagination import paginate
from sentry_sandbox.routes.dispatch import Endpoint
from sentry_sandbox.store import JsonObject, Record


def _body(integration: Record) -> JsonObject:
    provider = integration.body["provider"]
    return {
        "id": integration.id_text,
        "name": integration.body["name"],
        "icon": None,
        "domainName": None,
        "accountType": None,
        "scopes": None,
        "status": "active",
        "provider": {
            "key": provider,
            "slug": provider,
            "name": provider.replace("_", " ").title(),
            "canAdd": True,
            "canDisable": False,
            "features": ["alert-rule"],
            "aspects": {},
        },
        "configOrganization": [],
        "configData": {},
        "externalId": f"{provider}-{integration.id}",
        "organizationId": integration.organization_id,
        "organizationIntegrationStatus": "active",
        "gracePeriodEnd": None,
        "outOfDate": None,
    }


def _index(call: Call) -> Response:
    wanted = call.query("provider_key") or call.query("providerKey")
    found = [
        one
        for one in call.store.integrations.in_organization(call.organization.id)
        if not wanted or one.body["provider"] == wanted
    ]
    return paginate(call, found, _body)


ENDPOINTS = (
    Endpoint(
        "GET",
        "/organizations/{organization}/integrations/",
        _index,
        ("org:read", "org:write", "org:admin", "org:integrations"),
    ),
)
