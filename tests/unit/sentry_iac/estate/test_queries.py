"""The environment that is added to a query restricts the whole of it."""

from __future__ import annotations

import pytest

from sentry_iac.estate.resolving.metric_monitors import filtered


@pytest.mark.parametrize(
    ("query", "whole"),
    [
        ("", "environment:production"),
        ("level:fatal", "level:fatal environment:production"),
        ("level:fatal OR level:error", "(level:fatal OR level:error) environment:production"),
        (" level:fatal or level:error ", "(level:fatal or level:error) environment:production"),
        ("a:1 (b:2 OR c:3)", "a:1 (b:2 OR c:3) environment:production"),
        ('message:"this OR that"', 'message:"this OR that" environment:production'),
        ("a:1 OR b:2 c:3", "(a:1 OR b:2 c:3) environment:production"),
    ],
)
def test_an_environment_is_added_to_all_alternatives_of_a_query(query: str, whole: str) -> None:
    assert filtered(query, "production") == whole
