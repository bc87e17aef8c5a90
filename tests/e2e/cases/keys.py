"""Client keys."""

from __future__ import annotations

import pulumi_sentry as sentry
from pulumi_sentry.keys.key_id import KeyId
from tests.e2e.cases.case import Case
from tests.e2e.cases.worlds import with_project
from tests.sentry_api import SentryByHand


def _key_path(hand: SentryByHand, id: str) -> str | None:
    """Return the path of the key with this id, which holds a digest of it; None where it is gone."""
    project = id.split("/", maxsplit=1)[0]
    keys = [key["id"] for key in hand.get(f"projects/{{org}}/{project}/keys/")]
    found = [key for key in keys if str(KeyId.of(project, key)) == id]
    return f"projects/{{org}}/{project}/keys/{found[0]}/" if found else None


PROJECT_KEY = Case(
    resource=sentry.ProjectKey,
    args=lambda world: sentry.ProjectKeyArgs(
        project=world["project"],
        name="production",
        rate_limit=sentry.RateLimitArgs(count=100, window=60),
        dynamic_sdk_loader_options=sentry.LoaderOptionsArgs(has_replay=True),
    ),
    world=with_project,
    path=_key_path,
    edit={"isActive": False, "rateLimit": None, "name": "production"},
    changed={"isActive", "rateLimit"},
    presence=lambda hand, _world, id: _key_path(hand, id) is not None,
    forms=["{id}", "shop/{part[1]}", "https://sentry.io/settings/sandbox/projects/shop/keys/{part[1]}/"],
    replaced="another",
)
