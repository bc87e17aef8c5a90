"""The organization's own settings."""

from __future__ import annotations

import json

import pulumi_sentry as sentry
from tests.e2e.cases.case import Case
from tests.e2e.cases.privacy import pii_rules

_PATH = "organizations/{org}/"

ORGANIZATION_SETTINGS = Case(
    resource=sentry.OrganizationSettings,
    args=lambda _world: sentry.OrganizationSettingsArgs(
        data_scrubber=True,
        allow_shared_issues=False,
        default_role="member",
        sensitive_fields=["iban", "tax_id"],
        pii_rules=pii_rules(),
        trusted_relays=[sentry.TrustedRelayArgs(name="edge", public_key="k" * 43)],
    ),
    path=_PATH,
    edit={
        "allowSharedIssues": True,
        "sensitiveFields": ["tax_id"],
        "openMembership": False,
        "relayPiiConfig": json.dumps({"applications": {"$string": ["@email:mask"]}}),
    },
    changed={"allowSharedIssues", "sensitiveFields", "piiRules"},
    removable=False,
    # A destroy must leave the organization, and its settings too: another stack may rely on them.
    presence=lambda hand, _world, _id: not hand.get(_PATH)["dataScrubber"],
    forms=[
        "{id}",
        "sandbox",
        "https://sandbox.sentry.io/settings/organization/",
        "https://sentry.io/settings/sandbox/",
    ],
)
