"""Inbound filters take every old browser that Sentry takes, the deprecated ones as well."""

from __future__ import annotations

from typing import get_args

from pulumi_sentry import InboundFiltersArgs
from sentry_rules.inbound_filters import LegacyBrowser


def test_a_project_that_drops_a_deprecated_browser_can_be_declared() -> None:
    browsers = list(get_args(LegacyBrowser))
    assert len(browsers) == 17
    assert InboundFiltersArgs(project="1", legacy_browsers=browsers).legacy_browsers == browsers
