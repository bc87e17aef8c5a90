"""Projects (`/api/0/projects/`): one for each application, with its settings and the monitors Sentry makes with it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Iterable, Mapping
from contextlib import ExitStack, asynccontextmanager, suppress
from typing import Any, TypeVar

from pulumi import Output

from pulumi_sentry.api.errors import Forbidden, NotFound, SentryError
from pulumi_sentry.declaration import (
    Args,
    Input,
    Lookup,
    Problem,
    Resource,
    Result,
    arg,
    known,
    output,
    plain,
    result,
)
from pulumi_sentry.lifecycle.absence import IF_MISSING, explained_absence
from pulumi_sentry.lifecycle.conflicts import refuse_a_taken_slug
from pulumi_sentry.lifecycle.creation import create_by_slug
from pulumi_sentry.lifecycle.handler import Handler, PartialFailure, Record, Session, answered, half_made
from pulumi_sentry.lifecycle.look import Look
from pulumi_sentry.lifecycle.references import PROJECT, pair_id, resolve_reference
from pulumi_sentry.privacy.pii_rules import rule_warnings
from pulumi_sentry.projects.arguments import ProjectArgs
from pulumi_sentry.projects.new_project import (
    DEFAULT_KEY,
    find_default_key,
    find_monitors,
    remove_default_key,
)
from pulumi_sentry.projects.project_monitor import DEFAULT_TIMEOUT
from pulumi_sentry.projects.refused_settings import setting_problems
from pulumi_sentry.projects.settings import (
    CREATED_WITH,
    created_name,
    declared_settings,
    live_arguments,
    team_of,
    to_sentry,
)

T = TypeVar("T")

_ALIASES_OF_NOTHING = ("react", "fastapi", "django", "flask", "nextjs", "vue", "express")
"""People's names for a platform, where Sentry puts the language in front."""


class Project(Resource[ProjectArgs], name="Project"):
    """A project of the organization.

    A creation asks for exactly the declared slug. If somebody else has it, the error says how to adopt the project.
    Import by id, slug, `org/slug` or the address of its page.
    """

    url: Output[str] = output("Address of its page.", follows=("slug",))
    issue_stream_monitor_id: Output[str | None] = output(
        "Id of the monitor that Sentry keeps for all issues of the project; alerts on issues attach to it."
    )
    error_monitor_id: Output[str | None] = output("Id of the monitor that makes issues of errors.")
    default_key_id: Output[str] = output(
        "Public key of the client key that Sentry made with the project and that is still to be removed; empty "
        "where there is none.",
        secret=True,
    )


_NONE_LEFT = ""
"""In the state, means that no default key has to be removed. Not null, which the engine takes for "not known yet"."""


class ProjectHandler(Handler[ProjectArgs], serves=Project):
    """Projects at `POST /teams/{org}/{team}/projects/` and `GET, PUT, DELETE /projects/{org}/{project}/`."""

    def check(self, args: ProjectArgs) -> Iterable[Problem]:
        """Refuse arguments that Sentry would answer with 400."""
        yield from setting_problems(args)

    def warnings(self, args: ProjectArgs) -> Iterable[str]:
        """Warn of a platform that is probably misspelt: Sentry's list grows, so none is refused."""
        if known(args.platform) and args.platform in _ALIASES_OF_NOTHING:
            yield (
                f"platform '{args.platform}' is probably not what Sentry calls it: "
                "platforms carry their language, such as javascript-react or python-fastapi"
            )
        yield from rule_warnings("piiRules", args.pii_rules)

    async def foresee(self, args: ProjectArgs) -> None:
        """Refuse a taken slug; all new projects share one list."""
        if known(args.slug):
            await refuse_a_taken_slug(self.session, self._look(args), adopt=args.adopt)

    def notes(self, args: ProjectArgs) -> Iterable[str]:
        """Say that a creation removes a client key that nobody has declared."""
        if args.remove_default_key is True:
            yield f"the client key '{DEFAULT_KEY}' that Sentry makes with the project is removed again"

    async def create(self, args: ProjectArgs) -> Record:
        """Create it, find what Sentry made with it, send the settings; a failed step undoes none before it."""
        # Projects that are made side by side share the later lists of keys and monitors.
        with ExitStack() as asking:
            asking.enter_context(self.client.monitors.coming())
            if plain(args.remove_default_key):
                asking.enter_context(self.client.keys.coming())
            return await self._create(args)

    async def _create(self, args: ProjectArgs) -> Record:
        body = {
            "name": created_name(plain(args.name)),
            "slug": args.slug,
            "default_rules": args.default_rules,
            **({"platform": args.platform} if args.platform is not None else {}),
        }
        made = await create_by_slug(
            self.session,
            self._look(args),
            lambda: self.client.projects.create(plain(args.team), body),
            adopt=args.adopt,
        )
        project = made.object
        record = Record(str(project["id"]), {"url": self._url(project)}, _created_with(project))
        if not made.found:
            self.session.adoption.made("project", str(project["id"]), project["slug"])
            settings = set(declared_settings(args)) - CREATED_WITH
            if project["name"] != args.name:
                settings.add("name")
            return await self._finish(record, args, settings, project["dateCreated"], fresh=True)
        if not made.ours:
            # Somebody may use the key of an adopted project.
            record = Record(record.id, {**record.outputs, "default_key_id": _NONE_LEFT}, record.live)
        if team_of(project, args) != args.team:
            with half_made(record):
                await self.client.projects.add_team(record.id, plain(args.team))
        return await self._finish(record, args, set(declared_settings(args)), project["dateCreated"])

    async def read(self, id: str, declared: ProjectArgs | None, outputs: Mapping[str, Any]) -> Record | None:
        """One GET, or a shared list if no setting is declared; one more for monitors that are not known yet."""
        settings = declared is None or not set(declared_settings(declared)) <= CREATED_WITH
        try:
            reference = resolve_reference(id, PROJECT, self.client.organization)
            project = await self.client.projects.read(reference, settings=settings)
        except NotFound:
            return None
        # Nobody knows which key Sentry made with an imported project, so the provider removes none.
        ours = outputs if declared is not None else {"default_key_id": _NONE_LEFT}
        outputs = {**ours, "url": self._url(project)}
        outputs |= await find_monitors(self.session, str(project["id"]), outputs, wait=0)
        record = Record(str(project["id"]), outputs, live_arguments(project, declared))
        unfinished = outputs.get("default_key_id") != _NONE_LEFT
        if declared is not None and declared.remove_default_key is True and unfinished:
            raise PartialFailure(
                record, RuntimeError("the key that Sentry made with the project is not removed yet")
            )
        return record

    async def update(self, record: Record, old: ProjectArgs, new: ProjectArgs) -> Record:
        """Send every declared setting, since a failed call may have sent only some, and finish the rest."""
        if new.team != old.team:
            await self._move(record.id, plain(old.team), plain(new.team))
        return await self._finish(record, new, set(declared_settings(new)))

    async def delete(self, record: Record, declared: ProjectArgs | None) -> None:
        """Delete; Sentry frees the slug at once and removes keys and monitors, too."""
        with suppress(NotFound):
            await self.client.projects.delete(record.id)

    async def _finish(
        self,
        record: Record,
        args: ProjectArgs,
        changed: Iterable[str],
        created: str | None = None,
        *,
        fresh: bool = False,
    ) -> Record:
        """Bring an existing project to its declaration; the outputs tell the next `up` how far it came.

        Args:
            record: the project.
            args: its declared arguments.
            changed: the settings to send, by Python name.
            created: when it was made, in ISO 8601, if known.
            fresh: whether it has just been made.

        Raises:
            PartialFailure: Sentry refused something, or did not answer.
        """
        outputs = dict(record.outputs)
        # The monitors may lag; everything else goes on.
        monitors = find_monitors(self.session, record.id, outputs, wait=DEFAULT_TIMEOUT)
        live = dict(record.live)
        try:
            async with _beside(monitors) as found:
                await self._settle_default_key(record.id, args, outputs, created, fresh=fresh)
                live |= await self._send_settings(record.id, args, outputs, changed)
                outputs |= await found
        except SentryError as error:
            raise PartialFailure(Record(record.id, outputs), error) from error
        return Record(record.id, outputs, live)

    async def _settle_default_key(
        self, project: str, args: ProjectArgs, outputs: dict[str, Any], created: str | None, *, fresh: bool
    ) -> None:
        """Find the key that Sentry made with the project, and remove it if that is declared."""
        remove = plain(args.remove_default_key)
        if "default_key_id" not in outputs:
            key = await find_default_key(self.session, project, created) if remove else None
            outputs["default_key_id"] = key or _NONE_LEFT
        if remove and outputs["default_key_id"] != _NONE_LEFT:
            await remove_default_key(self.session, project, outputs["default_key_id"], fresh=fresh)
            outputs["default_key_id"] = _NONE_LEFT

    async def _send_settings(
        self, project: str, args: ProjectArgs, outputs: dict[str, Any], changed: Iterable[str]
    ) -> dict[str, Any]:
        """Send the settings that changed, and return what Sentry has of them now."""
        settings = {name: value for name, value in declared_settings(args).items() if name in set(changed)}
        if not settings:
            return {}
        answer = await self.client.projects.update(project, to_sentry(settings))
        outputs["url"] = self._url(answer)
        return answered(live_arguments(answer, args), settings)

    async def _move(self, project: str, old: str, new: str) -> None:
        answer = await self.client.projects.add_team(project, new)
        owners = (
            str(team["id"]) for team in answer.get("teams") or [] if new in (str(team["id"]), team["slug"])
        )
        for owner in owners:
            self.session.adoption.made("access", pair_id(project, owner))
        if any({old, new} <= {str(team["id"]), team["slug"]} for team in answer.get("teams") or []):
            return  # one team, once written as its id and once as its slug
        with suppress(NotFound):  # the old team is gone, and its access with it
            await self.client.projects.remove_team(project, old)

    def _look(self, args: ProjectArgs) -> Look:
        return Look(
            token=Project.token,
            noun="project",
            name=plain(args.slug),
            args=args,
            fetch=self._by_reference,
            all=self.client.projects.list,
            same=lambda project: _is_declared(project, args),
            with_slug=self._by_slug,
            called=lambda project: str(project["slug"]),
            reference=lambda project: str(project["slug"]),
        )

    async def _by_reference(self, reference: str) -> dict[str, Any] | None:
        try:
            return await self.client.projects.get(reference)
        except (NotFound, Forbidden):
            return None

    async def _by_slug(self, slug: str) -> list[dict[str, Any]]:
        project = await self._by_reference(slug)
        # The old slug of a renamed project leads to that project.
        return [project] if project is not None and project["slug"] == slug else []

    def _url(self, project: Mapping[str, Any]) -> str:
        return self.session.page(f"projects/{project['slug']}/")


@asynccontextmanager
async def _beside(work: Awaitable[T]) -> AsyncIterator[Awaitable[T]]:
    """Work beside the block, which ends with it."""
    task = asyncio.ensure_future(work)
    try:
        yield task
    finally:
        task.cancel()
        await asyncio.wait([task])
        with suppress(asyncio.CancelledError):
            task.exception()  # nobody waits for it any more, so its failure does not matter


def _created_with(project: Mapping[str, Any]) -> dict[str, Any]:
    return {name: project[name] for name in CREATED_WITH if name in project}


def _is_declared(project: Mapping[str, Any], args: ProjectArgs) -> bool:
    """Whether a project is as a creation with these arguments makes it, before any setting.

    Its team may have been deleted since.
    """
    return (
        project["name"] in (args.name, created_name(plain(args.name)))
        and args.platform in (None, project.get("platform"))
        and (team_of(project, args) == args.team or not project.get("teams"))
    )


class GetProjectArgs(Args):
    """The project to look up."""

    project: Input[str] = arg("Id, slug, `org/slug` or the address of its page.", min_length=1)
    if_missing: Input[str | None] = arg(IF_MISSING, default=None, min_length=1)


class ProjectInfo(Result):
    """A project that this program does not manage."""

    id: str = result("Numeric id.")
    slug: str = result("Short name in addresses.")
    name: str = result("Name for people.")
    platform: str | None = result("Platform as Sentry spells it.", default=None)
    team_slugs: list[str] = result("Slugs of the teams that have access.")
    url: str = result("Address of its page.")


class GetProject(Lookup[GetProjectArgs, ProjectInfo], name="getProject"):
    """Look up a project that another stack or a person manages (`GET /projects/{org}/{project}/`)."""

    async def run(self, session: Session, args: GetProjectArgs) -> ProjectInfo:
        """One GET."""
        reference = resolve_reference(plain(args.project), PROJECT, session.client.organization)
        with explained_absence(session, "project", reference, plain(args.if_missing)):
            project = await session.client.projects.get(reference)
        return ProjectInfo(
            id=str(project["id"]),
            slug=project["slug"],
            name=project["name"],
            platform=project.get("platform"),
            team_slugs=[team["slug"] for team in project.get("teams") or []],
            url=session.page(f"projects/{project['slug']}/"),
        )


get_project, get_project_output = GetProject.functions()
