"""Settings of a project that Sentry would answer 400 to, told before anything is made."""

from __future__ import annotations

from collections.abc import Iterable

from pulumi_sentry.declaration import Problem
from pulumi_sentry.privacy.pii_rules import rule_problems
from pulumi_sentry.privacy.sensitive_fields import sensitive_field_problems
from pulumi_sentry.projects.arguments import ProjectArgs
from sentry_rules import grouping, source_settings


def setting_problems(args: ProjectArgs) -> Iterable[Problem]:
    """What is wrong with the settings that a program declares."""
    low, high = args.digests_min_delay, args.digests_max_delay
    if isinstance(low, int) and isinstance(high, int) and low > high:
        yield Problem("digestsMinDelay", "must not be longer than digestsMaxDelay")
    yield from sensitive_field_problems(args.sensitive_fields)
    yield from rule_problems("piiRules", args.pii_rules)
    if isinstance(args.fingerprinting_rules, str):
        for said in grouping.fingerprinting_complaints(args.fingerprinting_rules):
            yield Problem("fingerprintingRules", said)
    if isinstance(args.grouping_enhancements, str):
        for said in grouping.enhancement_complaints(args.grouping_enhancements):
            yield Problem("groupingEnhancements", said)
    yield from _source_problems(args)


def _source_problems(args: ProjectArgs) -> Iterable[Problem]:
    for index, domain in enumerate(args.allowed_domains if isinstance(args.allowed_domains, list) else []):
        if isinstance(domain, str) and (port := source_settings.domain_complaint(domain)):
            yield Problem(f"allowedDomains[{index}]", port)
    if isinstance(args.security_token, str) and (
        token := source_settings.token_complaint(args.security_token)
    ):
        yield Problem("securityToken", token)
    if isinstance(args.security_token_header, str) and (
        header := source_settings.header_complaint(args.security_token_header)
    ):
        yield Problem("securityTokenHeader", header)
