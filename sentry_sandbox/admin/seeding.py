"""The objects that a new sandbox starts with."""

from __future__ import annotations

from sentry_sandbox.behaviour.bodies.organization import DEFAULT_SETTINGS
from sentry_sandbox.behaviour.effects import ensure_environment
from sentry_sandbox.behaviour.membership import add_team
from sentry_sandbox.settings import Settings
from sentry_sandbox.store import ALL_SCOPES, Record, Store
from sentry_sandbox.store.lookups import OWNER_ID

_INTEGRATIONS = (
    ("slack", "Example Workspace"),
    ("pagerduty", "Example On-Call"),
    ("discord", "Example Server"),
    ("msteams", "Example Tenant"),
    ("opsgenie", "Example Opsgenie"),
    ("github", "example"),
    ("jira", "Example Jira"),
)


def add_organization(store: Store, slug: str, name: str | None = None) -> Record:
    """A brand-new organization: one owner, nothing else."""
    organization = store.organizations.add(
        {"name": name or slug.replace("-", " ").title(), "settings": dict(DEFAULT_SETTINGS)}, slug=slug
    )
    store.members.add(
        {"email": "owner@example.com", "name": "Sandbox Owner", "userId": OWNER_ID, "orgRole": "owner"},
        organization_id=organization.id,
        slug="owner@example.com",
    )
    return organization


def add_integration(store: Store, organization: Record, provider: str, name: str) -> Record:
    """An installed integration."""
    return store.integrations.add(
        {"provider": provider, "name": name}, organization_id=organization.id, slug=f"{provider}:{name}"
    )


def prepare(store: Store, settings: Settings) -> None:
    """Make the organization of the settings and accept their token; existing objects stay as they are."""
    with store.transaction():
        store.tokens.add(settings.token, kind="user", scopes=ALL_SCOPES)
        if store.organizations.find(organization_id=0, slug=settings.organization) is not None:
            return
        if not settings.seed and store.organizations.count():
            # The first organization was renamed through the API; it is still the one.
            return
        organization = add_organization(store, settings.organization)
        if settings.seed:
            add_team(store, organization, slug="default-team", name="Default Team", member=OWNER_ID)
            ensure_environment(store, organization.id, "production")
            for provider, name in _INTEGRATIONS:
                add_integration(store, organization, provider, name)
