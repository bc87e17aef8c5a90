"""Looks up the teams and projects of another stack, for a stack that joins it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import pulumi

import pulumi_sentry as sentry


class JoinedProject:
    """A project that another stack owns, with the attributes of one that this stack declares.

    Attributes:
        id: its numeric id.
        url: the address of its page.
    """

    def __init__(self, slug: str, owner: str) -> None:
        """Look it up, with one request.

        Args:
            slug: its slug.
            owner: the stack that owns it.
        """
        found = sentry.get_project_output(sentry.GetProjectArgs(project=slug, if_missing=_advice(owner)))
        self.id: pulumi.Output[str] = found.id
        self.url: pulumi.Output[str] = found.url

    @cached_property
    def issue_stream_monitor_id(self) -> pulumi.Output[str | None]:
        """The monitor of all its issues; costs one more request if used."""
        return sentry.get_project_monitor_output(sentry.GetProjectMonitorArgs(project=self.id)).id

    @cached_property
    def error_monitor_id(self) -> pulumi.Output[str | None]:
        """The monitor that makes issues of its errors; costs one more request if used."""
        args = sentry.GetProjectMonitorArgs(project=self.id, type="error")
        return sentry.get_project_monitor_output(args).id


class JoinedTeam:
    """A team that another stack owns.

    Attributes:
        id: its numeric id.
    """

    def __init__(self, slug: str, owner: str, after: Sequence[JoinedProject]) -> None:
        """Look it up, with one request.

        Args:
            slug: its slug.
            owner: the stack that owns it.
            after: the projects to look up first, so that the error names them if all are missing.
        """
        found = pulumi.Output.all(*(project.id for project in after))
        args = sentry.GetTeamArgs(team=found.apply(lambda _: slug), if_missing=_advice(owner))
        self.id: pulumi.Output[str] = sentry.get_team_output(args).id


class UnmanagedTeam:
    """A team that this stack does not make: another stack, a person or another program manages it.

    Attributes:
        id: its numeric id.
    """

    def __init__(self, name: str, slug: str, made_by: Sequence[str] = ()) -> None:
        """Look it up, with one request.

        Args:
            name: its name in `sentry.yaml`.
            slug: its slug.
            made_by: the stacks that make it, if any.
        """
        missing = (
            f"sentry.yaml says that stack {' or '.join(made_by)} makes it (teams.{name}.managed); run "
            f"`pulumi up -s {made_by[0]}` first, then this again"
            if made_by
            else f"sentry.yaml says teams.{name}.managed: false; have the team made, correct its slug, or take "
            "managed: false out"
        )
        self.id: pulumi.Output[str] = sentry.get_team_output(
            sentry.GetTeamArgs(team=slug, if_missing=missing)
        ).id


class UnmanagedPerson:
    """Somebody whom this stack does not invite: another stack, a person or another program does.

    Attributes:
        id: their numeric id as a member.
    """

    def __init__(self, email: str) -> None:
        """Look them up; all people of a run share one list.

        Args:
            email: their address.
        """
        missing = (
            f"sentry.yaml says by managed, under {email}, that this stack does not invite them; have them invited, "
            "or correct managed"
        )
        args = sentry.GetMemberArgs(email=email, invited=True, if_missing=missing)
        self.id: pulumi.Output[str] = sentry.get_member_output(args).id


AnyTeam = sentry.Team | JoinedTeam | UnmanagedTeam
AnyProject = sentry.Project | JoinedProject


def _advice(owner: str) -> str:
    return (
        f"stack {owner} owns it, and stack {pulumi.get_stack()} joins that; "
        f"run `pulumi up -s {owner}` first, then this again"
    )
