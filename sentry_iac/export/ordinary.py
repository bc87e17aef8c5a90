"""What a new object at Sentry has by itself: an export leaves it out, as a person would.

Leaving a setting out never changes it: Sentry keeps its value (docs/architecture.md, rule 5). So a Sentry with other
values of its own is not misread; only its export says more.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from pulumi_sentry.declaration import rules_of
from pulumi_sentry.inventory import Found

_NEW: Final[Mapping[str, Mapping[str, Any]]] = {
    "OrganizationSettings": {
        "is_early_adopter": False,
        "hide_ai_features": False,
        "open_membership": True,
        "allow_join_requests": True,
        "allow_shared_issues": True,
        "allow_member_invite": True,
        "allow_member_project_creation": True,
        "alerts_member_write": True,
        "events_member_admin": True,
        "require_2fa": False,
        "scrape_javascript": True,
        "enhanced_privacy": False,
        "data_scrubber": False,
        "data_scrubber_defaults": False,
        "scrub_ip_addresses": False,
        "sensitive_fields": [],
        "safe_fields": [],
        "store_crash_reports": 0,
        "attachments_role": "member",
        "debug_files_role": "admin",
        "default_role": "member",
        "trusted_relays": [],
        "has_granular_replay_permissions": False,
        "replay_access_members": [],
        "relay_dsn_endpoint": "",
        "target_sample_rate": 1.0,
        "sampling_mode": "organization",
    },
    "Project": {
        "subject_template": "$shortID - $title",
        "subject_prefix": "",
        "resolve_age": 0,
        "digests_min_delay": 300,
        "digests_max_delay": 1800,
        "default_environment": "",
        "highlight_tags": [],
        "highlight_context": {},
        "data_scrubber": True,
        "data_scrubber_defaults": True,
        "scrub_ip_addresses": False,
        "sensitive_fields": [],
        "safe_fields": [],
        "scrape_javascript": True,
        "verify_ssl": False,
        "security_token_header": "",
        "allowed_domains": ["*"],
        "fingerprinting_rules": "",
        "grouping_enhancements": "",
        "enable_auto_release_creation": True,
    },
    "InboundFilters": {
        "browser_extensions": False,
        "localhost": False,
        "filtered_transaction": True,
        "web_crawlers": False,
        "legacy_browsers": [],
        "react_hydration_errors": True,
        "chunk_load_error": True,
        "ip_addresses": [],
        "releases": [],
        "error_messages": [],
        "log_messages": [],
    },
    "OwnershipRules": {
        "rules": "",
        "fallthrough": True,
        "auto_assignment": "Auto Assign to Issue Owner",
        "codeowners_auto_sync": True,
    },
    "SpikeProtection": {"enabled": True},
    "ProjectKey": {
        "dynamic_sdk_loader_options": {
            "hasReplay": True,
            "hasPerformance": True,
            "hasDebug": False,
            "hasFeedback": False,
            "hasLogsAndMetrics": False,
        },
    },
    "TeamMembership": {"role": "contributor"},
}
"""By resource and by the Python name of the argument."""


_BY_ITSELF: Final = frozenset({"OrganizationSettings", "InboundFilters", "OwnershipRules", "SpikeProtection"})
"""Resources for what an organization or a project has without anybody's making it."""


def worth_saying(found: Found[Any]) -> dict[str, Any]:
    """Return the arguments that an export declares, by Python name: what an object of this kind does not have anyway.

    Secrets are left out; Sentry keeps them. So are arguments that only a creation reads.
    """
    new = _NEW.get(found.resource.__name__, {})
    said = {}
    for name, info in type(found.args).model_fields.items():
        value, rules = getattr(found.args, name), rules_of(info)
        if value is None or rules.secret or rules.create_only:
            continue
        if not info.is_required() and value == info.default:
            continue
        plain = value.declared() if hasattr(value, "declared") else value
        if name in new and plain == new[name]:
            continue
        said[name] = value
    if found.resource.__name__ == "ProjectKey" and not _loads_in_a_browser(said):
        said.pop("browser_sdk_version", None)
    return said


def is_ordinary(found: Found[Any]) -> bool:
    """Whether a part of a project is as Sentry makes it: nothing but the project would be declared."""
    return set(worth_saying(found)) <= {"project", "name"}


def goes_without_saying(found: Found[Any]) -> bool:
    """Whether an export need not declare an object: Sentry has it by itself, and it is as Sentry makes it."""
    return found.resource.__name__ in _BY_ITSELF and is_ordinary(found)


def _loads_in_a_browser(said: Mapping[str, Any]) -> bool:
    # Sentry gives every key a version of the loader script, which is of use to browsers alone.
    version = said.get("browser_sdk_version")
    return version == "latest" or "dynamic_sdk_loader_options" in said
