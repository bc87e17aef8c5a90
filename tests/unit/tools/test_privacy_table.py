"""The preset `strict`, run through Relay's own code on events that carry a person's data wherever it can stand."""

from __future__ import annotations

import json
from typing import get_args

import pytest
from sentry_relay.processing import validate_pii_config

from sentry_iac.estate.defaults.strict_privacy import STRICT_RULES
from tests.repository import ROOT
from tools import privacy_table
from tools.privacy_table import CANARIES, Canary, event, normalized, relay_config, scrubbed, value_at


@pytest.mark.parametrize("canary", CANARIES, ids=lambda canary: f"{canary.kind}-{canary.path}")
@pytest.mark.parametrize("normal", [False, True], ids=["as-sent", "normalized"])
def test_what_the_page_says_is_gone_is_gone_and_what_it_says_stays_is_there(
    canary: Canary, normal: bool
) -> None:
    sent = event(canary.kind)
    kept = value_at(scrubbed(normalized(sent) if normal else sent), canary.path)
    assert (canary.personal in str(kept)) is canary.stays, kept


@pytest.mark.parametrize("kind", get_args(privacy_table.Kind))
def test_personal_data_is_not_moved_elsewhere(kind: privacy_table.Kind) -> None:
    sent = event(kind)
    for canary in CANARIES:
        if canary.kind == kind and canary.stays:
            parent = sent
            *way, last = canary.path.split("/")
            for key in way:
                parent = parent[int(key)] if isinstance(parent, list) else parent[key]
            if isinstance(parent, dict):
                parent.pop(last)
    sent.pop("fingerprint", None)
    left = json.dumps(scrubbed(normalized(sent)))
    assert not [
        word for word in (privacy_table.MAIL, "jdoe", "203.0.113.7", "s3ss10n", "Zurich") if word in left
    ]


def test_relay_takes_the_preset() -> None:
    validate_pii_config(json.dumps(relay_config(STRICT_RULES)))  # type: ignore[no-untyped-call]


def test_the_table_of_the_page_is_fresh() -> None:
    page = (ROOT / "docs/privacy.md").read_text("utf-8")
    assert privacy_table.with_table(page) == page, "run make docs"
