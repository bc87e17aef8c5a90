"""The user behind a token, as Sentry shows one."""

from __future__ import annotations

from sentry_sandbox.behaviour.bodies.member import user_body
from sentry_sandbox.behaviour.membership import uses_two_factor
from sentry_sandbox.calls.call import Call
from sentry_sandbox.store import JsonObject


def caller_user(call: Call) -> JsonObject | None:
    """The user behind a request: the owner, an integration's proxy user, or nobody for an organization token."""
    if call.user_id is None:
        return None
    user = _user(call, call.user_id)
    return {**user, "has2fa": uses_two_factor(call.store, call.user_id)}


def _user(call: Call, user_id: str) -> JsonObject:
    joined = call.store.organizations.everything()[0].created
    if call.caller.kind == "user":
        return user_body(user_id, "owner@example.com", "Sandbox Owner", joined)
    return user_body(user_id, "integration@proxy-user.example.com", "Sandbox Integration", joined)
