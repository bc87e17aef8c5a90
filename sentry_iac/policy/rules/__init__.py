"""The rules: the purpose of each, and its findings in a planned stack.

A rule never asks Sentry and never guesses: a value that is unknown before the `up` passes. Each finding has the line of
`sentry.yaml` that mends it.
"""

from __future__ import annotations

from typing import Final

from sentry_iac.policy.rule import Rule
from sentry_iac.policy.rules.keys import keys_in_no_env_file, unlimited_keys
from sentry_iac.policy.rules.people import empty_teams, unlisted_roles
from sentry_iac.policy.rules.privacy import unscrubbed_projects
from sentry_iac.policy.rules.watching import alerts_that_tell_nobody, missing_monitors

_ALL: Final = (
    Rule(
        name="personal-data-scrubbed",
        wants="Projects in production scrub personal data.",
        why="What a person typed or is called would stay in error reports, for everybody in the organization to read.",
        production_only=True,
        look=unscrubbed_projects,
    ),
    Rule(
        name="monitors-present",
        wants="Every project has the monitors 5xx, latency and error-rate, and none of them is switched off.",
        why="Nobody would notice that an application is down, slow or failing.",
        look=missing_monitors,
    ),
    Rule(
        name="alerts-reach-somebody",
        wants="Every project has an alert that listens to its monitors and tells somebody.",
        why="A monitor that nobody hears of is no monitor.",
        look=alerts_that_tell_nobody,
    ),
    Rule(
        name="keys-limited",
        wants="Client keys in production have a rate limit.",
        why="One loop in one browser could use up the quota of all projects.",
        production_only=True,
        look=unlimited_keys,
    ),
    Rule(
        name="keys-in-env-file",
        wants="Every client key is in the .env file of its application.",
        why="A key that nothing reads is open to whoever has it, and nobody would miss it.",
        look=keys_in_no_env_file,
    ),
    Rule(
        name="roles-listed",
        wants="Nobody has more than the role member who is not listed in sentry.yaml.",
        why="What a person may do would be nowhere to review.",
        look=unlisted_roles,
    ),
    Rule(
        name="teams-have-people",
        wants="Every team has somebody in sentry.yaml.",
        why="Mail to an empty team reaches nobody. Only advisory: people may come from single sign-on, unlisted.",
        level="advisory",
        look=empty_teams,
    ),
)

RULES: Final = {rule.name: rule for rule in _ALL}
"""Every rule by its name, in the order of the report."""
