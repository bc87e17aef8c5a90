"""Projects and client keys: losses with them, and rotations that are undone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from sentry_iac.plan.arguments import retirement_stage, retires_for_good
from sentry_iac.plan.risks.risk import Risk, Suspect
from sentry_iac.plan.steps import Action, Step
from sentry_iac.plan.words import called

_OUT_OF_USE: Final = ("deactivated", "deleted")
"""Stages of a key's retirement in which its events are refused."""


def project_risks(suspect: Suspect) -> Iterator[Risk]:
    """Give the loss with a project, and the teams that gain or lose it."""
    step = suspect.step
    if suspect.goes:
        yield suspect.risk("project-lost", f"{suspect.title} is deleted, with all its issues and events")
    elif step.action is Action.REPLACE:
        yield suspect.risk(
            "project-lost", f"{suspect.title} is replaced: the old one goes, with all its issues and events"
        )
    old, new = step.old.get("team"), step.new.get("team")
    if step.action is Action.UPDATE and old and new and old != new:
        was, now = (called("Team", each, suspect.directory) for each in (old, new))
        yield suspect.risk("access-lost", f"{was} loses {suspect.title}")
        yield suspect.risk("access-gained", f"{now} gets {suspect.title}")


def key_risks(suspect: Suspect) -> Iterator[Risk]:
    """Give the senders that a lost client key shuts out, and a rotation that is undone."""
    step = suspect.step
    lost = _loss_of(step)
    if lost is not None:
        used = f"; {suspect.key_use}" if suspect.key_use else ""
        yield suspect.risk(
            "key-lost", f"{suspect.title} is {lost}: whoever still sends with it is refused{used}"
        )
    if step.action is Action.UPDATE and retires_for_good(step.old) and not retirement_stage(step.new):
        yield suspect.risk(
            "rotation-undone", f"{suspect.title}, which was rotated away as leaked, is active again"
        )
    elif suspect.goes and _took_over(step.old) and step.parent in suspect.projects_with_a_key:
        yield suspect.risk(
            "rotation-undone",
            f"{suspect.title} is deleted, although it took over in a rotation: this checkout is older than the state",
        )


def takes_key_out_of_use(step: Step) -> bool:
    """Whether Sentry refuses events of a client key after a step."""
    return step.type == "ProjectKey" and _loss_of(step) is not None


def _loss_of(step: Step) -> str | None:
    """Return how a client key goes out of use (`deleted`, `replaced`, `deactivated`), or None."""
    if step.action is Action.DELETE:
        return "deleted"
    if step.action is Action.REPLACE:
        return "replaced"
    if step.old.get("isActive") is True and step.new.get("isActive") is False:
        return "deactivated"
    stage = retirement_stage(step.new)
    return stage if stage in _OUT_OF_USE and stage != retirement_stage(step.old) else None


def _took_over(key: Mapping[str, Any]) -> bool:
    """Whether a rotation made a key the current one; for one of version 0.1.0 its proof tells."""
    return bool(key.get("rotatedAt") or key.get("proof")) and not retirement_stage(key)
