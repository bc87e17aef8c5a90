"""The engine keeps, shows and logs no client key, and a state of version 0.1.0 loses its keys."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from pulumi_sentry.lifecycle.clock import write_instant
from tests.e2e.rotation import Estate, keys, public_key
from tests.sentry_api import SentryByHand


def test_no_key_is_in_the_state_its_history_or_anything_that_the_engine_says(
    estate: Estate, now: datetime
) -> None:
    first = public_key(estate.dsn("cart"))
    estate.iac("rotate", "--stack", "prod", "--leaked", "--yes", now=now)
    found = (first, public_key(estate.dsn("cart")))
    at = write_instant(now)
    estate.edit("sentry.yaml", "projects:", "projects:\n  mail: { platform: python, team: web }")
    logged = ("-v=9", "--logtostderr")
    said = [
        estate.pulumi("stack", "export", "-s", "prod").text,
        estate.pulumi("stack", "history", "-s", "prod").text,
        estate.pulumi("stack", "-s", "prod", "--show-ids", "--show-urns").text,
        estate.pulumi("preview", "-s", "prod", "--diff", SENTRY_IAC_NOW=at).text,
        estate.pulumi("preview", "-s", "prod", "--diff", "--refresh", "--json", SENTRY_IAC_NOW=at).text,
        estate.pulumi("preview", "-s", "prod", *logged, SENTRY_IAC_NOW=at).text,
        estate.pulumi("up", "-s", "prod", "--yes", "--refresh", *logged, SENTRY_IAC_NOW=at).text,
        estate.pulumi("destroy", "-s", "prod", "--yes", *logged, SENTRY_IAC_NOW=at).text,
        *estate.printed,
        estate.state_text(),
    ]
    assert "ProjectKey" in said[0]
    # Checkpoints of every run, with the copies that the file backend keeps beside them.
    assert list((estate.folder / "state").rglob("*.checkpoint.json"))
    for key in found:
        assert not any(key in text for text in said)


def test_a_state_of_version_0_1_0_works_as_it_is_and_a_refresh_takes_the_keys_out_of_it(
    estate: Estate, by_hand: SentryByHand, now: datetime
) -> None:
    estate.iac("rotate", "--stack", "prod", now=now)
    was = {resource["urn"]: resource["id"] for resource in _keys_in_state(estate)}
    _to_version_0_1_0(estate)
    before = keys(by_hand)
    for resource in _keys_in_state(estate):
        assert resource["id"] == f"1/{resource['outputs']['publicKey']}"

    # Neither a preview nor an `up` has anything to do; only a refresh may give an object another id.
    estate.preview_is_empty(now)
    estate.up_at(now)
    assert all(resource["id"] != was[resource["urn"]] for resource in _keys_in_state(estate))
    # From that `up` on the state has the rotation.
    assert all(resource["inputs"]["rotatedAt"] == write_instant(now) for resource in _keys_in_state(estate))
    estate.pulumi("refresh", "-s", "prod", "--yes", "--skip-preview", "--expect-no-changes")
    assert {resource["urn"]: resource["id"] for resource in _keys_in_state(estate)} == was
    estate.preview_is_empty(now)
    assert keys(by_hand) == before

    # The same in one step, and with a change: the key is changed in place, whatever its id.
    _to_version_0_1_0(estate)
    estate.edit("sentry.yaml", "platform: python", "key: { name: renamed }, platform: python")
    at = write_instant(now)
    estate.pulumi("up", "-s", "prod", "--yes", "--skip-preview", "--refresh", SENTRY_IAC_NOW=at)
    assert {resource["urn"]: resource["id"] for resource in _keys_in_state(estate)} == was
    assert keys(by_hand) == {"1 renamed": True, "1 renamed g2": True}
    _to_version_0_1_0(estate)
    estate.pulumi("destroy", "-s", "prod", "--yes", "--skip-preview", SENTRY_IAC_NOW=at)
    assert keys(by_hand) == {}


def _keys_in_state(estate: Estate) -> list[dict[str, Any]]:
    """The keys in the state, secrets in plain."""
    shown = estate.pulumi("stack", "export", "-s", "prod", "--show-secrets")
    estate.printed.remove(shown.text)
    resources = json.loads(shown.text)["deployment"]["resources"]
    return [_plain(each) for each in resources if each["type"] == "sentry:index:ProjectKey"]


def _plain(value: Any) -> Any:
    if isinstance(value, dict) and "plaintext" in value:
        return json.loads(value["plaintext"])
    return {name: _plain(each) for name, each in value.items()} if isinstance(value, dict) else value


def _to_version_0_1_0(estate: Estate) -> None:
    """Write the state as version 0.1.0 did: with the key in the id, and without rotations."""
    public = {resource["urn"]: resource["outputs"]["publicKey"] for resource in _keys_in_state(estate)}
    exported = json.loads(estate.pulumi("stack", "export", "-s", "prod").text)
    for resource in exported["deployment"]["resources"]:
        if resource["urn"] in public:
            resource["id"] = f"{resource['outputs']['projectId']}/{public[resource['urn']]}"
            for values in (resource["inputs"], resource["outputs"]):
                values.pop("rotatedAt", None)
    file = estate.folder / "0.1.0.json"
    file.write_text(json.dumps(exported))
    estate.pulumi("stack", "import", "-s", "prod", "--file", str(file))
