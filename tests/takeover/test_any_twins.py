"""Whatever an organization has in several environments: each object is declared by exactly one stack."""

from __future__ import annotations

import asyncio
import os
import re
from functools import partial
from random import Random

import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from pulumi_sentry.api import SentryClient
from pulumi_sentry.inventory import Inventory, read_inventory
from pulumi_sentry.plugin.session import ProviderSession
from pulumi_sentry.provider import Settings as Target
from sentry_iac.export.ordinary import is_ordinary
from sentry_iac.export.stacks.suffixes import Suffixes
from sentry_iac.export.yaml.document import WrittenForStacks, write_yaml_of_stacks
from sentry_sandbox.server import SandboxServer
from sentry_sandbox.settings import Settings
from tests.sandbox import person_at_an_empty, variables_of
from tests.sentry_api import SentryByHand
from tests.takeover.any_organization import AnyOrganization
from tests.takeover.making import Maker
from tests.takeover.mover import Mover

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "10"))
_ON_THE_ENGINE = min(EXAMPLES, 2)
"""Each takes the engine a minute."""
_PARTS = {"OrganizationSettings", "InboundFilters", "OwnershipRules", "SpikeProtection"}
_INSIDE = re.compile(r" \(and ([0-9]+) objects inside it\)\Z")


async def inventory_of(sandbox: SandboxServer) -> Inventory:
    session = ProviderSession(partial(SentryClient, read_only=True))
    try:
        await session.configure(Target(sandbox.organization, sandbox.url, sandbox.token))
        return await read_inventory(session)
    finally:
        await session.close()


async def _filled(
    sandbox: SandboxServer, hand: SentryByHand, random: Random, size: int, ends: list[str]
) -> Inventory:
    async with Maker(sandbox) as maker:
        await AnyOrganization(hand, maker, random, size, suffixes=ends).fill()
    return await inventory_of(sandbox)


def declared(written: WrittenForStacks) -> list[tuple[str, str]]:
    """Every object that a stack declares, by its kind and its id, once for each stack that does."""
    return [(kind, id) for ids in written.ids.values() for kind, each in ids.items() for id in each.values()]


@pytest.mark.parametrize(
    "suffixes", [{"dev": "-dev", "prod": ""}, {"qa": "-qa", "dev": "-dev", "prod": "-prod"}]
)
def test_every_object_is_declared_by_exactly_one_stack(suffixes: dict[str, str]) -> None:
    with SandboxServer(Settings()) as sandbox:

        @settings(
            max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck)
        )
        @given(random=st.randoms(use_true_random=False), size=st.integers(0, 10))
        def declared_once(random: Random, size: int) -> None:
            with person_at_an_empty(sandbox) as hand:
                ends = list({*suffixes.values(), ""})
                inventory = asyncio.run(_filled(sandbox, hand, random, size, sorted(ends)))
            written = write_yaml_of_stacks(inventory, Suffixes(suffixes))
            there = {
                found.key
                for found in inventory
                if found.resource.__name__ not in _PARTS or not is_ordinary(found)
            }
            found = declared(written)
            assert len(found) == len(set(found))
            missing = there - set(found)
            assert set(found) <= there
            told = [int(match[1]) if (match := _INSIDE.search(one.what)) else 0 for one in written.left]
            assert len(missing) <= len(told) + sum(told), (missing, written.left)

        declared_once()


def test_every_stack_adopts_its_own_and_a_preview_finds_nothing_to_do(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    with SandboxServer(Settings()) as sandbox:

        @settings(
            max_examples=_ON_THE_ENGINE,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate],
        )
        @given(random=st.randoms(use_true_random=False), size=st.integers(3, 10))
        def adopted_by_each(random: Random, size: int) -> None:
            with person_at_an_empty(sandbox) as hand:
                inventory = asyncio.run(_filled(sandbox, hand, random, size, ["", "-dev"]))
                slugs = [str(found.args.slug) for found in inventory.projects]
                assume(len({slug.endswith("-dev") for slug in slugs}) > 1)
                mover = Mover(tmp_path_factory.mktemp("twins"), hand, variables_of(sandbox), "yaml")
                mover.export("--stacks", "dev,prod", "--suffix", "prod=", code=None)
                for stack in ("dev", "prod"):
                    mover.adopt(stack=stack)
                    mover.preview(stack)
                assert mover.writes() == []

        adopted_by_each()
