"""Operations: whether previews and looks for drift still run."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sentry_iac.audit.answers.readings import instant
from sentry_iac.audit.check import Check, Phase, Section, check
from sentry_iac.audit.finding import Finding, failed, passed, unknown, warned
from sentry_iac.audit.subject import Subject
from sentry_iac.drift.record import DriftOutcome, last_drift
from sentry_iac.errors import CommandError
from sentry_iac.files.layout import Layout
from sentry_iac.github import github_from
from sentry_iac.source import Pipeline, Place, pipelines

_PREVIEW: Final = re.compile(r"\bsentry-iac\s+preview\b")
_DRIFT: Final = re.compile(r"\bsentry-iac\s+drift\b")
_FRESH: Final = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class _DriftLook:
    """A look for drift that ended: when, how, and where that was read."""

    when: datetime
    green: bool
    evidence: str
    found_some: bool = True


@check(
    "operations.previews",
    Section.OPERATIONS,
    Phase.BEFORE,
    weight=2,
    title="pull requests get a preview",
    fails="pull requests get no preview",
)
async def previews(subject: Subject) -> Iterable[Finding]:
    """Nobody notices that a pull request breaks an alert until that alert is missed.

    Looks for `sentry-iac preview` in the commands of the pipelines in the project's and the applications' repositories:
    GitHub's workflows, `.gitlab-ci.yml`, and those of CircleCI, Azure, Bitbucket, Jenkins and others.
    """
    there = pipelines(subject.root, subject.folders)
    found = _runs(there, _PREVIEW)
    if found is not None:
        return [passed(f"{_at(subject, found[1])} runs `sentry-iac preview`")]
    if (broken := _broken(there)) is not None:
        return [broken]
    return [
        failed(
            f"none of {len(there)} pipelines runs `sentry-iac preview`",
            fix="copy .github/workflows/preview.yml and preview-comment.yml, or the job in docs/ci.md",
        )
    ]


@check(
    "operations.drift-wired",
    Section.OPERATIONS,
    Phase.BEFORE,
    weight=2,
    title="a pipeline looks for drift at times",
    fails="no pipeline looks for drift",
)
async def drift_wired(subject: Subject) -> Iterable[Finding]:
    """An alert that somebody switched off by hand stays off until an incident shows it.

    Looks for `sentry-iac drift` in the commands of the pipelines in the project's and the applications' repositories.
    A workflow of GitHub needs a `schedule`; other systems keep their timetable elsewhere.
    """
    there = pipelines(subject.root, subject.folders)
    found = _runs(there, _DRIFT)
    if found is None and (broken := _broken(there)) is not None:
        return [broken]
    if found is None:
        return [
            failed(
                f"none of {len(there)} pipelines runs `sentry-iac drift`",
                fix="copy .github/workflows/drift.yml, or the job in docs/ci.md",
            )
        ]
    pipeline, place = found
    if pipeline.scheduled is False:
        return [
            warned(
                f"{_at(subject, place)} runs `sentry-iac drift`, but only when it is started by hand",
                fix=f'on: {{ schedule: [{{ cron: "17 3 * * *" }}] }}  # in {pipeline.path.name}',
            )
        ]
    return [passed(f"{_at(subject, place)} runs `sentry-iac drift`")]


@check(
    "operations.drift-green",
    Section.OPERATIONS,
    Phase.AFTER,
    weight=3,
    title="the last look for drift found none, and is not older than two days",
    fails="the last look for drift found some, failed, or is older than two days",
)
async def drift_green(subject: Subject) -> Iterable[Finding]:
    """A look for drift that fails every night finds nothing.

    Asks GitHub for the last run of the workflow with `sentry-iac drift`, where GITHUB_REPOSITORY and GITHUB_TOKEN are
    set (`permissions: actions: read`), and reads the result of the last `sentry-iac drift` on this machine
    from `.local/drift`. The later of the two counts.
    """
    by_hand = f"sentry-iac drift --stack {subject.stack}"
    refused = "GitHub is not asked without GITHUB_REPOSITORY and GITHUB_TOKEN"
    at_github = None
    try:
        at_github = await _at_github(subject)
    except CommandError as error:
        refused = str(error)
    looks = [each for each in (at_github, _here(subject)) if each is not None]
    if not looks:
        said = f"no look for drift of stack {subject.stack} is known on this machine; {refused}"
        return [unknown(said, fix=by_hand)]
    last = max(looks, key=lambda each: each.when)
    if not last.green:
        stack = f"--stack {subject.stack}"
        back = f"  # shows it; `sentry-iac up {stack}` puts it back"
        return [failed(last.evidence, fix=f"{by_hand}{back if last.found_some else ''}")]
    if subject.now - last.when > _FRESH:
        return [warned(f"{last.evidence}, {(subject.now - last.when).days} days ago", fix=by_hand)]
    return [passed(last.evidence)]


async def _at_github(subject: Subject) -> _DriftLook | None:
    """The last run of GitHub's workflow; None where GitHub cannot be asked, or has not run one."""
    if not (subject.environ.get("GITHUB_REPOSITORY") and subject.environ.get("GITHUB_TOKEN")):
        return None
    workflows = [each for each in pipelines(subject.root, subject.folders) if each.is_github]
    found = _runs(workflows, _DRIFT)
    if found is None:
        return None
    name = found[0].path.name
    answer = await asyncio.to_thread(_last_run, subject, name)
    try:
        run = answer["workflow_runs"][0]
        when, conclusion = instant(run["updated_at"]), str(run["conclusion"])
    except (KeyError, IndexError, TypeError):
        return None
    if when is None:
        return None
    return _DriftLook(
        when,
        conclusion == "success",
        f"{name}'s last run at GitHub ended with {conclusion} on {when:%Y-%m-%d %H:%M} ({run.get('html_url', '')})",
    )


def _last_run(subject: Subject, name: str) -> dict[str, Any]:
    github = github_from(subject.environ)
    return github.get(f"actions/workflows/{name}/runs?status=completed&per_page=1")


def _here(subject: Subject) -> _DriftLook | None:
    layout = Layout(subject.root)
    try:
        record = last_drift(layout, subject.stack)
    except CommandError:
        return None
    if record is None:
        return None
    said = {
        DriftOutcome.NONE: "found no drift",
        DriftOutcome.DRIFT: "found drift",
        DriftOutcome.FAILED: "failed",
    }[record.outcome]
    where = layout.shown(layout.drift_file(subject.stack))
    return _DriftLook(
        record.when,
        record.outcome is DriftOutcome.NONE,
        f"{where}: the look of {record.when:%Y-%m-%d %H:%M} {said}",
        record.outcome is DriftOutcome.DRIFT,
    )


def _runs(there: list[Pipeline], what: re.Pattern[str]) -> tuple[Pipeline, Place] | None:
    """The pipeline that runs a command, one with a schedule first, and where."""
    found = [
        (pipeline, place)
        for pipeline in there
        for place, command in pipeline.commands
        if what.search(command)
    ]
    return min(found, key=lambda each: each[0].scheduled is False) if found else None


def _broken(there: list[Pipeline]) -> Finding | None:
    """A pipeline whose commands are not known may run what was looked for."""
    broken = next((each for each in there if each.broken), None)
    return unknown(broken.broken, fix=f"correct {broken.path.name}") if broken is not None else None


def _at(subject: Subject, place: Place) -> str:
    return f"{subject.shown(place.path)}:{place.line}"


CHECKS: Final[tuple[Check, ...]] = (previews, drift_wired, drift_green)
