"""What stacks say alike stands in `sentry.yaml`, and what differs in the file of each."""

from __future__ import annotations

from typing import Any

import pytest

from pulumi_sentry.access.team import Team, TeamArgs
from pulumi_sentry.inventory import Found
from sentry_iac.export.yaml.merging import Merged, merged, told_apart
from sentry_iac.export.yaml.pieces import Declared, Piece, document_of

SHOP: dict[str, Any] = {"platform": "go", "team": "core"}


def piece(path: str, value: Any, id: str = "1") -> Piece:
    keys = tuple(path.split("."))
    return Piece(keys, value, (Declared(Found(Team, id, TeamArgs(slug="core")), keys[-1]),))


def together(dev: dict[str, Any], prod: dict[str, Any]) -> Merged:
    return merged(
        {
            stack: [piece(path, value, stack) for path, value in said.items()]
            for stack, said in (("prod", prod), ("dev", dev))
        }
    )


def test_a_monitor_is_written_value_by_value_where_it_differs() -> None:
    found = together(
        {"projects.shop": SHOP, "projects.shop.monitors.slow": {"query": "a", "threshold": 50}},
        {
            "projects.shop": SHOP,
            "projects.shop.monitors.slow": {"query": "a", "threshold": 5, "window": "1m"},
        },
    )

    assert document_of(found.common) == {"projects": {"shop": {**SHOP, "monitors": {"slow": {"query": "a"}}}}}
    assert document_of(found.own["dev"]) == {"projects": {"shop": {"monitors": {"slow": {"threshold": 50}}}}}
    assert document_of(found.own["prod"]) == {
        "projects": {"shop": {"monitors": {"slow": {"threshold": 5, "window": "1m"}}}}
    }
    assert not found.unlike


def test_what_one_stack_has_of_a_shared_project_stands_in_its_file() -> None:
    said = {"projects.shop.crons.nightly": {"every": "1d"}, "projects.shop.spikeProtection": False}
    found = together({"projects.shop": SHOP}, {"projects.shop": SHOP, **said})

    assert document_of(found.common) == {"projects": {"shop": SHOP}}
    assert document_of(found.own["prod"]) == {
        "projects": {"shop": {"crons": {"nightly": {"every": "1d"}}, "spikeProtection": False}}
    }
    assert found.own["dev"] == []


@pytest.mark.parametrize(
    "prod",
    [
        {"projects.shop": {**SHOP, "platform": "node"}},
        {"projects.shop": SHOP, "projects.shop.filters": {"localhost": True}},
        {"projects.shop": SHOP, "projects.shop.keys.app": {}},
        {"projects.shop": SHOP, "projects.shop.monitors.secure": {"threshold": 1}},
    ],
)
def test_what_no_stack_file_can_say_sets_twins_apart(prod: dict[str, Any]) -> None:
    assert together({"projects.shop": SHOP}, prod).unlike == {("projects", "shop")}


def test_a_project_or_team_of_one_stack_names_it_and_a_team_that_others_need_is_managed_by_it() -> None:
    core = {"slugSuffix": False, "displayName": "Core"}
    pieces = {
        "prod": [piece("teams.core", core), piece("projects.web", SHOP)],
        "dev": [Piece(("teams", "core"), {"managed": False}), piece("teams.lab", {"slugSuffix": False})],
    }

    assert document_of(merged(pieces).common) == {
        "teams": {
            "core": {"managed": ["prod"], "displayName": "Core"},
            "lab": {"stacks": ["dev"], "slugSuffix": False},
        },
        "projects": {"web": {"stacks": ["prod"], **SHOP}},
    }


def test_a_project_may_keep_its_slug_in_one_stack() -> None:
    found = together({"projects.shop": SHOP}, {"projects.shop": {"slugSuffix": False, **SHOP}})

    assert document_of(found.common) == {"projects": {"shop": {"slugSuffix": ["dev"], **SHOP}}}
    assert not found.unlike


def test_people_of_a_shared_team_may_be_in_one_stack() -> None:
    both: dict[str, Any] = {"teams.core": {}, "teams.core.people.a@b": {"teamRole": "admin"}}
    found = together({**both, "teams.core.people.c@d": {}}, both)

    assert document_of(found.common) == {
        "teams": {"core": {"people": {"a@b": {"teamRole": "admin"}, "c@d": {"stacks": ["dev"]}}}}
    }
    other = together({**both, "teams.core.people.a@b": {}}, both)
    assert other.unlike == {("teams", "core")}


def test_alerts_of_several_projects_get_a_name_in_each_stack_where_they_differ() -> None:
    pieces = {
        "prod": [piece("alerts.a", {"name": "x"}), piece("alerts.b", {"name": "b"})],
        "dev": [
            piece("alerts.a", {"name": "y"}),
            piece("alerts.a-dev", {}),
            piece("alerts.b", {"name": "b"}),
        ],
    }
    named = told_apart(pieces)

    assert [(each.path[1], each.declares[0].name) for each in named["dev"]] == [
        ("a-dev-2", "a-dev-2"),
        ("a-dev", "a-dev"),
        ("b", "b"),
    ]
    assert document_of(merged(named).common)["alerts"] == {
        "a": {"stacks": ["prod"], "name": "x"},
        "b": {"name": "b"},
        "a-dev-2": {"stacks": ["dev"], "name": "y"},
        "a-dev": {"stacks": ["dev"]},
    }
