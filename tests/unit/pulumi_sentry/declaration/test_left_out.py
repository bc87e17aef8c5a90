"""An argument that a program leaves out is an output without a value; a name that is none is a mistake."""

from __future__ import annotations

from typing import Any

import pulumi
import pytest

import pulumi_sentry as sentry
from tests.mocks import declared_by


def told_by(**options: Any) -> dict[str, object]:
    """What outputs of a project say, in a program that declares three of its arguments."""
    told: dict[str, object] = {}

    def program() -> pulumi.Output[None]:
        shop: Any = sentry.Project(
            "shop", name="Shop", slug="shop", team="web", opts=pulumi.ResourceOptions(**options)
        )
        return pulumi.Output.all(slug=shop.slug, platform=shop.platform).apply(told.update)

    declared_by(program)
    return told


def test_it_has_no_value() -> None:
    assert told_by() == {"slug": "shop", "platform": None}


def test_where_the_state_decides_every_argument_is_asked_for() -> None:
    assert told_by(ignore_changes=["platform"]) == {"slug": "shop", "platform": None}


def test_it_is_one_output_however_often_it_is_asked_for() -> None:
    def program() -> None:
        shop: Any = sentry.Project("shop", name="Shop", slug="shop", team="web")
        assert shop.platform is shop.platform

    declared_by(program)


def test_a_misspelt_name_is_a_mistake() -> None:
    def program() -> None:
        shop: Any = sentry.Project("shop", name="Shop", slug="shop", team="web")
        with pytest.raises(AttributeError, match="'Project' object has no attribute 'platfrom'"):
            _ = shop.platfrom

    declared_by(program)
