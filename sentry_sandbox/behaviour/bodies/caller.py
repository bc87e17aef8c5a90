"""The user behind a token, as Sentry shows one."""

from __future__ import annotations

from sentry_sandbox.behaviour.bodies.member import user_body
from sentry_sandbox.calls.call import Call
from sentry_sandbox.store import JsonObject


def caller_user(call: Call) -> JsonObject | None:
    """The user behind a request: the owner, an integration's proxy user, or nobody for an organization token."""
    if call.user_id is None:
        return None
    joined = call.store.organizations.everything()[0].created
    if call.caller.kind == "user":
        return user_body(call.user_id, "owner@example.com", "Sandbox Owner", joined)
    return user_body(call.user_id, "integration@proxy-user.example.com", "Sandbox Integration", joined)
