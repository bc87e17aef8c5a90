"""Whom an alert tells."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from sentry_iac.estate.model.receivers import (
    IntegrationTarget,
    OwnersEmail,
    PersonEmail,
    RawAction,
    Receiver,
    TeamEmail,
    WebhookCall,
)
from sentry_iac.estate.resolving.known import Known
from sentry_iac.estate.resolving.layers import Layer, last
from sentry_iac.estate.resolving.owners import ACTOR
from sentry_iac.estate.resolving.project import ProjectInStack
from sentry_iac.estate.text.errors import Path
from sentry_iac.estate.written.owners import OWN_TEAM
from sentry_iac.estate.written.project import Guarded
from sentry_iac.estate.written.receivers import ISSUE_OWNERS, ReceiverSettings
from sentry_rules.actions import FALLTHROUGHS

Written = tuple[ReceiverSettings, ...]


def receivers_of(
    project: ProjectInStack, path: Path, of_this_one: tuple[Layer, Written] | None
) -> tuple[Receiver, ...]:
    """Return the receivers of an alert of a project: its own come before those of all alerts.

    Args:
        project: the project.
        path: where the alert's own receivers are inside its layer.
        of_this_one: the alert's own receivers, with their layer.
    """
    of_all = last(
        ((layer, layer.settings) for layer in project.layers),
        lambda settings: settings.notify if isinstance(settings, Guarded) else None,
    )
    found = of_this_one or of_all
    if found is None:
        return (TeamEmail(team=project.written.team),)
    layer, written = found
    here: Path = path if of_this_one else ("notify",)

    def report(index: int, message: str) -> None:
        project.report(layer.problem((*here, index), message))

    return receivers(written, project.teams, project.written.team, report)


def receivers(
    written: Iterable[ReceiverSettings],
    teams: Known,
    own_team: str | None,
    report: Callable[[int, str], None],
) -> tuple[Receiver, ...]:
    """Return the receivers that a list names, each once; an action as Sentry spells it as often as it stands there.

    Args:
        written: the list.
        teams: the names of all teams.
        own_team: the team that the word `team` means; None where it means none.
        report: takes the position of a receiver and what is wrong with it.
    """
    found: list[Receiver] = []
    choices = [*([OWN_TEAM] if own_team else []), ISSUE_OWNERS, *teams]
    for index, each in enumerate(written):
        if each.email is not None and each.email not in choices and not _is_somebody(each.email):
            report(index, teams.unknown(each.email, choices))
        receiver = _receiver(each, own_team or "", teams)
        if isinstance(receiver, RawAction) or receiver not in found:
            found.append(receiver)
    return tuple(found)


def _is_somebody(email: str) -> bool:
    return "@" in email or ACTOR.fullmatch(email) is not None


def _receiver(written: ReceiverSettings, own_team: str, teams: Known) -> Receiver:
    if written.email is not None:
        return _mailed(written, written.email, own_team, teams)
    if written.webhook is not None:
        return WebhookCall(service=written.webhook)
    if written.app is not None:
        settings = [each.model_dump(exclude_none=True) for each in written.app_settings or ()]
        target = {"targetType": "sentry_app", "targetIdentifier": written.app}
        return RawAction(values={"type": "sentry_app", **target, "data": {"settings": settings}})
    if written.action is not None:
        return RawAction(values=written.action.wire())
    kind, integration = written.integration()
    return IntegrationTarget(kind=kind, integration=integration, settings=written.settings())


def _mailed(written: ReceiverSettings, email: str, own_team: str, teams: Known) -> Receiver:
    if email == ISSUE_OWNERS:
        return OwnersEmail(fallthrough=FALLTHROUGHS[written.fallthrough or "active-members"])
    if email == OWN_TEAM and own_team:
        return TeamEmail(team=own_team)
    if email not in teams and ACTOR.fullmatch(email):
        kind, _, id = email.partition(":")
        return RawAction(values={"type": "email", "targetType": kind, "targetIdentifier": id})
    return PersonEmail(email=email) if email not in teams and "@" in email else TeamEmail(team=email)
