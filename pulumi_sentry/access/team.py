"""Teams (`/api/0/teams/`), which own projects and get alerts."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from pulumi import Output

from pulumi_sentry.api.errors import NotFound
from pulumi_sentry.declaration import (
    Args,
    Input,
    Lookup,
    Resource,
    Result,
    Trimmed,
    arg,
    known,
    output,
    plain,
    result,
)
from pulumi_sentry.lifecycle.absence import IF_MISSING, explained_absence
from pulumi_sentry.lifecycle.conflicts import refuse_a_taken_slug
from pulumi_sentry.lifecycle.creation import create_by_slug
from pulumi_sentry.lifecycle.handler import ADOPT, Handler, Record, Session, half_made
from pulumi_sentry.lifecycle.look import Look
from pulumi_sentry.lifecycle.references import SLUG_HINT, SLUG_PATTERN, TEAM, resolve_reference


class TeamArgs(Args):
    """The arguments of a team."""

    slug: Input[str] = arg(
        "Short name in addresses, unique in the organization.",
        max_length=50,
        pattern=SLUG_PATTERN,
        hint=SLUG_HINT,
    )
    name: Input[Trimmed | None] = arg(
        "Name for people. Without it, Sentry uses the slug.", default=None, max_length=64
    )
    adopt: Input[bool | None] = arg(ADOPT, default=None, create_only=True)


class Team(Resource[TeamArgs], name="Team"):
    """A team of the organization.

    Import by id, slug, `org/slug` or the address of its settings page. The id is numeric, so that a new
    slug is a change in place.
    """

    url: Output[str] = output("Address of its settings page.", follows=("slug",))


class TeamHandler(Handler[TeamArgs], serves=Team):
    """Teams at `POST /organizations/{org}/teams/` and `GET, PUT, DELETE /teams/{org}/{team}/`."""

    async def create(self, args: TeamArgs) -> Record:
        """Create it under exactly the declared slug."""
        made = await create_by_slug(
            self.session, self._look(args), lambda: self.client.teams.create(_body(args)), adopt=args.adopt
        )
        record = self._record(made.object)
        if made.found and any(made.object[name] != value for name, value in _body(args).items()):
            with half_made(record):
                return await self.update(record, args, args)
        return record

    async def foresee(self, args: TeamArgs) -> None:
        """Refuse a taken slug; all new teams share one list."""
        if known(args.slug):
            await refuse_a_taken_slug(self.session, self._look(args), adopt=args.adopt)

    async def read(self, id: str, declared: TeamArgs | None, outputs: Mapping[str, Any]) -> Record | None:
        """One GET, or a shared list."""
        try:
            team = await self.client.teams.read(resolve_reference(id, TEAM, self.client.organization))
        except NotFound:
            return None
        return self._record(team)

    async def update(self, record: Record, old: TeamArgs, new: TeamArgs) -> Record:
        """Rename in place."""
        return self._record(await self.client.teams.update(record.id, _body(new)))

    async def delete(self, record: Record, declared: TeamArgs | None) -> None:
        """Delete; Sentry frees the slug at once."""
        with suppress(NotFound):
            await self.client.teams.delete(record.id)

    def _look(self, args: TeamArgs) -> Look:
        return Look(
            token=Team.token,
            noun="team",
            name=plain(args.slug),
            args=args,
            fetch=self._by_reference,
            all=self.client.teams.list,
            same=lambda team: bool(team["name"] == (plain(args.name) or plain(args.slug))),
            with_slug=self._by_slug,
            called=lambda team: str(team["slug"]),
            reference=lambda team: str(team["slug"]),
        )

    async def _by_reference(self, reference: str) -> dict[str, Any] | None:
        try:
            return await self.client.teams.get(reference)
        except NotFound:
            return None

    async def _by_slug(self, slug: str) -> list[dict[str, Any]]:
        team = await self._by_reference(slug)
        return [team] if team is not None and team["slug"] == slug else []

    def _record(self, team: dict[str, Any]) -> Record:
        return Record(
            id=str(team["id"]),
            outputs={"url": self.session.page(f"settings/teams/{team['slug']}/")},
            live={"slug": team["slug"], "name": team["name"]},
        )


def _body(args: TeamArgs) -> dict[str, Any]:
    return {name: value for name, value in args.declared().items() if name in ("slug", "name")}


class GetTeamArgs(Args):
    """The team to look up."""

    team: Input[str] = arg("Id, slug, `org/slug` or the address of its settings page.", min_length=1)
    if_missing: Input[str | None] = arg(IF_MISSING, default=None, min_length=1)


class TeamInfo(Result):
    """A team that this program does not manage."""

    id: str = result("Numeric id.")
    slug: str = result("Short name in addresses.")
    name: str = result("Name for people.")
    url: str = result("Address of its settings page.")


class GetTeam(Lookup[GetTeamArgs, TeamInfo], name="getTeam"):
    """Look up a team that another stack or a person manages (`GET /teams/{org}/{team}/`)."""

    async def run(self, session: Session, args: GetTeamArgs) -> TeamInfo:
        """One GET."""
        reference = resolve_reference(plain(args.team), TEAM, session.client.organization)
        with explained_absence(session, "team", reference, plain(args.if_missing)):
            team = await session.client.teams.get(reference)
        return TeamInfo(
            id=str(team["id"]),
            slug=team["slug"],
            name=team["name"],
            url=session.page(f"settings/teams/{team['slug']}/"),
        )


get_team, get_team_output = GetTeam.functions()
