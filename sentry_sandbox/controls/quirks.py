"""Differences between Sentry organizations, plans and versions, as switches that a test can turn."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, fields
from typing import Any


@dataclass
class RateLimit:
    """The limits of each caller on each endpoint.

    Args:
        per_second: requests in one second.
        concurrent: requests in flight.
        enforced: whether a request above a limit gets 429.
        announced: whether answers carry the `X-Sentry-Rate-Limit-*` headers (self-hosted sends none).
    """

    per_second: int = 40
    concurrent: int = 25
    enforced: bool = False
    announced: bool = True


@dataclass
class Quirks:
    """The switches. Names are what `POST /_sandbox/quirks` takes; the defaults are those of a paid SaaS plan.

    Args:
        rate_limits_feature: off: a client key's `rateLimit` is ignored without a word, and reads back null.
        custom_inbound_filters: off: the project options for releases, messages and logs are refused.
        detector_create_ignores_enabled: on: a monitor is created enabled whatever the body says.
        key_secret_choosable: off: `public` and `secret` of a new client key are ignored.
        default_detectors_delay_ms: how long after a project its two default monitors appear, in milliseconds.
        default_detectors_missing: on: a new project gets no default monitors at all.
        default_metric_detector: on: a new project also gets a dynamic metric monitor.
        metric_alerts_plan: off: metric monitors cannot be made, read 404 and are hidden from lists; DELETE works.
        monitor_limit: metric monitors an organization may have; null for no limit.
        workflow_limit: alerts an organization may have.
        shuffle_conditions: on: conditions, and event types of a monitor, come back in random order.
        missing_triggers_fail: on: an alert without `triggers` gets 500.
        slack_channel_hash: on: Slack channel names come back with a leading `#`.
        channel_ids_filled_in: on: the id of a Slack or Teams channel that was named appears as `targetIdentifier`.
        integration_actions_plan: off: every action but mail is refused, as on plans without integrations.
        cron_seats: cron monitors that the plan lets run; those beyond stay `enabled: false`. null for no limit.
        uptime_seats: the same for uptime monitors.
        deletion_minutes: how long what is deleted waits for Sentry's job, which runs every 15: until then the slug of
            a cron monitor stays taken, and a former slug of a project answers 403.
        spike_protection_feature: off: spike protection is refused.
        anonymous_org_token: on: organization tokens have no user, and endpoints that need one refuse them.
        member_project_creation: off: creating a project is refused to everybody without org:write.
        unseen_key_accepted: on: ingest answers 200 to the first request with a key, before it has looked it up.
        member_invites: off: nobody can be invited (403 under `organization`), as on the free plan.
        team_roles_feature: off: team roles are ignored without a word, and read back null; on: the org role `admin`
            is retired and cannot be given.
        relay_feature: off: trusted Relays are refused.
        custom_dynamic_sampling: off: the sample rate of the organization is refused.
        organization_drops: names of settings (with commas) that an update of the organization ignores.
        ownership_status: what an update of ownership rules answers, 200 or 202.
        replay_job_polls: how often a job that deletes replays is looked at until it is done.
        replay_job_fails: on: such a job ends as failed, and deletes nothing.
        issue_delete_is_partial: how many issues a bulk delete takes at most; 0 for all.
        alert_stats_as_list: on: the history of an alert is a bare list of hours, as older Sentrys answer it.
        rate_limit: see `RateLimit`.
    """

    rate_limits_feature: bool = True
    custom_inbound_filters: bool = True
    detector_create_ignores_enabled: bool = True
    key_secret_choosable: bool = True
    default_detectors_delay_ms: int = 0
    default_detectors_missing: bool = False
    default_metric_detector: bool = False
    metric_alerts_plan: bool = True
    monitor_limit: int | None = None
    workflow_limit: int = 1000
    shuffle_conditions: bool = True
    missing_triggers_fail: bool = True
    slack_channel_hash: bool = True
    channel_ids_filled_in: bool = True
    integration_actions_plan: bool = True
    cron_seats: int | None = None
    uptime_seats: int | None = None
    deletion_minutes: int = 15
    spike_protection_feature: bool = True
    anonymous_org_token: bool = True
    member_project_creation: bool = True
    unseen_key_accepted: bool = False
    member_invites: bool = True
    team_roles_feature: bool = True
    relay_feature: bool = True
    custom_dynamic_sampling: bool = False
    organization_drops: str = ""
    ownership_status: int = 202
    replay_job_polls: int = 2
    replay_job_fails: bool = False
    issue_delete_is_partial: int = 0
    alert_stats_as_list: bool = False
    rate_limit: RateLimit = field(default_factory=RateLimit)

    def as_json(self) -> dict[str, Any]:
        """Every switch and its value."""
        return asdict(self)

    def reset(self) -> None:
        """Back to the defaults."""
        fresh = Quirks()
        for switch in fields(self):
            if switch.name != "rate_limit":
                setattr(self, switch.name, getattr(fresh, switch.name))
        # The limiter keeps a reference to this object, so its fields are set and it is not replaced.
        for switch in fields(fresh.rate_limit):
            setattr(self.rate_limit, switch.name, getattr(fresh.rate_limit, switch.name))

    def turn(self, changes: dict[str, Any]) -> None:
        """Turn switches; `rate_limit` takes an object with any of its own names.

        Raises:
            ValueError: no switch has that name, or the value is of another type; nothing is changed then.
        """
        for name, value in changes.items():
            if name == "rate_limit":
                if not isinstance(value, dict):
                    raise ValueError('rate_limit takes an object such as {"per_second": 5, "enforced": true}')
                _check(RateLimit(), value)
            else:
                _check(self, {name: value})
        for name, value in changes.items():
            if name == "rate_limit":
                for part, number in value.items():
                    setattr(self.rate_limit, part, number)
            else:
                setattr(self, name, value)


_LIMITS = ("monitor_limit", "cron_seats", "uptime_seats")
"""Switches where null means no limit."""


def _check(holder: Quirks | RateLimit, changes: dict[str, Any]) -> None:
    known = {switch.name for switch in fields(holder)}
    for name, value in changes.items():
        if name not in known:
            raise ValueError(f'there is no switch "{name}"; known: {", ".join(sorted(known))}')
        wanted = type(getattr(holder, name))
        if name in _LIMITS:
            if value is not None and (isinstance(value, bool) or not isinstance(value, int)):
                raise ValueError(f"{name} takes an integer or null")
        elif type(value) is not wanted:
            raise ValueError(f"{name} takes {wanted.__name__}, not {type(value).__name__}")
