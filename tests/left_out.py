"""The arguments of the provider that `sentry.yaml` cannot say on purpose; two tests hold that it says all others."""

from __future__ import annotations

from typing import Final

import pulumi_sentry as sentry
from pulumi_sentry.declaration import Args

PLAIN_TEXT: Final = "Sentry keeps it, and sentry.yaml lies in a repository: a secret has no place there"
ADOPT: Final = (
    "says how one run treats an object that is there already; `sentry-iac adopt` imports it instead"
)
OF_A_ROTATION: Final = "follows from `rotation:` of the stack file"

LEFT_OUT: Final[dict[type[Args], dict[str, str]]] = {
    sentry.OrganizationSettingsArgs: {},
    sentry.TeamArgs: {"adopt": ADOPT},
    sentry.MemberArgs: {"team_roles": "each team of a person is a TeamMembership"},
    sentry.TeamMembershipArgs: {},
    sentry.ProjectArgs: {
        "adopt": ADOPT,
        "default_rules": "makes an alert that nobody declares; `alerts:` declares them",
        "security_token": PLAIN_TEXT,
    },
    sentry.ProjectTeamArgs: {},
    sentry.ProjectKeyArgs: {
        "adopt": ADOPT,
        "proof": OF_A_ROTATION,
        "retirement": OF_A_ROTATION,
        "rotated_at": OF_A_ROTATION,
    },
    sentry.InboundFiltersArgs: {},
    sentry.OwnershipRulesArgs: {},
    sentry.SpikeProtectionArgs: {},
    sentry.EnvFileArgs: {},
    sentry.PiiRulesArgs: {},
    sentry.PiiRuleArgs: {},
    sentry.PiiRedactionArgs: {},
    sentry.TrustedRelayArgs: {},
    sentry.RateLimitArgs: {},
    sentry.LoaderOptionsArgs: {},
}
"""The arguments that `sentry.yaml` cannot say on purpose, each with the reason."""
