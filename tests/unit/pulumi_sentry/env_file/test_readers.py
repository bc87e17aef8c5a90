"""Every reader of `.env` files takes our variables for what they are, or a warning names it and the line."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from pulumi_sentry.env_file.dotenv_text import EnvFileError, plan
from pulumi_sentry.env_file.misreadings import misreadings
from tests.fuzzing import examples
from tests.unit.pulumi_sentry.env_file.held import FRAMEWORKS, OURS, TEXTS, believed, put, warned, written
from tests.unit.pulumi_sentry.env_file.real_readers import in_a_shell, in_python
from tools.env_file_table import SAMPLES

DSN = "https://0123456789abcdef0123456789abcdef@o1.ingest.de.sentry.io/42"


@settings(
    max_examples=examples(200), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(text=TEXTS, ours=OURS)
def test_the_libraries_of_python_find_what_the_package_knows_of_them(
    tmp_path: Path, text: str, ours: dict[str, str]
) -> None:
    for each in written(text, ours):
        known = believed(each)
        found = in_python(put(tmp_path, each))
        assert {title: known[title] for title in found} == found


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=TEXTS, ours=OURS)
def test_a_shell_finds_what_the_package_knows_of_it(tmp_path: Path, text: str, ours: dict[str, str]) -> None:
    for each in written(text, ours):
        assert believed(each)["sh"] == in_a_shell(put(tmp_path, each))["sh"]


@pytest.mark.parametrize("text", SAMPLES)
def test_the_table_of_the_docs_is_what_they_find(tmp_path: Path, text: str) -> None:
    put(tmp_path, text)
    found = {**in_python(tmp_path), **in_a_shell(tmp_path)}
    assert found == {title: read for title, read in believed(text).items() if title in found}


@settings(max_examples=examples(200), deadline=None)
@given(text=TEXTS, ours=OURS)
def test_a_reader_that_finds_something_else_is_named_and_no_other_is(text: str, ours: dict[str, str]) -> None:
    try:
        result = plan(text, ours)
    except EnvFileError:
        return
    warnings = list(misreadings(result, ours, "f"))
    for title, read in believed(result).items():
        if read is not None:
            assert warned(warnings, title) == (read != ours)
    assert len(set(warnings)) == len(warnings)


@pytest.mark.parametrize("value", ["production", ""])
@pytest.mark.parametrize(
    ("name", "otherwise"),
    [
        ("vite", {"sh"}),
        ("laravel", set()),
        ("django", set()),
        ("next", set()),
        ("compose", set()),
        ("rails", {"node --env-file", "Vite"}),
    ],
)
def test_every_reader_finds_our_variables_in_the_files_of_frameworks(
    tmp_path: Path, name: str, value: str, otherwise: set[str]
) -> None:
    ours = {"K": DSN, "L": value}
    text = plan(FRAMEWORKS[name], ours)
    put(tmp_path, text)
    found = {**believed(text), **in_python(tmp_path), **in_a_shell(tmp_path)}
    warnings = list(misreadings(text, ours, "f"))
    assert {title for title, read in found.items() if read not in (ours, None)} == otherwise
    assert {title for title in found if warned(warnings, title)} == otherwise


@pytest.mark.parametrize(
    ("text", "values", "warnings"),
    [
        ("K=old # why\n", {"K": DSN}, []),
        (
            "A=1\nexport K=old\n",
            {"K": DSN},
            [
                "f:2: python-decouple, starlette and docker run --env-file cannot find K behind `export`; "
                "take `export` away where one of them reads the file"
            ],
        ),
        (
            "",
            {"K": "pre prod", "L": "it's"},
            [
                "f:2: docker run --env-file will take the quotes into the value of K and L (line 3); "
                "choose a value without blanks and special characters where it reads the file"
            ],
        ),
        (
            "K=old\r\n",
            {"K": DSN},
            [
                "f:1: sh will take a carriage return into the value of K; "
                "end lines with a line feed alone where it reads the file"
            ],
        ),
        (
            "\ufeffK=old\n",
            {"K": DSN},
            [
                "f:1: django-environ, python-decouple, starlette, node --env-file, Vite and sh cannot find K behind "
                "the byte order mark; save the file as UTF-8 without one where one of them reads it"
            ],
        ),
        (
            'K=old\nA="x\nK=y"\n',
            {"K": DSN},
            [
                "f:3: django-environ, python-decouple, starlette and docker run --env-file will read K here, where "
                "others see a part of a value of several lines; write the value in one line where one of them reads "
                "the file"
            ],
        ),
        (
            "A=1\nB\nK=old\n",
            {"K": DSN},
            [
                "f:3: node --env-file and Vite will read something else for K: to them something from above goes on "
                "here, such as an open quote, a name without a value or a line of blanks; correct it where one of them "
                "reads the file"
            ],
        ),
        (
            "K=old\nk=other\n",
            {"K": DSN},
            [
                "f:2: pydantic-settings will read K here, where others see another variable; "
                "rename it where it reads the file"
            ],
        ),
        ("A=it's\nK=old\n", {"K": DSN}, []),  # a shell refuses the file, and says so
    ],
)
def test_a_warning_names_the_line_the_readers_and_what_helps(
    text: str, values: dict[str, str], warnings: list[str]
) -> None:
    assert list(misreadings(plan(text, values), values, "f")) == warnings


def test_no_warning_shows_a_value() -> None:
    text = 'export K=canary\r\nA="\nL=canary"\n'
    values = {"K": "canary one", "L": "canary two"}
    told = list(misreadings(plan(text, values), values, "f"))
    assert told
    assert "canary" not in "".join(told)
