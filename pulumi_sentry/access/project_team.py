"""Access of further teams to a project (`/api/0/projects/{org}/{project}/teams/{team}/`)."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from pulumi_sentry.api.errors import NotFound
from pulumi_sentry.declaration import Args, Input, Resource, Trimmed, arg, plain
from pulumi_sentry.lifecycle.handler import Handler, Record
from pulumi_sentry.lifecycle.references import PROJECT, TEAM, ids_in_pair, pair_id, resolve_pair


class ProjectTeamArgs(Args):
    """Which team gets access to which project."""

    project: Input[Trimmed] = arg("Id or slug of the project.", replace=True, min_length=1)
    team: Input[Trimmed] = arg(
        "Id or slug of the team; not the one that the project is declared with.", replace=True, min_length=1
    )


class ProjectTeam(Resource[ProjectTeamArgs], name="ProjectTeam"):
    """A team that has access to a project beside the team that owns it.

    Import by `project/team` or `org/project/team`, each an id or a slug.
    """


class ProjectTeamHandler(Handler[ProjectTeamArgs], serves=ProjectTeam):
    """Access at `POST, DELETE /projects/{org}/{project}/teams/{team}/`, read with the project."""

    async def create(self, args: ProjectTeamArgs) -> Record:
        """Give access; a team that has it keeps it."""
        team = plain(args.team)
        project = await self.client.projects.add_team(plain(args.project), team)
        return Record(pair_id(project["id"], _team_in(project, team) or team))

    async def read(
        self, id: str, declared: ProjectTeamArgs | None, outputs: Mapping[str, Any]
    ) -> Record | None:
        """One GET, or a shared list."""
        reference, team = resolve_pair(id, (PROJECT, TEAM), self.client.organization)
        try:
            project = await self.client.projects.read(reference, settings=False)
        except NotFound:
            return None
        team_id = _team_in(project, team)
        if team_id is None:
            return None
        live = {} if declared is not None else {"project": str(project["id"]), "team": team_id}
        return Record(pair_id(project["id"], team_id), {}, live)

    async def update(self, record: Record, old: ProjectTeamArgs, new: ProjectTeamArgs) -> Record:
        """Do nothing: every change replaces."""
        return record

    async def delete(self, record: Record, declared: ProjectTeamArgs | None) -> None:
        """Take the access away, unless the team is the only one left; do nothing if team or project is gone."""
        project, team = ids_in_pair(record.id)
        if self.session.adoption.is_new("access", record.id):
            return  # it has just become the project's declared team
        with suppress(NotFound):
            teams = (await self.client.projects.get(project)).get("teams") or []
            if [str(one["id"]) for one in teams] == [team]:
                self.session.warn(
                    f"team '{teams[0]['slug']}' keeps its access: the project has no other team"
                )
                return
            await self.client.projects.remove_team(project, team)


def _team_in(project: Mapping[str, Any], reference: str) -> str | None:
    teams = project.get("teams") or []
    return next((str(team["id"]) for team in teams if reference in (str(team["id"]), team["slug"])), None)
