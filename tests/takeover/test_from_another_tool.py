"""People who come from Terraform and pulumiverse: their names stay, and the same objects come under Pulumi."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.sentry_api import SentryByHand
from tests.takeover.conftest import LivedIn
from tests.takeover.mover import Mover

_TOKEN = "70ke470ke470ke470ke470ke"  # no token of anything


@pytest.fixture(params=["yaml", "python"])
def mover(request: pytest.FixtureRequest, tmp_path: Path, lived_in: LivedIn) -> Mover:
    """Somebody who has managed a part of an organization with Terraform, and another part with pulumiverse."""
    return lived_in.mover(tmp_path, request.param)


def test_names_stay_and_everything_is_adopted(mover: Mover, tmp_path: Path) -> None:
    at_sentry = _AtSentry(mover.hand)
    state, stack = _terraform(at_sentry, tmp_path), _pulumiverse(at_sentry, tmp_path)

    exported = mover.export("--from-terraform", str(state), "--from-pulumiverse", str(stack), code=3)
    mover.adopt()
    mover.preview()

    assert mover.writes() == []
    texts = mover.texts()
    adopted = json.loads(texts["adopt.json"])["resources"]
    for kind, name, id in _named(mover, at_sentry):
        assert adopted[f"sentry:index:{kind}"].get(name) == id, (kind, name)
    assert ("app" if mover.form == "python" else "shop-app") in adopted["sentry:index:ProjectKey"]
    of_terraform = f"10 of 12 objects in {state} found (7 by id, 2 by name and project, 1 by project)"
    assert of_terraform in exported.text
    assert f"pulumiverse: 3 of 3 objects in {stack} found" in exported.text
    for secret in (_TOKEN, *at_sentry.keys.values()):
        assert secret not in exported.text + "".join(texts.values())
    assert "terraform state rm 'module.app[\"shop\"].sentry_project.this'" in texts["leave-terraform.sh"]
    assert "# stays: sentry_dashboard.board" in texts["leave-terraform.sh"]
    assert (mover.project / "leave-terraform.sh").stat().st_mode & 0o111 == 0
    assert texts["leave-pulumiverse.sh"].count("pulumi state delete") == 3
    assert "| `sentry_metric_alert.percent` | MetricMonitor " in texts["export.md"]


def test_a_state_that_is_none_ends_the_export_before_anything_is_asked(mover: Mover, tmp_path: Path) -> None:
    state = tmp_path / "terraform.tfstate"
    state.write_text(json.dumps({"version": 3, "modules": [{"secret": _TOKEN}]}))

    refused = mover.export("--from-terraform", str(state), code=1)

    assert f"{state} has not the format version 4" in refused.text
    assert _TOKEN not in refused.text
    assert "Traceback" not in refused.text
    assert not mover.project.exists()
    assert mover.hand.admin("GET", "requests")["requests"] == []


class _AtSentry:
    """The ids that a tool would have got when it made the objects."""

    def __init__(self, hand: SentryByHand) -> None:
        self.teams = {each["slug"]: each["id"] for each in hand.get("organizations/{org}/teams/")}
        self.projects = {each["slug"]: each["id"] for each in hand.get("organizations/{org}/projects/")}
        self.keys = {each["name"]: each["id"] for each in hand.get("projects/{org}/shop/keys/")}
        self.alerts = {each["name"]: each["id"] for each in hand.get("organizations/{org}/workflows/")}
        self.monitors: dict[str, str] = {}
        for each in hand.get("organizations/{org}/detectors/"):
            self.monitors.setdefault(each["name"], each["id"])
        self.organization = hand.organization


def _terraform(at: _AtSentry, folder: Path) -> Path:
    def resource(kind: str, name: str, key: str | None = None, /, **attributes: Any) -> dict[str, Any]:
        own = {"organization": at.organization, **attributes}
        instance = {"schema_version": 0, "attributes": own, **({} if key is None else {"index_key": key})}
        module = {"module": 'module.app["shop"]'} if name == "this" else {}
        return {**module, "mode": "managed", "type": kind, "name": name, "instances": [instance]}

    resources = [
        resource("sentry_team", "backend", id="core", internal_id=at.teams["core"], slug="core"),
        resource("sentry_project", "this", id="shop", internal_id=at.projects["shop"], slug="shop"),
        resource("sentry_key", "app", id=at.keys["mobile: app"], secret=_TOKEN, dsn={"public": _TOKEN}),
        resource("sentry_metric_monitor", "rate_5xx", id=at.monitors["5xx"], project="page"),
        resource("sentry_cron_monitor", "batch", "nightly", id=at.monitors["Nightly import"]),
        resource("sentry_uptime_monitor", "front_door", id=at.monitors["Health"], headers={"x": _TOKEN}),
        resource("sentry_alert", "everywhere", id=at.alerts["everything, everywhere"]),
        resource(
            "sentry_issue_alert", "payments", id="acme/shop/1", project="shop", name="Payments (critical)"
        ),
        resource(
            "sentry_metric_alert", "percent", id="acme/shop/2", project="shop", name="Mehr Fehler als üblich"
        ),
        resource("sentry_project_ownership", "owners", project="shop"),
        resource("sentry_dashboard", "board", id="acme/1"),
        resource("sentry_issue_alert", "gone", id="acme/shop/3", project="shop", name="Gone"),
    ]
    state = {"version": 4, "serial": 3, "lineage": "x", "outputs": {"token": {"value": _TOKEN}}}
    path = folder / "terraform.tfstate"
    path.write_text(json.dumps({**state, "resources": resources}))
    return path


def _pulumiverse(at: _AtSentry, folder: Path) -> Path:
    secret = {"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", "plaintext": _TOKEN}

    def resource(kind: str, name: str, id: str, /, **outputs: Any) -> dict[str, Any]:
        type = f"sentry:index/{kind[0].lower()}{kind[1:]}:{kind}"
        urn = f"urn:pulumi:prod::old::{type}::{name}"
        own = {"organization": at.organization, **outputs}
        return {"urn": urn, "custom": True, "type": type, "id": id, "outputs": own}

    resources = [
        resource("SentryTeam", "phone-people", "mobile", internalId=at.teams["mobile"]),
        resource("SentryProject", "landing-page", "page", internalId=at.projects["page"], token=secret),
        resource("SentryIssueAlert", "resolved", "acme/shop/9", project="shop", name="errors"),
    ]
    path = folder / "stack.json"
    path.write_text(json.dumps({"version": 3, "deployment": {"resources": resources}}))
    return path


def _named(mover: Mover, at: _AtSentry) -> list[tuple[str, str, str]]:
    """What other tools managed: its kind, its name in the export, and its id."""
    exact = mover.form == "python"
    monitors, alerts = at.monitors, at.alerts
    return [
        ("Team", "backend" if exact else "core", at.teams["core"]),
        ("Team", "phone-people" if exact else "mobile", at.teams["mobile"]),
        ("Project", "app-shop" if exact else "shop", at.projects["shop"]),
        ("Project", "landing-page" if exact else "page", at.projects["page"]),
        ("OwnershipRules", "owners" if exact else "shop", at.projects["shop"]),
        ("MetricMonitor", "rate_5xx" if exact else "page-rate_5xx", monitors["5xx"]),
        ("MetricMonitor", "percent" if exact else "shop-percent", monitors["Mehr Fehler als üblich"]),
        ("UptimeMonitor", "front_door" if exact else "shop-front_door", monitors["Health"]),
        ("CronMonitor", "batch-nightly" if exact else "shop-batch-nightly", monitors["Nightly import"]),
        ("Alert", "everywhere", alerts["everything, everywhere"]),
        ("Alert", "payments" if exact else "shop-payments", alerts["Payments (critical)"]),
        ("Alert", "resolved" if exact else "shop-resolved", alerts["errors"]),
    ]
