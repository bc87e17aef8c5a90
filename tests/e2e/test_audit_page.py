"""The page of an audit in a real browser: the filter, the links and the folds work without a script."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from sentry_iac.audit import CHECKS, Outcome, render
from sentry_iac.audit.finding import Finding, absent, failed, passed, unknown, warned
from tests.e2e.browser import NAMES
from tests.e2e.chromium import FAINT, Tab, chromium
from tests.unit.sentry_iac.audit.reports import report

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not any(map(shutil.which, NAMES)), reason="chromium is not installed"),
]

BAD, SO_SO, DARK, APART = "privacy.two-factor", "privacy.token", "operations.drift-green", "projects.sentry"
SEEN = "[...document.querySelectorAll('.checks > li')].filter(e => e.checkVisibility()).map(e => e.id)"


def found(name: str) -> Finding:
    """Many checks pass, and each other outcome is there once."""
    ends = {
        BAD: failed("require2FA is false", fix="x" * 200),
        SO_SO: warned("the token may also org:admin", fix="another token"),
        DARK: unknown("was refused"),
        APART: absent("no state"),
    }
    return ends.get(name, passed("read here"))


REPORT = report(*((check, (found(check.name),)) for check in CHECKS))
PASSED = [each.check.name for each in REPORT.results if each.outcome is Outcome.PASS]


@pytest.fixture
def tab(tmp_path: Path) -> Iterator[Tab]:
    page = tmp_path / "audit.html"
    page.write_text(render(REPORT, "html"))
    with chromium(tmp_path / "profile") as opened:
        opened.look(1280)
        opened.open(page.as_uri())
        yield opened


def test_only_what_is_wrong_is_unfolded_and_its_links_unfold_the_rest(tab: Tab) -> None:
    assert tab.value(SEEN) == [BAD, DARK, SO_SO]
    tab.value("document.querySelector('.phases details').open = true")
    tab.value(f"document.querySelector('.phases a[href=\"#{PASSED[-1]}\"]').click()")
    tab.wait_for(f"({SEEN}).includes('{PASSED[-1]}')")


def test_the_filter_works_with_the_mouse_and_with_keys(tab: Tab) -> None:
    assert tab.failures == []
    for kind, names in (("fail", [BAD]), ("warn", [SO_SO]), ("unknown", [DARK]), ("absent", [APART])):
        tab.value(f"document.querySelector('label[for=show-{kind}]').click()")
        assert tab.value(SEEN) == names
    tab.value("document.querySelector('label[for=show-pass]').click()")
    assert set(tab.value(SEEN)) == set(PASSED)
    tab.value("document.querySelector('label[for=show-all]').click()")
    tab.value("document.getElementById('show-all').focus()")
    tab.press("ArrowDown")
    assert set(tab.value(SEEN)) == set(PASSED)
    tab.value(f"location.hash = '{BAD}'")
    tab.wait_for(f"({SEEN}).includes('{BAD}')")


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("dark", [False, True])
def test_it_fits_the_screen_and_can_be_read(tab: Tab, width: int, *, dark: bool) -> None:
    tab.look(width, dark=dark)
    tab.value("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    assert tab.value("document.documentElement.scrollWidth") <= width
    assert tab.value(FAINT) == []
