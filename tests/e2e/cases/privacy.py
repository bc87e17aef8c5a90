"""Scrubbing rules for the cases of the project and of the organization."""

from __future__ import annotations

import pulumi_sentry as sentry


def pii_rules() -> sentry.PiiRulesArgs:
    """A rule with a pattern of its own, and one of Sentry's."""
    return sentry.PiiRulesArgs(
        rules={
            "account": sentry.PiiRuleArgs(
                type="pattern",
                pattern="GV-([0-9]{8})",
                replace_groups=[1],
                redaction=sentry.PiiRedactionArgs(method="replace", text="[account]"),
            )
        },
        applications={"$string": ["account", "@email:replace"], "$user.geo": ["@anything:remove"]},
    )
