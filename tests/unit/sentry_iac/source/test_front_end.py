"""What a front end's names stand for, followed through the scripts that hand them on."""

from __future__ import annotations

from pathlib import Path

import pytest

from sentry_iac.source import Origin, Place, Step, Unreadable, read_front_end
from tests.unit.sentry_iac.source.support import write

PACKAGE = {"package.json": '{"dependencies": {"@sentry/react": "11.12.0"}}', "src/main.ts": ""}


@pytest.mark.parametrize(
    "sdk",
    [
        "export * from '@sentry/react';",
        "export { init } from '@sentry/react';",
        "export { start as init } from './more';",
        "import { init } from '@sentry/react';\nexport { init };",
        "const { init } = require('@sentry/react');\nexport { init };",
    ],
)
def test_an_export_of_a_package_is_found_behind_scripts_that_hand_it_on(sdk: str, tmp_path: Path) -> None:
    files = {
        "src/main.ts": "import { init } from './sdk';\ninit({ dsn: 'x' });\n",
        "src/sdk.ts": f"{sdk}\n",
        "src/more.ts": "export { init as start } from '@sentry/react';\n",
    }
    end = read_front_end(write(tmp_path, {**PACKAGE, **files}))
    assert end.init_place == Place(tmp_path / "src/main.ts", 2)
    assert [each.step for each in end.events] == [Step.INIT]


@pytest.mark.parametrize(
    ("settings", "origin"),
    [
        ("export const dsn = process.env.DSN;", Origin.ENVIRONMENT),
        ("const dsn = 'https://example.com';\nexport { dsn };", Origin.LITERAL),
        ("export * from './more';", Origin.ENVIRONMENT),
        ("import { dsn } from './more';\nexport { dsn };", Origin.ENVIRONMENT),
        ("export { dsn } from 'elsewhere';", Origin.UNKNOWN),
        ("export { dsn } from './settings';", Origin.UNKNOWN),
    ],
)
def test_a_value_is_found_in_the_script_that_gives_it(settings: str, origin: Origin, tmp_path: Path) -> None:
    files = {
        "src/main.ts": "import * as Sentry from '@sentry/react';\nimport { dsn } from './settings';\n"
        "Sentry.init({ dsn });\n",
        "src/settings.ts": f"{settings}\n",
        "src/more.ts": "export const dsn = import.meta.env.VITE_DSN;\n",
    }
    dsn = read_front_end(write(tmp_path, {**PACKAGE, **files})).init().option("dsn")
    assert dsn is not None
    assert dsn.origin is origin


def test_options_are_told_apart_from_those_that_reading_does_not_tell(tmp_path: Path) -> None:
    text = "import { init } from '@sentry/react';\ninit({ dsn: 'x', ...elsewhere() });\n"
    init = read_front_end(write(tmp_path, {**PACKAGE, "src/main.ts": text})).init()
    assert init.is_written("dsn")
    assert not init.options.are_all_told
    with pytest.raises(Unreadable, match="gives init options in a way that reading does not tell"):
        init.option("release")


def test_an_option_may_hold_others(tmp_path: Path) -> None:
    text = (
        "import { init } from '@sentry/react';\ninit({ a: { b: [], c: [1], d: undefined, e: 0 }, f: 1 });\n"
    )
    options = read_front_end(write(tmp_path, {**PACKAGE, "src/main.ts": text})).init().options
    held = options.inside("a")
    assert held is not None
    assert options.inside("f") is None
    assert {name for name in "bcdex" if held.is_off(name)} == {"b", "d", "e"}
    assert {name for name in "bcdex" if held.has_parts(name)} == {"c"}
