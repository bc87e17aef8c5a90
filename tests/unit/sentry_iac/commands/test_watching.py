"""What an `up` shows in the place of Pulumi's own output: the engine's events, told to people."""

from __future__ import annotations

from typing import Any

import pytest
from pulumi.automation.events import EngineEvent

from sentry_iac.commands.shared.watching import Watching
from sentry_iac.plan.render.sentences import applied
from sentry_iac.plan.scrub import Scrubber

SECRET = "sntryu_0123456789abcdef"
URN = "urn:pulumi:dev::shop::sentry:index:{kind}::{name}"


def said(severity: str, message: str, urn: str = "", **more: Any) -> EngineEvent:
    fields = {"severity": severity, "message": message, "urn": urn, "color": "never", **more}
    return EngineEvent.from_json({"sequence": 1, "timestamp": 1, "diagnosticEvent": fields})


def done(op: str, name: str, kind: str = "sentry:index:Team", custom: bool = True) -> list[EngineEvent]:
    """The events of one resource that was changed, as the engine writes them."""
    urn = f"urn:pulumi:dev::shop::{kind}::{name}"
    state = {"type": kind, "urn": urn, "custom": custom, "id": "1", "parent": "", "inputs": {}, "outputs": {}}
    metadata = {
        "op": op,
        "urn": urn,
        "type": kind,
        "old": None if op == "create" else state,
        "new": None if op == "delete" else state,
        "provider": "",
    }
    return [
        EngineEvent.from_json({"sequence": 1, "timestamp": 1, name: {"metadata": metadata}})
        for name in ("resourcePreEvent", "resOutputsEvent")
    ]


def watched(*events: EngineEvent, planned: int = 0, told: set[str] | None = None) -> Watching:
    watch = Watching("applying stack dev", Scrubber({"SENTRY_AUTH_TOKEN": SECRET}), every=0)
    watch.planned, watch.told = planned, told or set()
    with watch:
        for event in events:
            watch(event)
    return watch


def test_where_there_is_no_terminal_lines_tell_how_far_it_is(capfd: pytest.CaptureFixture[str]) -> None:
    watch = watched(
        *done("create", "web"),
        *done("same", "shop"),
        *done("create", "component", kind="sentry:components:Application", custom=False),
        *done("create", "default_0_1_0", kind="pulumi:providers:sentry"),
        *done("update", "api"),
        planned=2,
    )
    shown = capfd.readouterr()
    assert shown.err.splitlines() == [
        "==> applying stack dev: 1 of 2 done",
        "==> applying stack dev: 2 of 2 done",
    ]
    assert shown.out == ""
    # Counted as a preview counts: no component, no provider.
    assert applied(watch.steps) == "1 changed, 1 created; 1 unchanged (3 resources)"


def test_what_is_deleted_is_no_resource_any_more() -> None:
    watch = watched(*done("delete", "web"), *done("same", "shop"))
    assert applied(watch.steps) == "1 deleted; 1 unchanged (1 resource)"
    assert applied(watched(*done("same", "shop")).steps) == "nothing was to be done (1 resource)"


def test_an_error_names_its_resource_and_holds_no_secret(capfd: pytest.CaptureFixture[str]) -> None:
    urn = URN.format(kind="Alert", name="web-high-priority")
    watched(
        said("error", f"POST /workflows/: refused {SECRET}", urn),
        said("error", "alert web-high-priority is there already", urn),
        said("error", "update failed"),
    )
    assert capfd.readouterr().err.splitlines() == [
        "error: Alert web-high-priority: POST /workflows/: refused ***",
        "error: alert web-high-priority is there already",
    ]


def test_a_warning_is_told_once_and_what_the_program_prints_as_it_is(
    capfd: pytest.CaptureFixture[str],
) -> None:
    stack = "urn:pulumi:dev::shop::pulumi:pulumi:Stack::shop-dev"
    watched(
        said("warning", "the key is used still"),
        said("warning", "the key is used still"),
        said("warning", "told in the plan"),
        said("info", "hello from the program", stack),
        said("info", "waiting for Sentry's rate limit", URN.format(kind="Team", name="web"), ephemeral=True),
        told={"told in the plan"},
    )
    assert capfd.readouterr().err.splitlines() == ["warning: the key is used still", "hello from the program"]
