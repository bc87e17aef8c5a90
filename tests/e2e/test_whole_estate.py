"""Everything about teams, people, projects, keys and `.env` files that `sentry.yaml` can say, on the real engine."""

from __future__ import annotations

import json
import re
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx2
import pytest
from dotenv import dotenv_values

from tests.e2e.project import Project
from tests.e2e.rotation import DAY, Estate
from tests.e2e.whole import WHOLE
from tests.left_out import LEFT_OUT
from tests.sentry_api import SentryByHand


@pytest.fixture
def project(tmp_path: Path, sentry_env: dict[str, str]) -> Project:
    made = Project(tmp_path / "project", sentry_env)
    for stack in ("dev", "prod"):
        (made.folder / f"Pulumi.{stack}.yaml").write_text(
            "config: { gvses-sentry:environment: production, gvses-sentry:appRoot: app }\n"
        )
    (made.folder / "sentry.yaml").write_text(WHOLE)
    made.init("prod")
    return made


def declared(project: Project) -> dict[str, list[dict[str, Any]]]:
    """The declared arguments of each type in the state, by wire name."""
    exported = json.loads(project.pulumi("stack", "export", "-s", "prod", "--show-secrets").text)
    found: dict[str, list[dict[str, Any]]] = {}
    for resource in exported["deployment"]["resources"]:
        if resource["type"].startswith("sentry:index:"):
            found.setdefault(resource["type"].rpartition(":")[2], []).append(resource.get("inputs") or {})
    return found


def addresses(project: Project) -> set[tuple[str, str]]:
    """The pages that the outputs in the state name, with the kind of what they show."""
    exported = json.loads(project.pulumi("stack", "export", "-s", "prod").text)
    return {
        (resource["type"].rpartition(":")[2], resource["outputs"]["url"])
        for resource in exported["deployment"]["resources"]
        if resource["type"].startswith("sentry:index:")
        # An uptime monitor has the address that it looks at among its outputs, too.
        and re.search(r"/(organizations|settings)/", str(resource.get("outputs", {}).get("url")))
    }


def parts(inputs: dict[str, list[dict[str, Any]]]) -> dict[str, list[dict[str, Any]]]:
    """The declared arguments, with those of the parts of arguments."""
    rules = [each["piiRules"] for each in inputs["Project"] if "piiRules" in each]
    each_rule = [rule for one in rules for rule in one["rules"].values()]
    keys = inputs["ProjectKey"]
    return {
        **inputs,
        "PiiRules": rules,
        "PiiRule": each_rule,
        "PiiRedaction": [rule["redaction"] for rule in each_rule if "redaction" in rule],
        "TrustedRelay": inputs["OrganizationSettings"][0]["trustedRelays"],
        "RateLimit": [key["rateLimit"] for key in keys if "rateLimit" in key],
        "LoaderOptions": [key["dynamicSdkLoaderOptions"] for key in keys if "dynamicSdkLoaderOptions" in key],
    }


def able(by_hand: SentryByHand) -> None:
    """Give Sentry the plan that all settings need, and the team that no stack makes."""
    by_hand.admin("POST", "quirks", {"custom_dynamic_sampling": True})
    by_hand.call("POST", "organizations/{org}/teams/", {"slug": "on-call"})


def test_everything_that_the_provider_can_declare_can_be_said(
    project: Project, by_hand: SentryByHand
) -> None:
    able(by_hand)
    project.up("prod")

    said = parts(declared(project))
    for args, left_out in LEFT_OUT.items():
        kind = args.__name__.removesuffix("Args")
        names = {name for inputs in said[kind] for name in inputs}
        missing = {name for name, info in args.model_fields.items() if (info.alias or name) not in names}
        assert missing - set(left_out) == set(), f"sentry.yaml cannot say these arguments of {kind}"
        assert set(left_out) <= set(args.model_fields)

    project.pulumi("preview", "-s", "prod", "--expect-no-changes")
    project.pulumi("refresh", "-s", "prod", "--yes", "--skip-preview", "--expect-no-changes")
    project.pulumi("preview", "-s", "prod", "--expect-no-changes")

    pages = addresses(project)
    assert {kind for kind, _ in pages} >= {"Project", "Team", "Member", "OrganizationSettings"}
    for kind, url in pages:
        answer = httpx2.get(url, follow_redirects=True, trust_env=False)
        assert answer.status_code == 200, f"{kind}: {url}"
        assert answer.url.fragment in {"", *re.findall(r'id="([^"]+)"', answer.text)}, f"{kind}: {url}"


def test_keys_and_files_are_as_declared_and_go_alone(project: Project, by_hand: SentryByHand) -> None:
    able(by_hand)
    project.up("prod")

    keys = {key["name"]: key for key in by_hand.get("projects/{org}/shop/keys/") if key["name"] != "Default"}
    assert {name: key["isActive"] for name, key in keys.items()} == {"Mobile apps": True, "retired": False}
    assert keys["Mobile apps"]["rateLimit"] == {"count": 300, "window": 60}
    shop = project.folder / "app" / "shop" / ".env"
    values = dotenv_values(shop)
    assert values["SENTRY_DSN"] == values["NEXT_PUBLIC_SENTRY_DSN"]
    assert urlsplit(str(values["SENTRY_DSN"])).hostname == "errors.example.com"
    assert values["MOBILE_SENTRY_DSN"] == keys["Mobile apps"]["dsn"]["public"]
    assert (values["SENTRY_ORG"], values["SENTRY_SLUG"]) == ("sandbox", "shop")
    assert "TILL_SENTRY_DSN" in values
    assert dotenv_values(project.folder / "app" / "worker" / ".env")["SENTRY_DSN"] == values["SENTRY_DSN"]
    shown = project.pulumi("stack", "output", "-s", "prod", "--json").text
    assert keys["Mobile apps"]["dsn"]["public"] not in shown + project.state_text()

    # Another project and another key let go of one file, and of nothing of ours in it.
    project.edit("sentry.yaml", "      mobile: { path: shop/.env, prefix: MOBILE_, key: mobile }\n", "")
    project.edit("sentry.yaml", "    envFile: { path: shop/.env, prefix: TILL_ }\n", "")
    project.up("prod")
    left = dotenv_values(shop)
    assert left == {
        name: value for name, value in values.items() if not name.startswith(("TILL_", "MOBILE_"))
    }
    project.pulumi("preview", "-s", "prod", "--expect-no-changes")
    project.pulumi("destroy", "-s", "prod", "--yes", "--skip-preview")
    assert not shop.exists()


def test_a_team_that_nobody_has_made_is_told(project: Project) -> None:
    told = project.pulumi("up", "-s", "prod", "--yes", "--skip-preview", fails=True).text

    assert "there is no team 'on-call' in organization 'sandbox'" in told
    assert "sentry.yaml says teams.sre.managed: false; have the team made" in told
    assert "Traceback" not in told


def test_a_rotation_proves_the_dsn_where_applications_send(
    tmp_path: Path, sentry_env: dict[str, str], now: datetime
) -> None:
    estate = Estate(tmp_path / "project", sentry_env, ["cart"])
    address = sentry_env["SENTRY_URL"]
    own = f"http://localhost:{urlsplit(address).port}"
    more = f"key: {{ dsnEndpoint: '{own}' }}, keys: {{ other: }}"
    side = "envFiles: { side: { path: cart/.env, prefix: SIDE_, key: other } }"
    estate.edit("sentry.yaml", "cart/.env } }", f"cart/.env }}, {more}, {side} }}")
    estate.up_at(now)
    first = estate.dsn("cart")
    assert first.partition("@")[2].startswith(own.removeprefix("http://"))

    estate.iac("rotate", "-s", "prod", now=now + DAY)
    second = estate.dsn("cart")
    assert second != first
    assert second.partition("@")[2] == first.partition("@")[2]
    estate.preview_is_empty(now + DAY)

    # A further key does not rotate, and its file is one of the stack's.
    other = dotenv_values(estate.path("cart"))["SIDE_SENTRY_DSN"]
    assert other not in (None, first, second)
    estate.path("cart").unlink()
    estate.iac("env", "-s", "prod", "--project", "cart/side")
    assert {name[:5] for name in dotenv_values(estate.path("cart"))} == {"SIDE_"}
    estate.iac("env", "-s", "prod")
    assert (estate.dsn("cart"), dotenv_values(estate.path("cart"))["SIDE_SENTRY_DSN"]) == (second, other)
    estate.iac("env", "-s", "prod", "--check")

    # Where nobody passes events on, no application gets a DSN.
    estate.edit("sentry.yaml", own, "http://localhost:9")
    told = estate.iac("rotate", "-s", "prod", "--leaked", "--force", now=now + 2 * DAY, fails=True).text
    assert "could not be proven by ingest at localhost" in told
    assert estate.dsn("cart") == second
