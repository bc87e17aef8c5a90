"""The resource tells in a preview what an `up` will write, and which readers will find something else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pulumi_sentry.declaration import UNKNOWN
from pulumi_sentry.env_file.dotenv_file import read_values
from tests.unit.pulumi_sentry.support import Engine

DSN = "https://0123456789abcdef0123456789abcdef@o1.ingest.de.sentry.io/42"


def declared(path: Path, **values: object) -> dict[str, Any]:
    return {"path": str(path), "values": values}


@pytest.mark.parametrize(
    ("line", "written"),
    [
        (f"SENTRY_DSN={DSN} # Sentry error tracking\n", f"# Sentry error tracking\nSENTRY_DSN={DSN}\n"),
        (f"SENTRY_DSN='{DSN}'\n", f"SENTRY_DSN={DSN}\n"),
        (f"  SENTRY_DSN = {DSN}\n", f"SENTRY_DSN={DSN}\n"),
    ],
)
async def test_a_line_that_some_readers_misread_is_in_the_preview_and_mended_by_the_next_up(
    engine: Engine, tmp_path: Path, line: str, written: str
) -> None:
    path = tmp_path / ".env"
    inputs = declared(path, SENTRY_DSN=DSN)
    state = await engine.create("EnvFile", inputs)
    path.write_text(f"A = 'x' # theirs\n{line}")

    assert await engine.diff("EnvFile", state, inputs) == {"values.SENTRY_DSN": "UPDATE"}
    await engine.update("EnvFile", state, inputs)

    assert path.read_text() == f"A = 'x' # theirs\n{written}"
    assert await engine.diff("EnvFile", state, inputs) == {}


async def test_a_preview_warns_of_readers_that_will_find_something_else(
    engine: Engine, tmp_path: Path
) -> None:
    path = tmp_path / ".env"
    path.write_text("A=1\nexport SENTRY_DSN=old\n")

    await engine.checked("EnvFile", declared(path, SENTRY_DSN=UNKNOWN))

    ((_, message),) = engine.log.messages
    assert message.startswith(f"{path}:2: python-decouple, starlette and docker run --env-file cannot find")
    assert path.read_text() == "A=1\nexport SENTRY_DSN=old\n"


async def test_no_warning_comes_where_all_readers_agree(engine: Engine, tmp_path: Path) -> None:
    path = tmp_path / "none" / ".env"
    await engine.checked("EnvFile", declared(path, SENTRY_DSN=DSN, SENTRY_ENVIRONMENT="dev"))
    assert engine.log.messages == []


async def test_a_path_with_a_nul_is_refused_before_any_call(engine: Engine, tmp_path: Path) -> None:
    failures = await engine.failures("EnvFile", declared(tmp_path / "\0.env", SENTRY_DSN=DSN))
    assert list(failures) == ["path"]
    assert "cannot name a file: it holds a NUL" in failures["path"]


@pytest.mark.parametrize("first", ["a", "b"])
async def test_a_variable_that_moves_to_another_resource_of_the_file_stays_in_it(
    engine: Engine, tmp_path: Path, first: str
) -> None:
    path = tmp_path / ".env"
    before = {"a": declared(path, X="1", Y="2"), "b": declared(path, Z="3")}
    after = {"a": declared(path, Y="2"), "b": declared(path, X="4", Z="3")}
    states = {}
    for name, inputs in before.items():
        engine.name = name
        states[name] = await engine.create("EnvFile", inputs)

    for name in sorted(after, key=lambda each: each != first):
        engine.name = name
        states[name] = await engine.update("EnvFile", states[name], after[name])

    assert read_values(path) == {"X": "4", "Y": "2", "Z": "3"}

    engine.name = "a"
    await engine.update("EnvFile", states["a"], declared(path, W="5"))
    assert read_values(path) == {"X": "4", "Z": "3", "W": "5"}
