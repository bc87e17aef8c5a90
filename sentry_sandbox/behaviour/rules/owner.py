"""Owners of monitors and alerts: `team:<id>` or `user:<id>`."""

from __future__ import annotations

from typing import Any

from sentry_sandbox.behaviour.rules import fields as f
from sentry_sandbox.calls.call import Call
from sentry_sandbox.store.lookups import as_id


def owner_of(call: Call) -> f.Cleaner:
    """A check that an owner exists in the caller's organization."""

    def clean(value: Any) -> str | None:
        text: str = f.text()(value)
        if not text:
            return None
        kind, _, number = text.partition(":")
        owner_id = as_id(number)
        if kind not in ("team", "user") or owner_id is None:
            raise f.Invalid(
                "Could not parse actor. Format should be `type:id` where type is `team` or `user`."
            )
        if not (_team_exists(call, owner_id) if kind == "team" else _user_exists(call, number)):
            raise f.Invalid(f"{kind.title()} does not exist")
        return text

    return clean


def _team_exists(call: Call, team_id: int) -> bool:
    team = call.store.teams.get(team_id)
    return team is not None and team.organization_id == call.organization.id


def _user_exists(call: Call, user_id: str) -> bool:
    members = call.store.members.in_organization(call.organization.id)
    return any(member.body["userId"] == user_id for member in members)
