"""Projects, and the resources that each has exactly one of: spike protection, inbound filters, ownership rules."""

from __future__ import annotations

from pathlib import Path

import pulumi_sentry as sentry
from tests.e2e.cases.case import Case, World
from tests.e2e.cases.privacy import pii_rules
from tests.e2e.cases.worlds import with_project
from tests.sentry_api import SentryByHand

PROJECT = Case(
    resource=sentry.Project,
    args=lambda world: sentry.ProjectArgs(
        name="Store",
        slug="store",
        team=world["team"],
        platform="python-fastapi",
        remove_default_key=True,
        resolve_age=168,
        subject_prefix="[shop]",
        scrub_ip_addresses=True,
        sensitive_fields=["iban", "tax_id"],
        pii_rules=pii_rules(),
        fingerprinting_rules="error.type:Timeout -> timeout\n",
    ),
    world=lambda hand, _folder: {"team": hand.team("web")["id"]},
    path="projects/{org}/{id}/",
    edit={"resolveAge": 24, "sensitiveFields": ["iban"], "verifySSL": True},
    changed={"resolveAge", "sensitiveFields"},
    forms=["{id}", "store", "sandbox/store", "https://sandbox.sentry.io/settings/projects/store/"],
    replaced="refused",
)


def _with_burst(hand: SentryByHand, _folder: Path) -> World:
    hand.team("web")
    return {"project": hand.project("web", "burst")["id"]}


def _make_burst_anew(hand: SentryByHand, _world: World, id: str) -> None:
    # It is a setting of the project, and goes with it.
    hand.call("DELETE", f"projects/{{org}}/{id}/")
    hand.project("web", "burst")


def _is_off(hand: SentryByHand, _world: World, _id: str) -> bool:
    options: dict[str, bool] = hand.get("projects/{org}/burst/")["options"]
    return options["quotas:spike-protection-disabled"]


SPIKE_PROTECTION = Case(
    resource=sentry.SpikeProtection,
    args=lambda _world: sentry.SpikeProtectionArgs(project="burst", enabled=False),
    world=_with_burst,
    edit=lambda hand, _world, _id: hand.call(
        "POST", "organizations/{org}/spike-protections/", {"projects": ["burst"]}
    ),
    changed={"enabled"},
    removal=_make_burst_anew,
    presence=_is_off,
    # An import names the project as the reference does, and this program names it by its slug.
    forms=["burst", "sandbox/burst", "https://sandbox.sentry.io/projects/burst/"],
)


def _switch_filters(hand: SentryByHand, _world: World, id: str) -> None:
    for name, active in (("localhost", False), ("web-crawlers", False), ("legacy-browsers", True)):
        hand.call("PUT", f"projects/{{org}}/{id}/filters/{name}/", {"active": active})
    hand.call("PUT", f"projects/{{org}}/{id}/", {"options": {"filters:releases": "2.*"}})


def _filters_are_on(hand: SentryByHand, _world: World, id: str) -> bool:
    filters = {one["id"]: one["active"] for one in hand.get(f"projects/{{org}}/{id}/filters/")}
    return bool(filters["localhost"] or filters["legacy-browsers"])


INBOUND_FILTERS = Case(
    resource=sentry.InboundFilters,
    args=lambda world: sentry.InboundFiltersArgs(
        project=world["project"],
        localhost=True,
        browser_extensions=False,
        legacy_browsers=["safari", "ie"],
        releases=["1.*", "0.9"],
        chunk_load_error=True,
    ),
    world=with_project,
    edit=_switch_filters,
    changed={"localhost", "legacyBrowsers", "releases"},
    removable=False,
    presence=_filters_are_on,
    forms=["{id}", "shop", "sandbox/shop"],
)

OWNERSHIP_RULES = Case(
    resource=sentry.OwnershipRules,
    args=lambda world: sentry.OwnershipRulesArgs(
        project=world["project"],
        rules="# who looks after what\npath:src/api/* #web\nurl:*/orders/* owner@example.com\n",
        auto_assignment="Turn off Auto-Assignment",
        fallthrough=False,
    ),
    world=with_project,
    path="projects/{org}/{id}/ownership/",
    edit={"raw": "path:* #web", "fallthrough": True, "codeownersAutoSync": False},
    changed={"rules", "fallthrough"},
    removable=False,
    presence=lambda hand, _world, id: bool(hand.get(f"projects/{{org}}/{id}/ownership/")["raw"]),
    forms=["{id}", "shop", "https://sentry.io/settings/sandbox/projects/shop/"],
)
