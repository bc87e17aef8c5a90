"""States with anything in any place: a sentence or an answer, and never a secret or a command of their own."""

from __future__ import annotations

import json
import os
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sentry_iac.errors import CommandError
from sentry_iac.export.names import names_of
from sentry_iac.export.other_tools.coming import Coming
from sentry_iac.export.other_tools.leaving import scripts
from sentry_iac.export.other_tools.managed import CLUES
from sentry_iac.export.other_tools.pulumiverse import read_pulumiverse
from sentry_iac.export.other_tools.telling import report_lines, summaries
from sentry_iac.export.other_tools.terraform import read_terraform
from tests.unit.sentry_iac.export.states import (
    KEY,
    SECRET,
    organization,
    pulumi_resource,
    resource,
    stack,
    terraform,
    written,
)

STRANGE: tuple[Any, ...] = (
    None, True, 0, -1, 1.5, 10**30, "", "web", "x" * 400, "a\nrm -rf /", "\x1b[31m", "'; id; '", "\u202e",
    [], [[]], [None], ["shop"], {}, {"a": {}}, {SECRET: SECRET}, [SECRET],
)  # fmt: skip
EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "2")) * 150


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inside in items:
        yield (*path, key)
        yield from places(inside, (*path, key))


def with_other(content: Any, path: tuple[Any, ...], value: Any) -> Any:
    copy = json.loads(json.dumps(content))
    place = copy
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    return copy


@pytest.mark.parametrize("tool", ["terraform", "pulumi"])
def test_anything_in_any_place_of_a_state(tool: str, tmp_path: Path) -> None:
    everything = {
        "id": KEY,
        "internal_id": "1",
        "slug": "web",
        "project": "shop",
        "projects": ["shop"],
        "name": "Slow",
        "team": "web",
        "member_id": "5",
        "email": "somebody@example.com",
        "secret": SECRET,
    }
    if tool == "terraform":
        read, path = read_terraform, terraform(tmp_path, *(resource(kind, "x", everything) for kind in CLUES))
    else:
        kinds = ["".join(map(str.capitalize, kind.split("_"))) for kind in CLUES]
        outputs = {"internalId": "1", **everything}
        path = stack(tmp_path, *(pulumi_resource(kind, "x", KEY, outputs=outputs) for kind in kinds))
        read = read_pulumiverse
    content = json.loads(path.read_text())
    chance, where, has = random.Random(7), [*places(content)], organization()  # noqa: S311
    answered = 0
    for _ in range(EXAMPLES):
        written(path, with_other(content, chance.choice(where), chance.choice(STRANGE)))
        try:
            coming = Coming(has, read(path))
        except CommandError as error:
            told = str(error)
            assert told.isprintable()
        else:
            names_of(has, coming.given())
            outcomes = coming.outcomes(has, {"sentry:index:Team": {"web": "1"}})
            (script,) = scripts(outcomes).values()
            lines = (*report_lines(outcomes), *summaries(outcomes))
            told = "\n".join((script, *lines))
            answered += 1
            for line in script.splitlines():
                assert line.startswith(("#", "terraform state rm '", "pulumi state delete --yes")) or not line
        assert SECRET not in told
        assert KEY not in told
    assert answered > EXAMPLES / 4
