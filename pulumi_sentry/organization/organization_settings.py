"""Settings of the organization itself (`PUT /organizations/{org}/`): privacy, roles, members' rights."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Literal
from urllib.parse import urlsplit

from pulumi import Output

from pulumi_sentry.api.errors import SentryError
from pulumi_sentry.declaration import Args, Input, Problem, Resource, Trimmed, arg, output, plain
from pulumi_sentry.declaration.comparing import not_kept
from pulumi_sentry.lifecycle.handler import Handler, PartialFailure, Record, answered
from pulumi_sentry.lifecycle.references import ReferenceError
from pulumi_sentry.privacy.pii_rules import PiiRulesArgs, live_rules, rule_problems, rule_warnings, to_relay
from pulumi_sentry.privacy.sensitive_fields import sensitive_field_problems
from sentry_rules import relay_keys


class TrustedRelayArgs(Args):
    """A self-hosted Relay from which Sentry takes events."""

    name: Input[Trimmed] = arg("Name for people.", min_length=1)
    public_key: Input[Trimmed] = arg("Its public key.", min_length=1)
    description: Input[Trimmed | None] = arg("What it is for.", default=None, reset=True)


class OrganizationSettingsArgs(Args):
    """The arguments of the organization's settings. Sentry keeps undeclared ones as they are."""

    name: Input[Trimmed | None] = arg("Name for people.", default=None, min_length=1, max_length=64)
    is_early_adopter: Input[bool | None] = arg("Whether new features come early.", default=None)
    hide_ai_features: Input[bool | None] = arg("Whether AI features are hidden.", default=None)
    open_membership: Input[bool | None] = arg("Whether members may join any team.", default=None)
    allow_join_requests: Input[bool | None] = arg("Whether people may ask to be invited.", default=None)
    allow_shared_issues: Input[bool | None] = arg(
        "Whether an issue can be shared with people outside, by a link.", default=None
    )
    allow_member_invite: Input[bool | None] = arg("Whether members may invite people.", default=None)
    allow_member_project_creation: Input[bool | None] = arg(
        "Whether members may create projects.", default=None
    )
    alerts_member_write: Input[bool | None] = arg("Whether members may change alerts.", default=None)
    events_member_admin: Input[bool | None] = arg("Whether members may delete issues.", default=None)
    require_2fa: Input[bool | None] = arg(
        "Whether each member needs two-factor authentication. Sentry refuses it to a token whose own user has "
        "none, and where single sign-on is used.",
        default=None,
        wire="require2FA",
    )
    scrape_javascript: Input[bool | None] = arg(
        "Whether Sentry may fetch source files.", default=None, wire="scrapeJavaScript"
    )
    enhanced_privacy: Input[bool | None] = arg(
        "Whether mails leave out what an event holds, source code among it.", default=None
    )
    data_scrubber: Input[bool | None] = arg("Whether all projects must scrub data.", default=None)
    data_scrubber_defaults: Input[bool | None] = arg(
        "Whether all projects must scrub what usually is sensitive (passwords, card numbers).", default=None
    )
    scrub_ip_addresses: Input[bool | None] = arg(
        "Whether no project may store IP addresses.", default=None, wire="scrubIPAddresses"
    )
    sensitive_fields: Input[list[Input[Trimmed]] | None] = arg(
        "Further field names to scrub in all projects; 4000 characters in all.", default=None, unordered=True
    )
    safe_fields: Input[list[Input[Trimmed]] | None] = arg(
        "Field names never scrubbed, in all projects.", default=None, unordered=True
    )
    pii_rules: Input[PiiRulesArgs | None] = arg(
        "Advanced scrubbing rules of all projects; they apply before those of a project.", default=None
    )
    store_crash_reports: Input[int | None] = arg(
        "Native crash reports kept per issue; -1 all, 0 none.", default=None, ge=-1
    )
    attachments_role: Input[Literal["member", "admin", "manager", "owner"] | None] = arg(
        "Least role that may download attachments.", default=None
    )
    debug_files_role: Input[Literal["member", "admin", "manager", "owner"] | None] = arg(
        "Least role that may download debug files.", default=None
    )
    default_role: Input[Literal["member", "admin", "manager", "owner"] | None] = arg(
        "Role of new members. Needs a token with org:admin; Sentry drops it without a word otherwise.",
        default=None,
    )
    trusted_relays: Input[list[Input[TrustedRelayArgs]] | None] = arg(
        "All Relays whose events Sentry takes.", default=None, unordered=True
    )
    has_granular_replay_permissions: Input[bool | None] = arg(
        "Whether only replayAccessMembers see replays.", default=None
    )
    replay_access_members: Input[list[Input[int]] | None] = arg(
        "Ids of the users that see replays.", default=None, unordered=True
    )
    relay_dsn_endpoint: Input[Trimmed | None] = arg(
        "Address that DSNs show instead of Sentry's.", default=None
    )
    target_sample_rate: Input[float | None] = arg(
        "Share of traces that are kept, 0 to 1. Needs custom dynamic sampling.", default=None, ge=0, le=1
    )
    sampling_mode: Input[Literal["organization", "project"] | None] = arg(
        "Who sets that share. Needs custom dynamic sampling.", default=None
    )


class OrganizationSettings(Resource[OrganizationSettingsArgs], name="OrganizationSettings"):
    """Settings of the organization that the provider is configured for.

    Only what is declared is changed. Deleting the resource changes nothing at Sentry: the organization and its
    settings stay as they are, since another stack may rely on them. Its slug is not a setting here, because
    everything else is addressed by it. Import by id, slug or the address of the settings page.
    """

    slug: Output[str] = output("Short name of the organization in addresses.")
    url: Output[str] = output("Address of its settings page.")


class OrganizationSettingsHandler(Handler[OrganizationSettingsArgs], serves=OrganizationSettings):
    """Settings at `GET, PUT /organizations/{org}/`."""

    def check(self, args: OrganizationSettingsArgs) -> Iterable[Problem]:
        """Refuse arguments that Sentry would answer with 400."""
        yield from sensitive_field_problems(args.sensitive_fields)
        if isinstance(args.trusted_relays, list):
            keys = [relay.public_key for relay in args.trusted_relays if isinstance(relay, TrustedRelayArgs)]
            for index, key in enumerate(keys):
                if not isinstance(key, str):
                    continue
                if said := relay_keys.complaint(key):
                    yield Problem(f"trustedRelays[{index}].publicKey", said)
                elif key in keys[:index]:
                    yield Problem(f"trustedRelays[{index}].publicKey", "is the key of another Relay, too")
        yield from rule_problems("piiRules", args.pii_rules)

    def warnings(self, args: OrganizationSettingsArgs) -> Iterable[str]:
        """Warn of rules that never apply."""
        yield from rule_warnings("piiRules", args.pii_rules)

    async def create(self, args: OrganizationSettingsArgs) -> Record:
        """Apply the declared settings; the organization always has settings."""
        return await self._apply(args)

    async def read(
        self, id: str, declared: OrganizationSettingsArgs | None, outputs: Mapping[str, Any]
    ) -> Record | None:
        """One GET. If it finds no organization, a setting of the provider is wrong: an error."""
        organization = await self.client.organizations.get()
        if declared is None:
            _refuse_another(id, organization)
        return self._record(organization, declared)

    async def update(
        self, record: Record, old: OrganizationSettingsArgs, new: OrganizationSettingsArgs
    ) -> Record:
        """Apply all declared settings, since a failed call may have dropped some."""
        return await self._apply(new)

    async def delete(self, record: Record, declared: OrganizationSettingsArgs | None) -> None:
        """Change nothing: another stack may rely on the settings."""

    async def _apply(self, args: OrganizationSettingsArgs) -> Record:
        body = args.declared()
        rules = plain(args.pii_rules)
        if rules is not None:
            body.pop("piiRules")
            body["relayPiiConfig"] = to_relay(rules)
        organization = (
            await self.client.organizations.update(body) if body else await self.client.organizations.get()
        )
        record = self._record(organization, args)
        live = answered(record.live, OrganizationSettingsArgs.model_fields)
        if dropped := not_kept(OrganizationSettingsArgs, args.declared(), live):
            raise PartialFailure(record, SentryError(_dropped_text(dropped)))
        return record

    def _record(self, organization: Mapping[str, Any], declared: OrganizationSettingsArgs | None) -> Record:
        return Record(
            id=str(organization["id"]),
            outputs={"slug": organization["slug"], "url": self.session.page("settings/organization/")},
            live=_live(organization, declared),
        )


def _live(organization: Mapping[str, Any], declared: OrganizationSettingsArgs | None) -> dict[str, Any]:
    live = {
        name: organization[info.alias or name]
        for name, info in OrganizationSettingsArgs.model_fields.items()
        if (info.alias or name) in organization
    }
    if "relayPiiConfig" in organization:
        rules = live_rules(organization["relayPiiConfig"], getattr(declared, "pii_rules", None))
        live["pii_rules"] = rules
    if isinstance(live.get("trusted_relays"), list):
        # Sentry adds when it made and changed each.
        live["trusted_relays"] = [
            {key: relay[key] for key in ("name", "publicKey", "description") if relay.get(key)}
            for relay in live["trusted_relays"]
        ]
    if declared is None:
        live = {name: value for name, value in live.items() if value is not None}
    return live


def _dropped_text(dropped: list[str]) -> str:
    reasons = ["needs a token with the scope org:admin"] if "defaultRole" in dropped else []
    if set(dropped) - {"defaultRole"}:
        reasons.append("the organization's plan or Sentry's version may not have it")
    return (
        f"Sentry took the settings of the organization, but dropped {', '.join(sorted(dropped))}: "
        f"{'; '.join(reasons)}. Change that, or remove the setting"
    )


def _refuse_another(reference: str, organization: Mapping[str, Any]) -> None:
    text = reference.strip()
    names = {str(organization["id"]), str(organization["slug"])}
    if not (_places(text) if "://" in text else {text}) & names:
        raise ReferenceError(
            f"'{text}' is not the organization that the provider is configured for: give '{organization['slug']}', "
            f"its id, or the address of its settings page"
        )


def _places(text: str) -> set[str]:
    """The organization in an address; nothing if it is no address."""
    try:
        address = urlsplit(text)
    except ValueError:
        return set()
    return {part for part in address.path.split("/") if part} | {(address.hostname or "").split(".")[0]}
