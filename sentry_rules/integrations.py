"""Kinds of integration that Sentry can be connected with, and alerts can act through."""

from typing import Literal

IntegrationKind = Literal[
    "slack",
    "discord",
    "msteams",
    "pagerduty",
    "opsgenie",
    "github",
    "github_enterprise",
    "jira",
    "jira_server",
    "vsts",
]
"""Kinds of integration, as Sentry spells the actions that they serve (sentry: `Action.Type`)."""
