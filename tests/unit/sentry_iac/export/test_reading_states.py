"""States of other tools: which objects they name, and how a file ends that is none."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pulumi_sentry.keys.key_id import mark_of
from sentry_iac.errors import CommandError
from sentry_iac.export.other_tools.pulumiverse import read_pulumiverse
from sentry_iac.export.other_tools.terraform import read_terraform
from tests.unit.sentry_iac.export.states import (
    KEY,
    SECRET,
    pulumi_resource,
    resource,
    stack,
    terraform,
    written,
)

TEAM = resource("sentry_team", "web", {"id": "web", "internal_id": "1"})


def test_addresses_and_names_are_as_terraform_has_them(tmp_path: Path) -> None:
    state = terraform(
        tmp_path,
        TEAM,
        resource("sentry_alert", "tell", {"id": "1", "index_key": 'a"b\\${x}'}, {"id": "2", "index_key": 3}),
        resource("sentry_project", "this", {"id": "p", "index_key": "shop"}),
        resource("sentry_key", "this", {"id": KEY}, module='module.app["x.y"].module.keys["front end"]'),
        resource("sentry_key", "this", {"id": KEY}),
        resource("sentry_team", "read", {"id": "x"}, mode="data"),
        resource("aws_instance", "other", {"id": "i"}),
    )

    assert [(each.address, each.name) for each in read_terraform(state)] == [
        ("sentry_team.web", "web"),
        ('sentry_alert.tell["a\\"b\\\\$${x}"]', "tell-a-b-x"),
        ("sentry_alert.tell[3]", "tell-3"),
        ('sentry_project.this["shop"]', "shop"),
        ('module.app["x.y"].module.keys["front end"].sentry_key.this', "keys-front-end"),
        ("sentry_key.this", ""),
    ]


def test_what_terraform_shows_is_read_as_well(tmp_path: Path) -> None:
    inside = {
        "address": 'module.app["x"].sentry_team.this[0]',
        "mode": "managed",
        "type": "sentry_team",
        "name": "this",
        "index": 0,
        "values": {"id": "web", "organization": "acme"},
    }
    root = {"resources": [], "child_modules": [{"address": 'module.app["x"]', "resources": [inside]}]}
    shown = {"format_version": "1.0", "values": {"root_module": root}}

    (team,) = read_terraform(written(tmp_path / "shown.json", shown))

    assert (team.address, team.name) == (inside["address"], "app-x-0")
    assert team.clues == {"id": "web", "organization": "acme"}


def test_only_clues_are_kept_of_a_state_and_no_key(tmp_path: Path) -> None:
    state = terraform(
        tmp_path,
        resource("sentry_key", "a", {"id": KEY, "secret": SECRET, "dsn": {"public": SECRET}, "name": SECRET}),
        resource("sentry_dashboard", "b", {"id": "acme/1", "title": SECRET}),
        resource("sentry_team", "c", {"id": ["web"], "slug": {"x": SECRET}, "internal_id": True}),
    )

    assert [each.clues for each in read_terraform(state)] == [{"id": mark_of(KEY)}, {}, {}]


def test_a_stack_is_read_by_urns_and_without_its_secrets(tmp_path: Path) -> None:
    encrypted = {"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", "ciphertext": SECRET}
    team = pulumi_resource("SentryTeam", "web::front", "web", outputs={"internalId": "1", "slug": encrypted})
    bridged = pulumi_resource("MetricMonitor", "slow", "20", protect=True, dependencies=[team["urn"]])
    replaced = pulumi_resource("SentryKey", "old", KEY, delete=True)
    native = {**team, "type": "sentry:index:Team", "urn": "urn:pulumi:prod::shop::sentry:index:Team::own"}
    other = {"urn": "urn:pulumi:prod::shop::pulumi:pulumi:Stack::shop-prod", "type": "pulumi:pulumi:Stack"}

    first, second, third = read_pulumiverse(stack(tmp_path, other, team, native, bridged, replaced))

    assert (first.kind, first.name, first.clues) == (
        "sentry_team",
        "web-front",
        {"id": "web", "internal_id": "1"},
    )
    assert first.users == (second.address,)
    assert (second.kind, second.protected, second.clues) == ("sentry_metric_monitor", True, {"id": "20"})
    assert "yet to delete it" in third.unfinished


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("{", "is no JSON"),
        ("[]", "has no object at the whole file"),
        ("[" * 200_000, "nested too deeply"),
        ('{"version": ' + "9" * 5000 + "}", "is no JSON"),
        ({"version": 3, "modules": []}, "format version 4"),
        ({"serial": 1, "encrypted_data": "x"}, "is encrypted"),
        ({"format_version": "1.2", "planned_values": {}}, "is a plan"),
        ({"format_version": "1.0", "values": {"root_module": []}}, "no object at root_module"),
        ({"version": 4, "resources": {}}, "no list at resources"),
        ({"version": 4, "resources": [7]}, "no object at resources[0]"),
        ({"version": 4, "resources": [{"type": 7}]}, "no text on one line"),
        ({"version": 4, "resources": [{**TEAM, "instances": None}]}, "no list at resources[0].instances"),
        ({"version": 4, "resources": [{**TEAM, "name": "a\nb"}]}, "no text on one line"),
        ({"version": 4, "resources": [{**TEAM, "instances": [{"index_key": []}]}]}, "has a key that is no"),
        ({"version": 4, "resources": []}, "names no object of Sentry"),
    ],
)
def test_what_is_no_state_of_terraform_is_refused_in_a_sentence(
    tmp_path: Path, content: Any, why: str
) -> None:
    path = written(tmp_path / "terraform.tfstate", content)

    with pytest.raises(CommandError) as refused:
        read_terraform(path)

    assert why in str(refused.value)
    assert str(path) in str(refused.value)
    assert "terraform state pull" in str(refused.value)
    assert len(str(refused.value)) < 500


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ({"version": 3}, "no object at deployment"),
        ({"deployment": {"resources": "x"}}, "no list at deployment.resources"),
        ({"deployment": {"resources": [{"type": None}]}}, "no text on one line"),
        ({"deployment": {"resources": [pulumi_resource("SentryTeam", "a", urn="web")]}}, "has no URN"),
        ({"deployment": {"resources": []}}, "names no object of Sentry"),
    ],
)
def test_what_is_no_exported_stack_is_refused_in_a_sentence(tmp_path: Path, content: Any, why: str) -> None:
    path = written(tmp_path / "stack.json", content)

    with pytest.raises(CommandError) as refused:
        read_pulumiverse(path)

    assert why in str(refused.value)
    assert "pulumi stack export" in str(refused.value)


def test_a_file_that_is_missing_too_large_or_a_folder_is_refused(tmp_path: Path) -> None:
    large = tmp_path / "large.json"
    with large.open("wb") as file:
        file.truncate(64_000_001)

    for path, why in (
        (tmp_path / "none", "No such file"),
        (large, "longer than 64 MB"),
        (tmp_path, "Is a directory"),
    ):
        with pytest.raises(CommandError, match=why) as refused:
            read_terraform(path)
        assert str(path) in str(refused.value)
