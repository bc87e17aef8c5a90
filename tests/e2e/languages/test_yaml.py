"""A program in YAML takes the provider from a folder, which nobody installed."""

from __future__ import annotations

import json
from pathlib import Path

from tests.e2e.languages.shop import Shop, every_example, is_made, plugin_folder
from tests.sentry_api import SentryByHand

LOOKUP = {"lookedUp": {"fn::invoke": {"function": "sentry:getOrganization", "return": "slug"}}}


def test_every_example_in_yaml_is_made_and_then_there_is_nothing_to_do(
    tmp_path: Path, hosts: Path, plugin: Path, sentry_env: dict[str, str], by_hand: SentryByHand
) -> None:
    program = {**every_example(), "variables": LOOKUP, "outputs": {"organization": "${lookedUp}"}}
    folder = tmp_path / "shop"
    folder.mkdir()
    shop = Shop(folder, sentry_env, runtime="yaml", programs=hosts, plugin=plugin, program=program)
    shop.init("dev")
    shop.up("dev")
    is_made(shop, by_hand)
    assert json.loads(shop.pulumi("stack", "output", "-s", "dev", "--json").text.partition("warning")[0]) == {
        "organization": by_hand.organization
    }
    assert sentry_env["SENTRY_AUTH_TOKEN"] not in shop.state_text()
    shop.pulumi("destroy", "-s", "dev", "--yes", "--skip-preview")
    assert by_hand.get("organizations/{org}/projects/") == []


def test_a_mistake_in_a_word_is_told_with_the_words_that_there_are(
    tmp_path: Path, hosts: Path, plugin: Path, sentry_env: dict[str, str]
) -> None:
    folder = tmp_path / "shop"
    folder.mkdir()
    program = every_example()
    program["resources"]["slow"]["properties"]["conditions"][0]["type"] = "greater"
    shop = Shop(folder, sentry_env, runtime="yaml", programs=hosts, plugin=plugin, program=program)
    shop.init("dev")
    told = shop.pulumi("preview", "-s", "dev", fails=True).text
    assert "resource 'slow': property conditions[0].type" in told
    assert "input should be 'gt', 'gte', 'lt', 'lte' or 'anomaly_detection'" in told


def test_pulumi_makes_the_environment_of_the_folder_by_itself(
    tmp_path: Path, hosts: Path, sentry_env: dict[str, str]
) -> None:
    folder = tmp_path / "shop"
    folder.mkdir()
    plugin = plugin_folder(tmp_path / "checkout", ready=False)
    shop = Shop(folder, sentry_env, runtime="yaml", programs=hosts, program=every_example())
    shop.patience = 600  # pip downloads
    printed = shop.pulumi("package", "get-schema", str(plugin)).text
    assert json.loads(printed[printed.index("{") : printed.rindex("}") + 1])["name"] == "sentry"
    assert (plugin / "venv" / "bin" / "python").exists()
