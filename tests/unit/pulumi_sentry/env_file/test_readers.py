"""Every reader of `.env` files takes our variables for what they are, or a warning names it and the line."""

from __future__ import annotations

from pathlib import Path

from hypothesis import HealthCheck, given, settings

from tests.unit.pulumi_sentry.env_file.held import OURS, TEXTS, believed, put, written
from tests.unit.pulumi_sentry.env_file.real_readers import in_a_shell, in_python

DSN = "https://0123456789abcdef0123456789abcdef@o1.ingest.de.sentry.io/42"


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=TEXTS, ours=OURS)
def test_the_libraries_of_python_find_what_the_package_knows_of_them(
    tmp_path: Path, text: str, ours: dict[str, str]
) -> None:
    for each in written(text, ours):
        known = believed(each)
        found = in_python(put(tmp_path, each))
        assert {title: known[title] for title in found} == found


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=TEXTS, ours=OURS)
def test_a_shell_finds_what_the_package_knows_of_it(tmp_path: Path, text: str, ours: dict[str, str]) -> None:
    for each in written(text, ours):
        assert believed(each)["sh"] == in_a_shell(put(tmp_path, each))["sh"]
