"""Scrubbing rules as Sentry keeps them: by name, and which of them apply where."""

from __future__ import annotations

from dataclasses import fields

import pytest
from pydantic import BaseModel

from sentry_iac.estate import (
    NamedPiiRuleSpec,
    NamedPiiRulesSpec,
    PiiRuleSpec,
    SpecError,
    StackSettings,
    TrustedRelaySpec,
    json_schema,
    named,
    parse_estate,
)
from sentry_iac.estate.defaults.strict_privacy import STRICT_RULES
from sentry_iac.estate.written.organization import TrustedRelay
from sentry_iac.estate.written.scrubbing import NamedPiiRule, PiiRule

HEAD = "teams: {core: {}}\nprojects:\n  api:\n    platform: go\n    team: core\n"
NAMED = """    settings:
      piiRules:
        rules:
          accounts: {type: pattern, pattern: " acc-([0-9]+)", replaceGroups: [1], method: replace, text: ""}
          secrets: {type: redact_pair, keyPattern: secret, method: default}
          both: {type: multiple, rules: [accounts, "@ip:mask"], hideInner: true}
          same: {type: alias, rule: both}
        applications:
          $message: [same, "@email"]
          extra.**: [secrets, same]
"""


def rules(text: str, stack: StackSettings) -> object:
    return parse_estate(f"{HEAD}{text}", stack).application("api").settings.pii_rules


def test_rules_with_names_are_kept_as_they_are(stack: StackSettings) -> None:
    assert rules(NAMED, stack) == NamedPiiRulesSpec(
        rules={
            "accounts": NamedPiiRuleSpec(
                type="pattern", pattern=" acc-([0-9]+)", replace_groups=(1,), method="replace", text=""
            ),
            "secrets": NamedPiiRuleSpec(type="redact_pair", key_pattern="secret", method="default"),
            "both": NamedPiiRuleSpec(type="multiple", rules=("accounts", "@ip:mask"), hide_inner=True),
            "same": NamedPiiRuleSpec(type="alias", rule="both"),
        },
        applications={"$message": ("same", "@email"), "extra.**": ("secrets", "same")},
    )


def test_no_rule_at_all_clears_those_at_sentry(stack: StackSettings) -> None:
    assert rules("    settings: {piiRules: {}}\n", stack) == NamedPiiRulesSpec()
    assert rules("    settings: {piiRules: []}\n", stack) == ()
    assert rules("", stack) is None


def test_a_list_has_the_names_that_sentrys_page_gives(stack: StackSettings) -> None:
    found = rules("    settings: {piiRules: [{type: ip, source: a}, {type: email, source: a}]}\n", stack)

    assert isinstance(found, tuple)
    assert named(found) == NamedPiiRulesSpec(
        rules={
            "0": NamedPiiRuleSpec(type="ip", method="remove"),
            "1": NamedPiiRuleSpec(type="email", method="remove"),
        },
        applications={"a": ("0", "1")},
    )


def test_rules_with_names_come_on_top_of_the_preset(stack: StackSettings) -> None:
    own = """    privacy: strict
    settings:
      piiRules: {rules: {strict-0: {type: ip}}, applications: {$string: [strict-0], a: ["@ip"]}}
"""
    found = rules(own, stack)

    assert isinstance(found, NamedPiiRulesSpec)
    assert found.rules["strict-0"] == NamedPiiRuleSpec(type="ip")
    assert len(found.rules) == len(STRICT_RULES) + 1
    assert found.applications["$string"][-1] == "strict-0"
    assert found.applications["a"] == ("@ip",)
    used = {name for names in found.applications.values() for name in names}
    assert used == {*found.rules, "@ip"}


@pytest.mark.parametrize(
    ("written", "line"),
    [
        ("{rules: {a: {type: pattern}}}", "piiRules.rules.a: pattern is required for a rule of type pattern"),
        ("{rules: {a: {type: ip, keyPattern: x}}}", "rules.a: keyPattern is for rules of type redact_pair"),
        ("{rules: {a: {type: ip, replaceGroups: [1]}}}", "replaceGroups is for rules of type pattern"),
        ("{rules: {a: {type: ip, text: x}}}", "text belongs to method replace, and the method is not given"),
        ("{rules: {a: {type: multiple, rules: [b]}}}", "rule a: 'b' is no rule that is declared here"),
        ("{rules: {a: {type: alias, rule: '@ipp'}}}", "rule a: '@ipp' is no rule of Relay"),
        ("{rules: {'@a': {type: ip}}}", "rule @a must not begin with @"),
        ("{applications: {$message: [a]}}", "applications, $message: 'a' is no rule that is declared here"),
        ("{applications: {'a || ': ['@ip']}}", "applications, a || : "),
        ("{rules: {a: {type: pattern, pattern: '('}}}", "rules.a.pattern: opens a group"),
        (
            "{rules: {a: {tpye: ip}}}",
            "piiRules.rules.a.tpye: is not a key that is known here (did you mean type?)",
        ),
        ("{ruls: {}}", "piiRules.ruls: is not a key that is known here (did you mean rules?)"),
        (
            "[{type: ip, sorce: a}]",
            "piiRules[0].sorce: is not a key that is known here (did you mean source?)",
        ),
        ("{rules: [a]}", "piiRules.rules: expected a mapping"),
        ("strict", "piiRules: expected a list"),
    ],
)
def test_a_rule_that_cannot_work_is_told_where_it_is(written: str, line: str, stack: StackSettings) -> None:
    with pytest.raises(SpecError) as caught:
        rules(f"    settings: {{piiRules: {written}}}\n", stack)

    assert str(caught.value).startswith("sentry.yaml:6: ")
    assert line in str(caught.value)


def test_relays_are_told_apart_by_their_keys(stack: StackSettings) -> None:
    key = "SMSesqan65THCV6M4qs4kBzPai60LzuDn-xNsvYpuP8"
    text = "teams: {}\nprojects: {}\norganization: {settings: {trustedRelays: "
    one = parse_estate(f"{text}[{{name: a, publicKey: {key}}}]}}}}\n", stack).organization

    assert one is not None
    assert one.trusted_relays == (TrustedRelaySpec(name="a", public_key=key),)
    for written, line in (
        (f"[{{name: a, publicKey: {key}}}, {{name: b, publicKey: {key}}}]", "b has the key of a"),
        ("[{name: a, publicKey: x}]", "trustedRelays[0].publicKey: is no public key of a Relay"),
    ):
        with pytest.raises(SpecError) as caught:
            parse_estate(f"{text}{written}}}}}\n", stack)
        assert line in str(caught.value)


@pytest.mark.parametrize(
    ("written", "spec"),
    [(PiiRule, PiiRuleSpec), (NamedPiiRule, NamedPiiRuleSpec), (TrustedRelay, TrustedRelaySpec)],
)
def test_rules_are_called_in_the_estate_as_they_are_written(written: type[BaseModel], spec: type) -> None:
    assert set(written.model_fields) == {each.name for each in fields(spec)}


def test_editors_know_both_forms() -> None:
    schema = json_schema()["definitions"]["Settings"]["properties"]["piiRules"]

    assert "NamedPiiRules" in str(schema)
    assert "array" in str(schema)
