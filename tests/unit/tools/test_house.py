"""The house stays as it is drawn: imports go down, and each room says what is inside."""

from __future__ import annotations

import logging.config
import re

import pytest
from importlinter.cli import lint_imports

from tests.repository import ROOT
from tools.house import House, draw, houses

HOUSES = houses()
ARCHITECTURE = (ROOT / "docs" / "architecture.md").read_text()


def test_imports_go_down_and_never_in_a_circle(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    # It sets up logging for a process of its own, which would silence every logger of later tests.
    monkeypatch.setattr(logging.config, "dictConfig", lambda _settings: None)
    code = lint_imports(no_cache=True)
    assert code == 0, capsys.readouterr().out


@pytest.mark.parametrize("name", HOUSES)
def test_the_picture_shows_what_is_there(name: str) -> None:
    picture = ROOT / "docs" / "house" / f"{name}.svg"
    assert picture.read_text() == draw(HOUSES[name]), "run `make docs`"
    assert f"house/{name}.svg" in ARCHITECTURE


@pytest.mark.parametrize("house", HOUSES.values(), ids=HOUSES)
def test_every_room_says_what_is_inside_in_words_that_its_picture_holds(house: House) -> None:
    assert {name for name, says in house.captions.items() if not says} == set()
    assert "…" not in draw(house)


def test_every_path_that_the_page_names_is_there() -> None:
    named = {path for path in re.findall(r"`([\w./<>-]+)`", ARCHITECTURE) if "/" in path and "<" not in path}
    assert sorted(path for path in named if not (ROOT / path).exists()) == []
