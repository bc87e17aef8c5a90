"""Actions of people and identity providers for which the management API has no call."""

from __future__ import annotations

from sentry_sandbox.behaviour.membership import ORG_ROLES
from sentry_sandbox.store import JsonObject, Record, Store

_FIRST_USER = 1000


def change_member(store: Store, organization: Record, body: JsonObject) -> Record:
    """Let an invitation be accepted or expire; an unknown member is invited first.

    Args:
        store: the tables.
        organization: the member's organization.
        body: `email`, and any of `accepted`, `expired`, `provisioned`, `two_factor` (true or false) and `org_role`.

    Raises:
        ValueError: the body has another form.
    """
    email, org_role = body.get("email"), body.get("org_role")
    if not isinstance(email, str) or "@" not in email:
        raise ValueError('"email" is needed, an address')
    if org_role is not None and org_role not in ORG_ROLES:
        raise ValueError(f"org_role is one of {', '.join(ORG_ROLES)}")
    for name in ("accepted", "expired", "provisioned", "two_factor"):
        if not isinstance(body.get(name, False), bool):
            raise ValueError(f"{name} takes true or false")  # noqa: TRY004 - one kind of error here
    members = store.members.in_organization(organization.id)
    member = next((one for one in members if one.body["email"].lower() == email.lower()), None)
    if member is None:
        member = store.members.add(
            {"email": email, "name": email, "userId": None, "orgRole": "member", "teams": {}},
            organization_id=organization.id,
            slug=email,
        )
    if org_role is not None:
        member.body["orgRole"] = org_role
    if "expired" in body:
        member.body["expired"] = body["expired"]
    if "provisioned" in body:
        member.body["idpProvisioned"] = body["provisioned"]
    if "two_factor" in body:
        member.body["has2fa"] = body["two_factor"]
    if body.get("accepted"):
        member.body["userId"] = str(_FIRST_USER + member.id)
    return store.members.save(member)


def provision_team(store: Store, organization: Record, slug: str) -> Record:
    """Hand a team to an identity provider: from then on it is read-only.

    Raises:
        ValueError: there is no such team.
    """
    team = store.teams.find(organization_id=organization.id, slug=slug)
    if team is None:
        raise ValueError(f'there is no team "{slug}"')
    team.body["idpProvisioned"] = True
    return store.teams.save(team)
