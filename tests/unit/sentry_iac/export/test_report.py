"""The report of an export: everything that is not declared is counted or listed."""

from __future__ import annotations

from collections import Counter
from typing import Any

from pulumi_sentry.inventory import Unreadable
from sentry_iac.export.report import render_report, undeclared
from sentry_iac.export.selection import count_unchosen, read_selection, select
from tests.unit.sentry_iac.export.world import found, organization, project, uptime


def test_what_was_not_chosen_is_counted_and_what_an_export_leaves_out_anyway_is_not() -> None:
    usual = found("InboundFilters", "11", project="11")
    special = found("InboundFilters", "10", project="10", localhost=True)
    shop, other = project("10", "shop"), project("11", "other")
    whole = organization(projects=(shop, other, project("99", "else")), inbound_filters=(usual, special))
    chosen = select(whole, read_selection(["project:else"], [], []))

    left = count_unchosen(whole, chosen)
    report = render_report(chosen, [], Counter({"Project": 1}), left)

    assert count_unchosen(whole, whole) == Counter()
    assert (left["Project"], left["InboundFilters"]) == (2, 1)
    assert f"## Not chosen: {left.total()}\n" in report
    assert "| Project | 2 |" in report


def test_every_object_that_was_not_shown_is_named() -> None:
    names = ("api", "page", "shop", "web_1")
    part = Unreadable("the project api, page, shop and 1 more", "it needs project:read", names)

    report = render_report(organization(unreadable=(part,)), [], Counter(), Counter())

    assert "## Not read: 1\n" in report
    assert "it needs project:read. All of them: api, page, shop, web\\_1\n" in report


def test_a_secret_is_named_and_not_shown() -> None:
    secret = found("UptimeMonitor", "40", **{**_check(), "headers": {"Authorization": "Bearer s3cr3t"}})

    left = undeclared(organization(uptime_monitors=(secret,)))
    report = render_report(organization(), left, Counter(), Counter())

    assert "## Not declared: 1\n" in report
    assert "**headers of UptimeMonitor 'Health'**" in report
    assert "s3cr3t" not in report


def _check() -> dict[str, Any]:
    args = uptime("40", "Health", "https://shop.example.com").args
    return {"project": args.project, "name": args.name, "target": args.target}
