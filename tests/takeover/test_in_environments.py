"""One application in several environments is one project of `sentry.yaml`, and each stack adopts its own objects."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from sentry_sandbox.server import SandboxServer
from tests.sentry_api import SentryByHand
from tests.takeover.in_environments import fill
from tests.takeover.making import Maker
from tests.takeover.mover import Mover


@pytest.fixture
async def mover(
    tmp_path: Path, sandbox: SandboxServer, by_hand: SentryByHand, sentry_env: dict[str, str]
) -> Mover:
    """Somebody who takes over an organization with two environments."""
    async with Maker(sandbox) as maker:
        await fill(by_hand, maker)
    return Mover(tmp_path, by_hand, sentry_env, "yaml")


def test_both_stacks_are_adopted_and_their_previews_find_nothing_to_do(mover: Mover) -> None:
    exported = mover.export("--stacks", "dev,prod")
    files = mover.texts()

    assert "sentry-iac adopt --stack prod && sentry-iac adopt --stack dev" in exported.text
    for stack in ("dev", "prod"):
        adopted = mover.adopt(stack=stack)
        assert "nothing was written at Sentry" in adopted.text
        mover.preview(stack)
    for stack in ("dev", "prod"):
        assert "sentry.yaml says what Sentry has" in mover.changes("--stack", stack, code=0).text
    assert mover.writes() == []

    written = yaml.safe_load(files["sentry.yaml"])
    assert sorted(written["projects"]) == ["api", "landing", "shop", "shop-dev", "tools-dev", "web"]
    assert "stacks" not in written["projects"]["web"]
    assert written["projects"]["api"]["slugSuffix"] == ["dev"]
    assert written["projects"]["shop-dev"]["stacks"] == ["dev"]
    assert written["teams"]["core"]["managed"] == ["prod"]
    own = {
        stack: yaml.safe_load(files[f"Pulumi.{stack}.yaml"])["config"]["acme-sentry:projects"]
        for stack in ("dev", "prod")
    }
    assert own["dev"]["web"]["monitors"]["slow-pages"]["threshold"] == "50s"
    assert own["prod"]["web"]["monitors"]["slow-pages"]["threshold"] == "5s"
    stacks = json.loads(files["adopt.json"])["stacks"]
    ids = [(kind, id) for of in stacks.values() for kind, each in of.items() for id in each.values()]
    assert len(ids) == len(set(ids))
    assert f"{len(ids)} resources" in exported.text


def test_a_stack_without_ids_is_refused(mover: Mover) -> None:
    mover.export("--stacks", "dev,prod")
    (mover.project / "Pulumi.qa.yaml").write_text("config:\n  acme-sentry:environment: qa\n")

    refused = mover.adopt(stack="qa", code=1)

    assert "adopt.json has objects of stack prod and dev, and none of qa" in refused.text


def test_an_export_of_one_stack_says_that_two_would_share(mover: Mover) -> None:
    exported = mover.export()

    said = "6 of 8 projects have twins, such as api and api-dev: with --stacks dev,prod a new export"
    assert said in " ".join(exported.text.split())


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--stacks", "dev"], "name two stacks or more"),
        (["--stacks", "dev,dev"], "name two stacks or more, each once"),
        (["--stacks", "dev,a b"], "write names with commas between them"),
        (["--stacks", "dev,prod", "--suffix", "qa=-qa"], "write a stack of --stacks"),
        (["--stacks", "dev,prod", "--suffix", "prod=-dev"], "stacks dev and prod both have the suffix -dev"),
        (["--stacks", "qa,prod"], "no project of the organization ends in -qa, so stack qa would have none"),
        (["--suffix", "dev=-dev"], "--suffix goes with --stacks"),
        (["--stacks", "dev,prod", "--format", "python"], "--stacks goes with --format yaml only"),
    ],
)
def test_options_that_make_no_stacks_are_refused(mover: Mover, options: list[str], told: str) -> None:
    refused = mover.export(*options, code=1 if told.startswith("no project") else 2)

    assert told in " ".join(refused.text.split())
    assert not mover.project.exists()
