"""`policy:` in sentry.yaml: how much each rule weighs, and where."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from sentry_iac.estate import SpecError, StackSettings, load_policy, parse_estate
from sentry_iac.policy import RULES, Setting

BASE = "teams: {core: {people: {Ada@example.com: {}}}}\nprojects: {}\n"


def test_without_a_word_about_it_each_rule_weighs_what_it_says_itself(stack: StackSettings) -> None:
    policy = parse_estate(BASE, stack).policy
    assert policy.settings == {}
    assert policy.is_production("prod")
    assert policy.is_production("acme/prod")
    assert not policy.is_production("dev")
    assert policy.people == {"ada@example.com"}


def test_levels_and_the_stacks_that_count_as_production_are_written(stack: StackSettings) -> None:
    text = (
        f"{BASE}policy:\n  production: [live, canary]\n  rules:\n    keys-limited: off\n"
        "    teams-have-people: { level: mandatory, because: nobody comes by single sign-on }\n"
    )
    policy = parse_estate(text, stack).policy
    assert policy.is_production("live")
    assert not policy.is_production("prod")
    assert policy.settings == {
        "keys-limited": Setting(level="off"),
        "teams-have-people": Setting(level="mandatory", because="nobody comes by single sign-on"),
    }


@pytest.mark.parametrize("name", RULES)
def test_every_rule_can_be_written_by_its_name(stack: StackSettings, name: str) -> None:
    policy = parse_estate(f"{BASE}policy: {{ rules: {{ {name}: advisory }} }}", stack).policy
    assert policy.settings == {name: Setting(level="advisory")}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("rules: { keys-limted: off }", "rules.keys-limted: is not a key that is known here (did you mean"),
        ("rules: { keys-limited: maybe }", '"maybe" is not one of mandatory, advisory or off'),
        ("rules: { keys-limited: { because: we pay for it } }", "level: is missing"),
        ("stacks: [prod]", "is not a key that is known here; known: production or rules"),
    ],
)
def test_a_mistake_names_the_line_and_what_to_write(stack: StackSettings, text: str, said: str) -> None:
    with pytest.raises(SpecError, match=r"sentry\.yaml:3: policy\.") as refused:
        parse_estate(f"{BASE}policy: {{ {text} }}", stack)
    assert said in str(refused.value)


def test_the_rules_are_read_from_a_file_without_a_stack(tmp_path: Path) -> None:
    file = tmp_path / "sentry.yaml"
    file.write_text(f"{BASE}policy: {{ rules: {{ keys-limited: off }} }}")
    assert load_policy(file).settings == {"keys-limited": Setting(level="off")}
    file.write_text(f"{BASE}policy: {{ rules: {{ keys-limted: off }} }}")
    with pytest.raises(SpecError, match=r"sentry\.yaml:3: .*did you mean keys-limited"):
        load_policy(file)


def test_neither_the_rules_nor_the_file_need_pulumi_or_a_client() -> None:
    code = (
        "import sys; import sentry_iac.policy, sentry_iac.estate; "
        "print([n for n in ('pulumi', 'pulumi_sentry', 'google.protobuf', 'grpc', 'httpx2') if n in sys.modules])"
    )
    shown = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout  # noqa: S603
    assert shown.strip() == "[]"
    code = (
        "import sys; import sentry_iac.policy; "
        "print([n for n in ('pydantic', 'yaml', 'sentry_iac.estate') if n in sys.modules])"
    )
    shown = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout  # noqa: S603
    assert shown.strip() == "[]"
