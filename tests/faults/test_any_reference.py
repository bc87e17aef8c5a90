"""Every resource adopts what `pulumi import` names, or refuses it with a message, whatever a person types."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pulumi_sentry.plugin.registry import registry
from sentry_sandbox.server import SandboxServer
from sentry_sandbox.settings import Settings
from tests.faults.model_engine import ModelEngine, UpFailed
from tests.faults.small_estate import Estate
from tests.sandbox import person_at, variables_of

EXAMPLES = 60
"""Texts for each resource."""

KINDS = sorted(cls.__name__ for cls in registry().resources.values())

KEY = "0123456789abcdef" * 2
PARTS = st.sampled_from(
    [
        "sandbox", "other", "web", "shop", "1", "2", "3", "999", "0", "-1", "", ".", "..", "%2e%2e", "%2F", "%00", "?",
        "?a=b", "#", "\\", " ", "\n", "\0", "\u0661", "é", "\U0001f600", "owner@example.com", "@", KEY, KEY[1:],
        "settings", "projects", "teams", "keys", "members", "organizations", "organization", "monitors", "alerts",
        "https:", "http://sandbox.sentry.io", "https://sentry.io", "https://[", "https://[::1]", "//", "~", "$HOME",
    ]
)  # fmt: skip
REFERENCES = st.text(max_size=30) | st.lists(PARTS | st.text(max_size=3), max_size=6).map("/".join)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModelEngine]:
    """An engine whose Sentry has the small estate, so that some texts name something."""
    with SandboxServer(Settings()) as sandbox:
        hand = person_at(sandbox)
        hand.admin("POST", "quirks", {"rate_limit": {"announced": False}})
        hand.close()
        environment = variables_of(sandbox)
        made = ModelEngine(environment, tmp_path_factory.mktemp("backend"))
        made.up(Estate().program())
        made.state.clear()
        yield made
        made.end()


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(reference=REFERENCES)
def test_any_text_is_taken_over_or_refused_in_words(engine: ModelEngine, kind: str, reference: str) -> None:
    # A bug would be an AssertionError: the provider reports an unforeseen exception as an internal error.
    said = ""
    try:
        id = engine.take_over("it", kind, reference)
    except UpFailed as refused:
        id, said = "", str(refused).strip()
    assert id.strip() or said
    assert "Traceback" not in said
    if id:  # the id in state finds it, too
        assert engine.take_over("it", kind, id) == id
