"""The commands of the pages do what stands beside them, on the real engine and a local Sentry."""

from __future__ import annotations

import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from tests.docs.blocks import Block, stories
from tests.docs.reader import Reader, absent
from tests.repository import ROOT
from tests.sentry_api import SentryByHand
from tools.publishing.building import export

STORIES = stories()
ELSEWHERE = {"docs/moving.md": "tests/takeover/test_the_page_about_moving.py"}
"""Pages whose commands a test of their own runs, with more to look at."""


def _story(page: str, name: str) -> list[Block]:
    return STORIES[page, name]


@pytest.mark.e2e
def test_the_readme_starts_a_project_from_an_empty_folder(
    reader: Reader, tmp_path: Path, sentry_env: dict[str, str]
) -> None:
    # The reader stops the local Sentry if the page does not come to it.
    checkout = tmp_path / "pulumi-sentry"
    checkout.mkdir()
    export(ROOT, checkout)
    _lend_packages(tmp_path)
    # The environment has its own pip, and nothing of this repository but what pip puts there.
    someone = Reader(tmp_path, sentry_env, {"PYTHONPATH": ""})
    _, started, daily = someone.follows(_story("README.md", "start"))
    assert "http://127.0.0.1:" in started.text
    assert "Stack dev: nothing to do" in daily.text
    env = (tmp_path / "acme-sentry" / ".local" / "app" / "dev" / "shop" / ".env").read_text()
    assert "SENTRY_DSN=http://" in env
    assert "generation: 2" in (tmp_path / "acme-sentry" / "Pulumi.dev.yaml").read_text()


@pytest.mark.e2e
def test_the_readme_takes_an_organization_over_and_writes_nothing_there(
    reader: Reader, by_hand: SentryByHand
) -> None:
    by_hand.team("web")
    by_hand.project("web", "shop")
    by_hand.admin("DELETE", "requests")
    (ran,) = reader.follows(_story("README.md", "take over"))
    assert "stack prod has taken over 5 resources" in ran.text
    assert "Stack prod: nothing to do" in ran.text
    log = by_hand.admin("GET", "requests")["requests"]
    assert [each["path"] for each in log if each["method"] != "GET"] == []


@pytest.mark.e2e
def test_the_page_about_assistants_writes_what_it_names(reader: Reader) -> None:
    (reader.folder / "Pulumi.yaml").write_text("name: acme-sentry\nruntime: python\n")
    (reader.folder / "Pulumi.prod.yaml").write_text("config: { acme-sentry:environment: production }\n")
    (reader.folder / "sentry.yaml").write_text(
        "teams: { web: {} }\nprojects: { gvses-backend: { platform: go, team: web } }\n"
    )
    (reader.folder.parent / "dashboard").mkdir(exist_ok=True)
    reader.follows(_story("docs/mcp.md", "an assistant"))
    for file in (".mcp.json", ".cursor/mcp.json", ".vscode/mcp.json", "../dashboard/.mcp.json"):
        assert "sentry" in (reader.folder / file).read_text()


def test_every_story_is_told_by_a_test() -> None:
    here = Path(__file__).read_text()
    untold = [
        f"{page}: {name}"
        for page, name in STORIES
        if page not in ELSEWHERE and f'"{page}", "{name}"' not in here
    ]
    assert untold == []


def test_what_is_printed_may_be_shortened_on_a_page_and_nothing_else() -> None:
    printed = "==> one: 35 created in 3 s\n  a  b\n"
    assert absent("one: … created in …\n a b\n", printed) == []
    assert absent("one: 36 created\nb a\n", printed) == ["one: 36 created", "b a"]


def _lend_packages(folder: Path) -> None:
    """Make the environment that the page makes first, with our packages in it, so that pip needs no index."""
    environment = folder / ".venv"
    subprocess.run([sys.executable, "-m", "venv", str(environment)], check=True)  # noqa: S603  # our own words
    packages = next((environment / "lib").glob("python*/site-packages"))
    (packages / "lent.pth").write_text(sysconfig.get_path("purelib") + "\n")
