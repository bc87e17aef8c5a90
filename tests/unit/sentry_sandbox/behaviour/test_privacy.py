"""Scrubbing rules, inbound filters and ownership rules, as Sentry treats them."""

from __future__ import annotations

import json

import pytest
from sentry_relay.auth import PublicKey
from sentry_relay.exceptions import RelayError
from sentry_relay.processing import validate_pii_config

from tests import sentry_examples as examples
from tests.unit.sentry_sandbox.support import Local

RELAY_KEY = "k" * 43
ORG = "/organizations/sandbox/"
FILTERS = "/projects/sandbox/backend/filters/"
OWNERSHIP = "/projects/sandbox/backend/ownership/"


@pytest.mark.parametrize(
    "config", ["{", "[]", '{"rules": {"a": {"type": "nothing"}}}', '{"rules": {"a": {"type": "pattern"}}}']
)
def test_scrubbing_rules_that_relay_cannot_read_are_refused(sandbox: Local, config: str) -> None:
    sandbox.project()
    for path in (ORG, "/projects/sandbox/backend/"):
        answer = sandbox.call("PUT", path, {"relayPiiConfig": config})
        assert answer.status_code == 400
        assert "relayPiiConfig" in answer.json()


@pytest.mark.parametrize(
    "config",
    [
        "{",
        '{"rules": []}',
        '{"applications": []}',
        '{"rules": {"a": {}}}',
        '{"applications":\n {"ok": ["b"], "é ü": ["a"]}}',
        '{"rules": {"a": {"pattern":\n"a",  "type": "redact_pair"  } , "b": {"type": "ip"}}}',
        '{ "applications" : {"a b" : [] }, "rules": {"a": {}}}',
        '{"rules": {"a": {"type": "nothing", "x": {"y": "}"}}  }}',
        '{"rules": {"a": {"type": "nothing"}}}',
        *(
            json.dumps({"rules": {"a": {"type": kind}}})
            for kind in ("pattern", "redactPair", "multiple", "alias")
        ),
        *(json.dumps({"rules": {"a": {"type": kind}}}) for kind in ("ip", "cookies", "password")),
        '{"rules": {"a": {"type": "pattern", "pattern": "a(b"}}}',
        *(
            json.dumps({"applications": {selector: ["a"]}})
            for selector in (
                *("((", "()", "a ||", "a b", "a..b", "(a", "a)", "", "a.", "|| a", "&", "a!"),
                *(
                    "$string",
                    "user.geo.**",
                    "(a || b) && !c",
                    "extra.'my key'",
                    "$frame.abs_path",
                    "**",
                    "a.0.b",
                ),
                *("tags.*", "a && (b || !(c))", "!a", "a-b.c_d"),
            )
        ),
    ],
)
def test_scrubbing_rules_are_refused_where_relay_refuses_them(sandbox: Local, config: str) -> None:
    try:
        validate_pii_config(config)  # type: ignore[no-untyped-call]
        refused = ""
    except ValueError as error:
        refused = str(error)
    answer = sandbox.call("PUT", ORG, {"relayPiiConfig": config})
    assert answer.status_code == (400 if refused else 200), refused
    if refused.startswith(("unknown variant", "missing field", "invalid value")):
        said = answer.json()["relayPiiConfig"][0]
        assert said == refused, "the words are Relay's own"


def test_a_project_ignores_null_and_clears_its_scrubbing_rules_by_an_empty_text(sandbox: Local) -> None:
    sandbox.project()
    path = "/projects/sandbox/backend/"
    config = json.dumps({"rules": {"a": {"type": "ip"}}, "applications": {"$string": ["a"]}})
    sandbox.done("PUT", path, {"relayPiiConfig": config})
    assert sandbox.done("PUT", path, {"relayPiiConfig": None})["relayPiiConfig"] == config
    assert sandbox.done("PUT", path, {"relayPiiConfig": ""})["relayPiiConfig"] == ""


def test_an_organization_clears_its_scrubbing_rules_by_null_and_by_an_empty_text(sandbox: Local) -> None:
    for nothing in (None, ""):
        sandbox.done("PUT", ORG, {"relayPiiConfig": '{"rules": {}}'})
        assert sandbox.done("PUT", ORG, {"relayPiiConfig": nothing})["relayPiiConfig"] is None


def test_scrubbing_rules_are_kept_as_they_are_written(sandbox: Local) -> None:
    config = json.dumps({"rules": {"a": {"type": "ip"}}, "applications": {"$string": ["a"]}})
    assert sandbox.done("PUT", ORG, {"relayPiiConfig": config})["relayPiiConfig"] == config


@pytest.mark.parametrize(
    ("quirk", "setting"),
    [
        ("relay_feature", {"trustedRelays": [{"name": "a", "publicKey": RELAY_KEY}]}),
        ("custom_dynamic_sampling", {"samplingMode": "project"}),
    ],
)
def test_what_caller_or_plan_do_not_permit_is_refused(
    sandbox: Local, quirk: str, setting: dict[str, object]
) -> None:
    sandbox.turn(**{quirk: False})
    assert list(sandbox.call("PUT", ORG, setting).json()) == list(setting)
    sandbox.turn(**{quirk: True})
    sandbox.done("PUT", ORG, setting)


@pytest.mark.parametrize("key", examples.RELAY_KEYS)
def test_a_key_is_one_of_a_relay_where_relay_reads_it(sandbox: Local, key: str) -> None:
    try:
        PublicKey.parse(key)  # type: ignore[no-untyped-call]
        status = 200
    except RelayError:
        status = 400
    answer = sandbox.call("PUT", ORG, {"trustedRelays": [{"name": "a", "publicKey": key}]})
    assert answer.status_code == status


def test_a_key_of_two_relays_is_refused(sandbox: Local) -> None:
    relay = {"name": "a", "publicKey": RELAY_KEY}
    assert sandbox.call("PUT", ORG, {"trustedRelays": [relay, relay]}).status_code == 400


def test_the_default_role_is_dropped_without_org_admin_and_other_settings_on_demand(sandbox: Local) -> None:
    token = sandbox.token("org:write", "org:read")
    body = sandbox.call("PUT", ORG, {"defaultRole": "manager", "dataScrubber": True}, token=token).json()
    assert (body["defaultRole"], body["dataScrubber"]) == ("member", True)
    sandbox.turn(organization_drops="enhancedPrivacy")
    assert sandbox.done("PUT", ORG, {"enhancedPrivacy": True})["enhancedPrivacy"] is False


def test_a_filter_answers_nothing_and_an_unknown_one_404(sandbox: Local) -> None:
    sandbox.project()
    answer = sandbox.call("PUT", f"{FILTERS}localhost/", {"active": True})
    assert (answer.status_code, answer.content) == (204, b"")
    assert sandbox.call("PUT", f"{FILTERS}nothing/", {"active": True}).status_code == 404
    assert {"id": "localhost", "active": True} in sandbox.done("GET", FILTERS)


def test_legacy_browsers_are_a_list_or_a_switch(sandbox: Local) -> None:
    sandbox.project()
    path = f"{FILTERS}legacy-browsers/"
    for body, active in (
        ({"subfilters": ["safari", "ie"]}, ["ie", "safari"]),
        ({"subfilters": []}, False),
        ({"active": True}, True),
    ):
        sandbox.done("PUT", path, body)
        assert {"id": "legacy-browsers", "active": active} in sandbox.done("GET", FILTERS)
    assert sandbox.call("PUT", path, {"subfilters": ["netscape"]}).status_code == 400


def test_ownership_that_was_never_set_has_no_rules_and_an_update_trims_them(sandbox: Local) -> None:
    sandbox.project()
    assert sandbox.done("GET", OWNERSHIP)["raw"] is None
    answer = sandbox.call("PUT", OWNERSHIP, {"raw": " path:src/* #gvses \n"})
    assert answer.status_code == 202
    assert answer.json()["raw"] == "path:src/* #gvses"
    assert answer.json()["schema"]["rules"][0]["owners"][0]["name"] == "gvses"
    assert sandbox.done("PUT", OWNERSHIP, {"raw": ""})["raw"] is None


@pytest.mark.parametrize("raw", ["path:src/*", "src/*", "path:src/* #nobody", "path:a other@example.com"])
def test_a_rule_without_a_known_owner_is_refused(sandbox: Local, raw: str) -> None:
    sandbox.project()
    answer = sandbox.call("PUT", OWNERSHIP, {"raw": raw})
    assert (answer.status_code, list(answer.json())) == (400, ["raw"])


def test_readers_may_change_the_rules_and_nothing_else(sandbox: Local) -> None:
    sandbox.project()
    token = sandbox.token("project:read")
    assert sandbox.call("PUT", OWNERSHIP, {"raw": "path:* #gvses"}, token=token).is_success
    assert sandbox.call("PUT", OWNERSHIP, {"fallthrough": False}, token=token).status_code == 403
