"""What the checks say of small applications in a folder."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from sentry_iac.audit import ApplicationSource, Check, Finding, Outcome, SentryView, Subject, audit
from sentry_iac.estate import ApplicationSpec, Estate, load_estate, read_stack_file
from tests.repository import ROOT

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)


@cache
def estate() -> Estate:
    """What this repository's own stack dev declares: a front end and a back end."""
    return load_estate(ROOT / "sentry.yaml", read_stack_file("dev", ROOT))


def application(kind: str) -> ApplicationSpec:
    """The declared back end or front end."""
    return next(each for each in estate() if each.kind == kind)


def subject(
    root: Path,
    folders: Mapping[str, Path],
    *,
    environ: Mapping[str, str] | None = None,
    sentry: SentryView | None = None,
    platform: str | None = None,
) -> Subject:
    """Return what an audit looks at.

    Args:
        root: the folder with Pulumi.yaml.
        folders: where the source of the back end and of the front end is.
        environ: the environment of the command.
        sentry: the stack's Sentry.
        platform: another platform than the declared one.
    """
    specs = {kind: _beside(application(kind), folder) for kind, folder in folders.items()}
    if platform is not None:
        specs = {kind: replace(each, platform=platform) for kind, each in specs.items()}
    return Subject(
        stack="dev",
        estate=replace(estate(), applications=tuple(specs.values())),
        root=root,
        sources=tuple(ApplicationSource(each, folders[kind]) for kind, each in specs.items()),
        sentry=sentry,
        no_sentry="no Sentry to work on",
        environ=environ or {},
        now=NOW,
    )


def _beside(spec: ApplicationSpec, folder: Path) -> ApplicationSpec:
    """The application with its `.env` file beside its source, whatever there is on this machine."""
    assert spec.env_file is not None
    return replace(spec, env_file=replace(spec.env_file, absolute_path=folder / ".env"))


def findings(check: Check, about: Subject) -> tuple[Finding, ...]:
    """Return what one check finds."""
    return asyncio.run(audit(about, "nowhere", [check], str)).results[0].findings


def outcomes(checks: Sequence[Check], about: Subject) -> dict[str, Outcome]:
    """Return how each check ends, by its name."""
    report = asyncio.run(audit(about, "nowhere", checks, str))
    return {each.check.name: each.outcome for each in report.results}
