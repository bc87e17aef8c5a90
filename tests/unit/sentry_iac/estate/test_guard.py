"""`guard:` in sentry.yaml: what a preview refuses."""

from __future__ import annotations

import pytest

from sentry_iac.estate import Allowance, SpecError, StackSettings, parse_estate

BASE = "teams: {core: {}}\nprojects: {}\n"


def test_without_a_guard_nothing_is_forbidden(stack: StackSettings) -> None:
    assert parse_estate(BASE, stack).guard.forbidden_in("prod") == frozenset()


def test_a_guard_says_what_where_and_what_after_all(stack: StackSettings) -> None:
    guard = parse_estate(
        f"{BASE}guard:\n  stacks: [prod]\n  forbid: [alert-lost, project-lost]\n"
        "  allow: [{ risk: alert-lost, resource: web-old, because: it was noise }]\n",
        stack,
    ).guard
    assert guard.forbidden_in("prod") == guard.forbidden_in("acme/prod") == {"alert-lost", "project-lost"}
    assert guard.forbidden_in("dev") == frozenset()
    assert guard.allowance("alert-lost", "web-old") == Allowance(
        risk="alert-lost", resource="web-old", because="it was noise"
    )
    assert guard.allowance("alert-lost", "web-new") is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("guard: { forbid: [alerts-lost] }", "did you mean alert-lost?"),
        ("guard: { forbid: [], allow: [{ risk: alert-lost, resource: web }] }", "because: is missing"),
        ("guard: { allow: [] }", "forbid: is missing"),
    ],
)
def test_a_mistake_names_the_line_and_what_to_write(stack: StackSettings, text: str, said: str) -> None:
    with pytest.raises(SpecError, match=r"sentry\.yaml:3: guard") as refused:
        parse_estate(BASE + text, stack)
    assert said in str(refused.value)
