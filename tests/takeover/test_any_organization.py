"""Whatever an organization has is adopted whole, without a write at Sentry, and a preview finds nothing to do."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from sentry_iac.estate import SCHEMA_FILE, schema_line, schema_text
from sentry_sandbox.server import SandboxServer
from sentry_sandbox.settings import Settings
from tests.sandbox import person_at_an_empty, variables_of
from tests.sentry_api import SentryByHand
from tests.takeover.any_organization import AnyOrganization, prepare
from tests.takeover.making import Maker
from tests.takeover.mover import Mover

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "3"))


_PROPERTY = settings(
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.generate],  # each run takes the engine half a minute: nobody waits for a smaller example
)
_ANY = given(random=st.randoms(use_true_random=False), size=st.integers(0, 10))


async def _fill(
    sandbox: SandboxServer, hand: SentryByHand, random: Random, size: int, *, alike: bool = True
) -> None:
    async with Maker(sandbox) as maker:
        await AnyOrganization(hand, maker, random, size, alike=alike).fill()


@pytest.mark.parametrize("form", ["yaml", "python"])
def test_any_organization_is_adopted_whole(form: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    with SandboxServer(Settings()) as sandbox:

        @_PROPERTY
        @_ANY
        def adopted_whole(random: Random, size: int) -> None:
            with person_at_an_empty(sandbox) as hand:
                asyncio.run(_fill(sandbox, hand, random, size))
                mover = Mover(tmp_path_factory.mktemp("any"), hand, variables_of(sandbox), form)
                exported = mover.export(code=None)
                assert "not read" not in exported.text
                left = [line for line in exported.text.splitlines() if "not declared" in line]
                assert [line for line in left if "it may hold a secret" not in line] == []
                mover.adopt()
                mover.preview()
                assert mover.writes() == []

        adopted_whole()


@pytest.mark.parametrize("form", ["yaml", "python"])
def test_what_an_export_declares_makes_an_organization_whose_export_is_the_same(
    form: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with SandboxServer(Settings()) as sandbox:

        @_PROPERTY
        @_ANY
        def the_same_again(random: Random, size: int) -> None:
            folder = tmp_path_factory.mktemp("again")
            with person_at_an_empty(sandbox) as hand:
                asyncio.run(_fill(sandbox, hand, random, size, alike=False))
                first = Mover(folder / "first", hand, variables_of(sandbox), form)
                first.export(code=None)
            with person_at_an_empty(sandbox) as hand:
                prepare(hand)
                first.up(sandbox.token)
                second = Mover(folder / "second", hand, variables_of(sandbox), form)
                second.export(code=None)
            for name in ("sentry.yaml", "__main__.py"):
                assert second.texts().get(name) == first.texts().get(name)

        the_same_again()


def test_the_folder_of_an_export_is_a_project_of_its_own(
    tmp_path: Path, by_hand: SentryByHand, sentry_env: dict[str, str]
) -> None:
    by_hand.team("core")
    by_hand.project("core", "web")
    mover = Mover(tmp_path, by_hand, sentry_env, "yaml")
    mover.export()

    assert sorted(mover.texts()) == [
        ".gitignore",
        SCHEMA_FILE,
        "Pulumi.prod.yaml",
        "Pulumi.yaml",
        "__main__.py",
        "adopt.json",
        "export.md",
        "requirements.txt",
        "sentry.yaml",
    ]
    assert mover.texts()["sentry.yaml"] == schema_line() + SHOP
    assert mover.texts()[SCHEMA_FILE] == schema_text()


SHOP = """\
# The Sentry organization sandbox, as `sentry-iac export` found it.

teams:
  core:
    people:
      owner@example.com: {orgRole: owner}

defaults:
  builtIns: false

projects:
  web:
    platform: python-fastapi
    team: core
    key: {name: Default}
"""
