"""The sections of the reference in docs/sentry-yaml.md: which mappings stand together in one table."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

PLACEHOLDERS: Final = {
    "teams": "<team>",
    "people": "<email>",
    "projects": "<project>",
    "keys": "<key>",
    "envFiles": "<file>",
    "uptime": "<check>",
    "crons": "<job>",
    "alerts": "<alert>",
    "monitors": "<monitor>",
    "rules": "<rule>",
}
"""What stands in a path for a name that people choose, by the key around it."""


@dataclass(frozen=True)
class Section:
    """A table of keys.

    Attributes:
        title: its heading.
        definitions: the mappings whose keys it has, by their name in the schema; each with what people call it.
        says: what stands above the table.
    """

    title: str
    definitions: Mapping[str, str]
    says: str = ""

    @property
    def anchor(self) -> str:
        """The heading's anchor, as GitHub makes it."""
        return re.sub(r"[^\w\- ]", "", self.title.lower()).replace(" ", "-")


SECTIONS: Final = (
    Section(
        "The file",
        {"SentryYaml": "the file"},
        "`teams` and `projects` must be there; `{}` is none.",
    ),
    Section(
        "Teams",
        {"Team": "team"},
        "A team's name stands alone where there is nothing to say of it. More in [access.md](access.md).",
    ),
    Section(
        "People",
        {"Person": "person in a team", "OrganizationPerson": "person"},
        "An email address stands alone for a member. More in [access.md](access.md).",
    ),
    Section(
        "Projects and defaults",
        {"Project": "project", "Defaults": "defaults"},
        "What a project does not say, `defaults` says. A stack file has the last word on monitors, alerts, checks, "
        "`notify`, `spikeProtection`, `sampleRates` and `monitorEnvironment`.",
    ),
    Section("Project settings", {"Settings": "settings"}),
    Section("Inbound filters", {"Filters": "filters"}, "More in [privacy.md](privacy.md#inbound-filters)."),
    Section("Ownership", {"Ownership": "ownership"}, "Teams in the rules are names under `teams`."),
    Section(
        "Client keys",
        {"Key": "client key", "FurtherKey": "further client key"},
        "`key` is the one that rotates. A further key's name stands alone where there is nothing to say of it. "
        "More in [keys.md](keys.md).",
    ),
    Section("Rate limit of a key", {"RateLimit": "rate limit"}),
    Section("Loader script of a key", {"Loader": "loader"}),
    Section(
        "Environment files",
        {"EnvFile": "the project's own file", "FurtherEnvFile": "further files"},
        "More in [env-files.md](env-files.md).",
    ),
    Section("Sample rates", {"SampleRates": "sample rates"}),
    Section(
        "Monitors",
        {"Monitors": "metric monitors"},
        "Any other name is a monitor of your own. More in [monitors.md](monitors.md).",
    ),
    Section(
        "Metric monitor",
        {
            "CustomMonitor": "monitors of your own",
            "CountMonitor": "`5xx`",
            "LatencyMonitor": "`latency`",
            "RateMonitor": "`error-rate`",
        },
        "`false` in place of the mapping: there is no such monitor. `true`: it is there with its defaults.",
    ),
    Section("Threshold", {"ThresholdRow": "threshold"}, "Each has one of the first five keys."),
    Section("Anomalies", {"Anomalies": "anomalies", "Unusual": "what is unusual"}),
    Section(
        "Uptime check",
        {"UptimeSettings": "uptime check"},
        "`false` in place of the mapping: there is no such check. More in [checks.md](checks.md).",
    ),
    Section(
        "Cron check",
        {"CronSettings": "cron check"},
        "`false` in place of the mapping: there is no such check. More in [checks.md](checks.md).",
    ),
    Section(
        "Alerts",
        {"Alerts": "alerts"},
        "Any other name is an alert of your own. More in [alerts.md](alerts.md).",
    ),
    Section(
        "Alert",
        {
            "CustomAlert": "alerts of your own",
            "AlertOfSeveral": "alerts of several projects",
            "AlertSettings": "built-in alerts",
        },
        "`false` in place of the mapping: there is no such alert.",
    ),
    Section("Action filter", {"ActionFilter": "action filter"}),
    Section(
        "Receiver",
        {"ReceiverSettings": "receiver"},
        "Each has one kind, which is one of the keys down to `action`. A text alone is what `email` says.",
    ),
    Section("Setting for an app", {"AppSetting": "setting for an app"}),
    Section("Action as Sentry spells it", {"RawAction": "action"}),
    Section("Scrubbing rule", {"PiiRule": "scrubbing rule"}, "More in [privacy.md](privacy.md)."),
    Section("Scrubbing rules by name", {"NamedPiiRules": "scrubbing rules by name"}),
    Section("Named scrubbing rule", {"NamedPiiRule": "named scrubbing rule"}),
    Section("Organization", {"Organization": "organization"}),
    Section("Settings of the organization", {"OrganizationSettings": "settings of the organization"}),
    Section("Trusted Relay", {"TrustedRelay": "trusted Relay"}),
    Section("Retention", {"Retention": "retention"}, "More in [retention.md](retention.md)."),
    Section("Expected retention", {"Expected": "expected retention"}),
    Section("Self-hosted Sentry", {"SelfHosted": "self-hosted Sentry"}),
    Section("Purge", {"Purge": "purge"}),
    Section(
        "Allotment", {"Allotment": "allotment"}, "More in [retention.md](retention.md#how-much-a-plan-takes)."
    ),
    Section("Guard", {"Guard": "guard"}, "More in [ci.md](ci.md)."),
    Section("Allowed risk", {"Allow": "allowed risk"}),
    Section("Policy", {"Policy": "policy"}, "More in [policy.md](policy.md)."),
    Section("Rules of the policy", {"RuleSettings": "rules"}),
    Section("Level of a rule", {"RuleSetting": "level of a rule"}, "A level may stand alone."),
    Section(
        "Stack file",
        {"StackConfig": "stack file"},
        "These keys stand in `Pulumi.<stack>.yaml` under `config:`, each behind the project's name and a colon: "
        "`acme-sentry:environment: production`. More in [stacks.md](stacks.md).",
    ),
    Section("Project in a stack", {"StackProject": "project in a stack"}),
    Section(
        "Rotation",
        {"Rotation": "one project", "RotationPolicy": "the whole stack"},
        "More in [rotation.md](rotation.md).",
    ),
)
