"""Privacy as code: scrubbing rules, settings of the organization, inbound filters and ownership rules."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sentry_relay.processing import pii_strip_event

from pulumi_sentry.plugin.values import decode
from sentry_rules import scrubbing
from tests.unit.pulumi_sentry import bodies
from tests.unit.pulumi_sentry.support import Engine, Failed, ScriptedSentry

ORG = "/organizations/acme/"
FILTERS = "/projects/acme/11/filters/"
OWNERSHIP = "/projects/acme/11/ownership/"
RULES = {
    "rules": {
        "account": {
            "type": "pattern",
            "pattern": "GV-([0-9]{8})",
            "replaceGroups": [1],
            "redaction": {"method": "replace", "text": "[account]"},
        }
    },
    "applications": {"$string": ["account", "@email:mask"], "extra.session": ["@anything:remove"]},
}


def organization(**settings: Any) -> dict[str, Any]:
    return {**bodies.ORGANIZATION, "dataScrubber": False, "relayPiiConfig": None, **settings}


@pytest.mark.parametrize(
    "name", sorted(f"{found}:{way}" for found, ways in scrubbing.BUILT_IN.items() for way in ways)
)
def test_a_rule_that_relay_brings_along_scrubs(name: str) -> None:
    found = name.partition(":")[0]
    config = {"applications": {"extra.**": [f"@{name}"]}}
    sent = {"extra": {"password": FOUND[found]}}
    assert pii_strip_event(config, sent)["extra"] != sent["extra"]


FOUND = {
    "common": "4111 1111 1111 1111",
    "anything": "x",
    "ip": "203.0.113.7",
    "imei": "356938035643809",
    "mac": "4a:00:04:10:9b:50",
    "uuid": "ceee0822-ed8f-4622-b2a3-789e73e75cd1",
    "email": "jo@example.com",
    "iban": "CH9300762011623852957",
    "creditcard": "4111 1111 1111 1111",
    "pemkey": "-----BEGIN EC PRIVATE KEY-----\nMIHbAgEBBEFbLvIaAaez3q0u6BQYMHZ28B7i\n-----END EC PRIVATE KEY-----",
    "urlauth": "https://jo:secret@example.com/",
    "usssn": "078-05-1120",
    "userpath": "/home/jdoe/app.py",
    "password": "my password is x",
}
"""What each of Relay's own rules finds."""


# -- advanced scrubbing rules ----------------------------------------------------------------------


async def test_typed_rules_reach_sentry_as_the_json_that_relay_reads(
    engine: Engine, sentry: ScriptedSentry
) -> None:
    sentry.answer("POST /teams/acme/7/projects/", bodies.project(), 201)
    sentry.answer("PUT /projects/acme/11/", bodies.project())
    sentry.answer("GET /organizations/acme/detectors/", bodies.default_monitors())

    await engine.create("Project", {**bodies.PROJECT_INPUTS, "piiRules": RULES})

    sent = sentry.body("PUT /projects/acme/11/")
    assert set(sent) == {"relayPiiConfig"}
    assert json.loads(sent["relayPiiConfig"]) == RULES
    assert '"replaceGroups": [1]' in sent["relayPiiConfig"], "Relay reads whole numbers only"


async def test_rules_that_somebody_changed_by_hand_are_shown_rule_by_rule(
    engine: Engine, sentry: ScriptedSentry
) -> None:
    inputs = {**bodies.PROJECT_INPUTS, "piiRules": RULES}
    sentry.answer("POST /teams/acme/7/projects/", bodies.project(), 201)
    sentry.answer("PUT /projects/acme/11/", bodies.project())
    sentry.answer("GET /organizations/acme/detectors/", bodies.default_monitors())
    state = await engine.create("Project", inputs)
    theirs = {**RULES, "applications": {"$string": ["account"]}}
    sentry.instead("GET /projects/acme/11/", bodies.project(relayPiiConfig=json.dumps(theirs)))

    changed = await engine.diff("Project", await engine.read("Project", state), inputs)

    assert set(changed) == {
        "piiRules.applications.$string[1]".replace(".$string", '["$string"]'),
        'piiRules.applications["extra.session"]',
    }


async def test_no_rules_at_all_is_a_wish_and_clears_what_is_there(
    engine: Engine, sentry: ScriptedSentry
) -> None:
    inputs = {**bodies.PROJECT_INPUTS, "piiRules": {}}
    sentry.answer("POST /teams/acme/7/projects/", bodies.project(), 201)
    sentry.answer("PUT /projects/acme/11/", bodies.project())
    sentry.answer("GET /organizations/acme/detectors/", bodies.default_monitors())
    state = await engine.create("Project", inputs)
    assert sentry.body("PUT /projects/acme/11/") == {"relayPiiConfig": ""}, "a project ignores null"

    sentry.instead("GET /projects/acme/11/", bodies.project(relayPiiConfig=""))
    assert await engine.diff("Project", await engine.read("Project", state), inputs) == {}


@pytest.mark.parametrize(
    ("rules", "path", "reason"),
    [
        (
            {"applications": {"$string": ["@emial"]}},
            'piiRules.applications["$string"][0]',
            "'@emial' is no rule of Relay; it has @anything, @common",
        ),
        (
            {"applications": {"$string": ["@ip:shred"]}},
            'piiRules.applications["$string"][0]',
            "'@ip:shred' is no rule of Relay; it has @ip, @ip:hash",
        ),
        (
            {"applications": {"$string": ["account"]}},
            'piiRules.applications["$string"][0]',
            "'account' is no rule that is declared here",
        ),
        ({"rules": {"a": {"type": "pattern"}}}, "piiRules.rules.a.pattern", "is required for a rule of type"),
        (
            {"rules": {"a": {"type": "email", "pattern": "x"}}},
            "piiRules.rules.a.pattern",
            "is for rules of type pattern",
        ),
        (
            {"rules": {"a": {"type": "pattern", "pattern": "x(?=y)"}}},
            "piiRules.rules.a.pattern",
            "must not look around",
        ),
        (
            {"rules": {"a": {"type": "pattern", "pattern": "acct-([0-9]+"}}},
            "piiRules.rules.a.pattern",
            "opens a group and does not close it",
        ),
        (
            {"rules": {"a": {"type": "redact_pair", "keyPattern": r"(a)\1"}}},
            "piiRules.rules.a.keyPattern",
            "must not refer back",
        ),
        (
            {"rules": {"a": {"type": "ip", "redaction": {"method": "mask", "text": "x"}}}},
            "piiRules.rules.a.redaction.text",
            "is for the method replace",
        ),
        ({"rules": {"@a": {"type": "ip"}}}, 'piiRules.rules["@a"]', "must not begin with @"),
        (
            {"rules": {"a": {"type": "multiple", "rules": ["b"]}}},
            "piiRules.rules.a.rules[0]",
            "'b' is no rule that is declared here",
        ),
    ],
)
async def test_a_rule_that_would_scrub_nothing_is_refused_before_any_call(
    engine: Engine, rules: dict[str, Any], path: str, reason: str
) -> None:
    failures = await engine.failures("Project", {**bodies.PROJECT_INPUTS, "piiRules": rules})
    assert set(failures) == {path}
    assert reason in failures[path]


async def test_a_rule_that_is_applied_nowhere_is_a_warning(engine: Engine) -> None:
    await engine.checked("Project", {**bodies.PROJECT_INPUTS, "piiRules": {"rules": {"a": {"type": "ip"}}}})
    await engine.invoke("getOrganization", {})
    assert any("piiRules.rules.a is applied nowhere" in text for _, text in engine.log.messages)


# -- settings of the organization ------------------------------------------------------------------


async def test_only_declared_settings_of_the_organization_are_sent(
    engine: Engine, sentry: ScriptedSentry
) -> None:
    sentry.answer(f"PUT {ORG}", organization(dataScrubber=True, allowSharedIssues=False))
    state = await engine.create("OrganizationSettings", {"dataScrubber": True, "allowSharedIssues": False})
    assert sentry.writes == [f"PUT {ORG}"]
    assert sentry.body(f"PUT {ORG}") == {"dataScrubber": True, "allowSharedIssues": False}
    assert state.id == "1"
    assert state.outputs["slug"] == "acme"


async def test_deleting_the_settings_never_touches_the_organization(
    engine: Engine, sentry: ScriptedSentry
) -> None:
    sentry.answer(f"PUT {ORG}", organization(dataScrubber=True))
    state = await engine.create("OrganizationSettings", {"dataScrubber": True})
    before = len(sentry.requests)
    await engine.delete("OrganizationSettings", state)
    assert len(sentry.requests) == before


async def test_a_setting_that_sentry_drops_without_a_word_is_an_error_that_names_the_scope(
    engine: Engine, sentry: ScriptedSentry
) -> None:
    sentry.answer(f"PUT {ORG}", organization(dataScrubber=True, defaultRole="member"))
    inputs = {"dataScrubber": True, "defaultRole": "manager"}
    with pytest.raises(
        Failed, match=r"dropped defaultRole: needs a token with the scope org:admin"
    ) as failed:
        await engine.create("OrganizationSettings", inputs)
    assert failed.value.partial is not None
    assert failed.value.partial.id == "1"


async def test_a_setting_that_the_plan_lacks_is_an_error_and_no_endless_diff(
    engine: Engine, sentry: ScriptedSentry
) -> None:
    sentry.answer(f"PUT {ORG}", organization(enhancedPrivacy=False))
    with pytest.raises(Failed, match=r"dropped enhancedPrivacy: the organization's plan"):
        await engine.create("OrganizationSettings", {"enhancedPrivacy": True})


async def test_settings_of_another_organization_are_not_imported(
    engine: Engine, sentry: ScriptedSentry
) -> None:
    for mine in (
        "acme",
        "1",
        "https://acme.sentry.io/settings/organization/",
        "https://sentry.io/settings/acme/",
    ):
        assert (await engine.imported("OrganizationSettings", mine)).id == "1"
    with pytest.raises(Failed, match="is not the organization that the provider is configured for"):
        await engine.imported("OrganizationSettings", "other")


async def test_a_key_of_two_trusted_relays_is_refused(engine: Engine) -> None:
    relays = [{"name": name, "publicKey": "k" * 43} for name in "ab"]
    failures = await engine.failures("OrganizationSettings", {"trustedRelays": relays})
    assert failures == {"trustedRelays[1].publicKey": "is the key of another Relay, too"}


# -- inbound filters -------------------------------------------------------------------------------


@pytest.fixture
def filters(sentry: ScriptedSentry) -> ScriptedSentry:
    sentry.answer(
        f"GET {FILTERS}",
        [
            {"id": "browser-extensions", "active": False},
            {"id": "localhost", "active": True},
            {"id": "filtered-transaction", "active": True},
            {"id": "web-crawlers", "active": True},
            {"id": "legacy-browsers", "active": ["ie", "safari"]},
        ],
    )
    for name in ("localhost", "legacy-browsers", "web-crawlers", "browser-extensions"):
        sentry.answer(f"PUT {FILTERS}{name}/", None, 204)
    sentry.answer("PUT /projects/acme/11/", bodies.project())
    return sentry


async def test_only_declared_filters_are_switched_and_then_looked_at(
    engine: Engine, filters: ScriptedSentry
) -> None:
    inputs = {"project": "11", "localhost": True, "legacyBrowsers": ["safari", "ie"]}
    state = await engine.create("InboundFilters", inputs)
    assert filters.calls == [f"PUT {FILTERS}localhost/", f"PUT {FILTERS}legacy-browsers/", f"GET {FILTERS}"]
    assert filters.body(f"PUT {FILTERS}legacy-browsers/") == {"subfilters": ["ie", "safari"]}
    assert await engine.diff("InboundFilters", await engine.read("InboundFilters", state), inputs) == {}


@pytest.mark.parametrize(("active", "browsers"), [(False, []), (True, 8)])
async def test_legacy_browsers_may_be_a_switch_at_sentry(
    engine: Engine, filters: ScriptedSentry, active: bool, browsers: Any
) -> None:
    filters.answer("GET /projects/acme/11/", bodies.project())
    filters.instead(f"GET {FILTERS}", [{"id": "legacy-browsers", "active": active}])
    found = decode((await engine.imported("InboundFilters", "11")).inputs)[0]["legacyBrowsers"]
    assert (len(found) if browsers else found) == browsers


async def test_custom_filters_need_the_plan_and_the_error_says_so(
    engine: Engine, filters: ScriptedSentry
) -> None:
    filters.instead("PUT /projects/acme/11/", {"detail": "You do not have that feature enabled"}, 400)
    with pytest.raises(Failed, match=r"no custom inbound filters, which releases need .* change the plan"):
        await engine.create("InboundFilters", {"project": "11", "releases": ["1.*"]})


async def test_a_destroy_switches_off_what_was_declared_and_nothing_else(
    engine: Engine, filters: ScriptedSentry
) -> None:
    inputs = {"project": "11", "webCrawlers": True, "releases": ["1.*", "2.*"]}
    state = await engine.create("InboundFilters", inputs)
    assert filters.body("PUT /projects/acme/11/") == {"options": {"filters:releases": "1.*\n2.*"}}
    filters.requests.clear()
    await engine.another_run()
    await engine.delete("InboundFilters", state)
    assert filters.writes == [f"PUT {FILTERS}web-crawlers/", "PUT /projects/acme/11/"]
    assert filters.body(f"PUT {FILTERS}web-crawlers/") == {"active": False}
    assert filters.body("PUT /projects/acme/11/") == {"options": {"filters:releases": ""}}


async def test_filters_of_a_project_that_is_gone_are_gone(engine: Engine, filters: ScriptedSentry) -> None:
    state = await engine.create("InboundFilters", {"project": "11", "localhost": True})
    filters.instead(f"GET {FILTERS}", {"detail": "The requested resource does not exist"}, 404)
    assert (await engine.read("InboundFilters", state)).id == ""


# -- ownership rules -------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [200, 202])
async def test_ownership_rules_are_trimmed_as_sentry_does(
    engine: Engine, sentry: ScriptedSentry, status: int
) -> None:
    raw = "path:src/* #web"
    sentry.answer(f"PUT {OWNERSHIP}", {"raw": raw}, status)
    sentry.answer(f"GET {OWNERSHIP}", {"raw": raw, "fallthrough": None, "autoAssignment": None})
    inputs = {"project": "11", "rules": f"\n{raw}  \n"}
    state = await engine.create("OwnershipRules", inputs)
    assert sentry.body(f"PUT {OWNERSHIP}") == {"raw": raw}
    assert await engine.diff("OwnershipRules", await engine.read("OwnershipRules", state), inputs) == {}


async def test_ownership_that_was_never_set_is_imported_as_nothing(
    engine: Engine, sentry: ScriptedSentry
) -> None:
    sentry.answer("GET /projects/acme/11/", bodies.project())
    sentry.answer(f"GET {OWNERSHIP}", {"raw": None, "fallthrough": None, "autoAssignment": None})
    assert decode((await engine.imported("OwnershipRules", "11")).inputs)[0] == {"project": "11"}


async def test_a_destroy_clears_the_rules_it_declared(engine: Engine, sentry: ScriptedSentry) -> None:
    sentry.answer(f"PUT {OWNERSHIP}", {"raw": None})
    state = await engine.create("OwnershipRules", {"project": "11", "rules": "path:* #web"})
    await engine.another_run()
    await engine.delete("OwnershipRules", state)
    assert sentry.body(f"PUT {OWNERSHIP}") == {"raw": ""}


async def test_a_rule_that_leads_to_nobody_is_refused(engine: Engine) -> None:
    failures = await engine.failures("OwnershipRules", {"project": "11", "rules": "# all\npath:src/*"})
    assert failures == {"rules": "line 2 names no owner: write #team or a member's address"}
