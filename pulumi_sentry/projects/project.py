"""Projects (`/api/0/projects/`): one per application, with its settings and the monitors Sentry makes with it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from contextlib import ExitStack, suppress
from datetime import datetime, timedelta
from typing import Any

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
    result,
)
from pulumi_sentry.keys.use import use_of_key
from pulumi_sentry.lifecycle.absence import IF_MISSING, explained_absence
from pulumi_sentry.lifecycle.conflicts import refuse_a_taken_slug
from pulumi_sentry.lifecycle.creation import create_by_slug
from pulumi_sentry.lifecycle.handler import ADOPT, Handler, PartialFailure, Record, Session, half_made
from pulumi_sentry.lifecycle.look import Look
from pulumi_sentry.lifecycle.references import PROJECT, SLUG_HINT, SLUG_PATTERN, resolve_reference
from pulumi_sentry.monitors.project_monitor import DEFAULT_TIMEOUT, find_project_monitors
from pulumi_sentry.privacy.pii_rules import PiiRulesArgs, live_rules, rule_problems, rule_warnings, to_relay

_ALIASES_OF_NOTHING = ("react", "fastapi", "django", "flask", "nextjs", "vue", "express")
"""Names people write for a platform that Sentry only knows with its language in front."""

DEFAULT_KEY = "Default"
"""What Sentry calls the key that it makes with a project."""

DEFAULT_KEY_WINDOW = timedelta(seconds=10)
"""How soon after its project Sentry makes the `Default` key; measured in the same signal handler."""


class ProjectArgs(Args):
    """What a project is declared with. A setting that is not declared stays as it is at Sentry."""

    name: Input[str] = arg("Name for people.", min_length=1, max_length=50)
    slug: Input[str] = arg(
        "Short name in addresses, unique in the organization.",
        max_length=100,
        pattern=SLUG_PATTERN,
        hint=SLUG_HINT,
    )
    team: Input[str] = arg("Id or slug of the team that owns it.", min_length=1)
    platform: Input[str | None] = arg(
        "Platform as Sentry spells it, such as javascript-react or python-fastapi.", default=None
    )
    default_rules: Input[bool] = arg(
        "Whether Sentry adds its own alert for high-priority issues when it creates the project. "
        "Only looked at on creation.",
        default=False,
        create_only=True,
    )
    remove_default_key: Input[bool] = arg(
        "Whether to remove the client key that Sentry makes with the project. Exactly that one: it is known by its id, "
        "seen right after this very creation, and stays where it has taken events since. Only looked at on creation.",
        default=False,
        create_only=True,
    )
    adopt: Input[bool | None] = arg(ADOPT, default=None, create_only=True)
    subject_prefix: Input[str | None] = arg("Prefix of mail subjects.", default=None, max_length=200)
    subject_template: Input[str | None] = arg("Template of mail subjects.", default=None, max_length=200)
    resolve_age: Input[int | None] = arg(
        "Hours without an event after which an issue is resolved; 0 never.", default=None, ge=0
    )
    digests_min_delay: Input[int | None] = arg(
        "Shortest wait between two mails, in seconds.", default=None, ge=60, le=3600
    )
    digests_max_delay: Input[int | None] = arg(
        "Longest wait between two mails, in seconds.", default=None, ge=60, le=3600
    )
    default_environment: Input[str | None] = arg("Environment that pages open with.", default=None)
    highlight_tags: Input[list[Input[str]] | None] = arg("Tags shown first on an issue.", default=None)
    highlight_context: Input[dict[str, Input[list[Input[str]]]] | None] = arg(
        "Context keys shown first on an issue, by context.", default=None
    )
    data_scrubber: Input[bool | None] = arg("Whether the server scrubs data.", default=None)
    data_scrubber_defaults: Input[bool | None] = arg(
        "Whether the server scrubs what usually is sensitive (passwords, card numbers).", default=None
    )
    scrub_ip_addresses: Input[bool | None] = arg(
        "Whether the server stores no IP addresses.", default=None, wire="scrubIPAddresses"
    )
    sensitive_fields: Input[list[Input[str]] | None] = arg(
        "Further field names to scrub; 4000 characters in all.", default=None, unordered=True
    )
    safe_fields: Input[list[Input[str]] | None] = arg(
        "Field names never scrubbed.", default=None, unordered=True
    )
    pii_rules: Input[PiiRulesArgs | None] = arg(
        "Advanced scrubbing rules; they apply beside those of the organization.", default=None
    )
    store_crash_reports: Input[int | None] = arg(
        "Native crash reports kept per issue; -1 all, 0 none.", default=None, ge=-1
    )
    debug_files_role: Input[str | None] = arg("Role that may download debug files.", default=None)
    scrape_javascript: Input[bool | None] = arg("Whether Sentry may fetch source files.", default=None)
    verify_ssl: Input[bool | None] = arg(
        "Whether certificates are checked when it does.", default=None, wire="verifySSL"
    )
    security_token: Input[str | None] = arg(
        "Token sent along when it does.", default=None, max_length=255, secret=True
    )
    security_token_header: Input[str | None] = arg(
        "Header that carries the token.", default=None, max_length=64
    )
    allowed_domains: Input[list[Input[str]] | None] = arg(
        'Origins that may send events; ["*"] any.', default=None, min_length=1, unordered=True
    )
    fingerprinting_rules: Input[str | None] = arg("Fingerprinting rules, one a line.", default=None)
    grouping_enhancements: Input[str | None] = arg("Stack trace rules, one a line.", default=None)
    enable_auto_release_creation: Input[bool | None] = arg(
        "Whether an event with an unknown release creates it.", default=None
    )
    options: Input[dict[str, Any] | None] = arg(
        "Further options by Sentry's own key, such as filters:blacklisted_ips.", default=None
    )


class Project(Resource[ProjectArgs], name="Project"):
    """A project of the organization.

    Creation asks for exactly the declared slug; where somebody else has it, the error says how to adopt the
    project. Import by id, slug, `org/slug` or the address of its page.
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


_CREATE_ONLY = {"team", "default_rules", "remove_default_key", "adopt"}
_CREATED_WITH = {"name", "slug", "platform"}

_NONE_LEFT = ""
"""In state for a default key that need not be removed. Not null: the engine cannot tell it from "not known yet"."""


class ProjectHandler(Handler[ProjectArgs], serves=Project):
    """Projects at `POST /teams/{org}/{team}/projects/` and `GET, PUT, DELETE /projects/{org}/{project}/`."""

    def check(self, args: ProjectArgs) -> Iterable[Problem]:
        """Bounds that span two settings (400 `digestsMinDelay` at Sentry)."""
        low, high = args.digests_min_delay, args.digests_max_delay
        if isinstance(low, int) and isinstance(high, int) and low > high:
            yield Problem("digestsMinDelay", "must not be longer than digestsMaxDelay")
        if isinstance(args.sensitive_fields, list):
            fields = [field for field in args.sensitive_fields if isinstance(field, str)]
            if sum(map(len, fields)) > 4000:  # noqa: PLR2004  # Sentry's bound
                yield Problem("sensitiveFields", "must not have more than 4000 characters in all")
            if any(not field.strip() for field in fields):
                yield Problem("sensitiveFields", "must not have an empty entry")
        yield from rule_problems("piiRules", args.pii_rules)

    def warnings(self, args: ProjectArgs) -> Iterable[str]:
        """Platforms are not refused here, since Sentry's list grows; a likely slip is pointed out."""
        if known(args.platform) and args.platform in _ALIASES_OF_NOTHING:
            yield (
                f"platform '{args.platform}' is probably not what Sentry calls it: "
                "platforms carry their language, such as javascript-react or python-fastapi"
            )
        yield from rule_warnings("piiRules", args.pii_rules)

    async def foresee(self, args: ProjectArgs) -> None:
        """A slug that is taken; one list for all projects that are to be made."""
        if known(args.slug):
            await refuse_a_taken_slug(self.session, self._look(args), adopt=args.adopt)

    def notes(self, args: ProjectArgs) -> Iterable[str]:
        """That a key goes which nobody has declared."""
        if args.remove_default_key is True:
            yield f"the client key '{DEFAULT_KEY}' that Sentry makes with the project is removed again"

    async def create(self, args: ProjectArgs) -> Record:
        """Create, learn what Sentry made with it, then apply the settings; each step is kept if the next fails."""
        # Projects that are made side by side share the two lists that are read afterwards.
        with ExitStack() as asking:
            asking.enter_context(self.client.monitors.coming())
            if args.remove_default_key:
                asking.enter_context(self.client.keys.coming())
            return await self._create(args)

    async def _create(self, args: ProjectArgs) -> Record:
        body = {
            "name": args.name,
            "slug": args.slug,
            "default_rules": args.default_rules,
            **({"platform": args.platform} if args.platform is not None else {}),
        }
        made = await create_by_slug(
            self.session,
            self._look(args),
            lambda: self.client.projects.create(str(args.team), body),
            adopt=args.adopt,
        )
        project = made.object
        record = Record(project["id"], {"url": self._url(project)})
        if not made.found:
            self.session.adoption.made("project", project["id"], project["slug"])
            settings = set(_settings(args)) - _CREATED_WITH
            return await self._finish(record, args, settings, project["dateCreated"], fresh=True)
        if not made.ours:
            # Somebody may use the key that Sentry made with a project of theirs.
            record = Record(record.id, {**record.outputs, "default_key_id": _NONE_LEFT})
        if _team(project, args) != args.team:
            with half_made(record):
                await self.client.projects.add_team(record.id, str(args.team))
        return await self._finish(record, args, set(_settings(args)), project["dateCreated"])

    async def read(self, id: str, declared: ProjectArgs | None, outputs: Mapping[str, Any]) -> Record | None:
        """One GET, or a place in the list where no setting is declared; one more for monitors not known yet."""
        settings = declared is None or not set(_settings(declared)) <= _CREATED_WITH
        try:
            reference = resolve_reference(id, PROJECT, self.client.organization)
            project = await self.client.projects.read(reference, settings=settings)
        except NotFound:
            return None
        # A project that was not created here has no key that could be known to be Sentry's own.
        ours = outputs if declared is not None else {"default_key_id": _NONE_LEFT}
        outputs = {**ours, "url": self._url(project)}
        outputs |= await self._monitors(project["id"], outputs, wait=0)
        record = Record(project["id"], outputs, _live(project, declared))
        unfinished = outputs.get("default_key_id") != _NONE_LEFT
        if declared is not None and declared.remove_default_key is True and unfinished:
            raise PartialFailure(
                record, RuntimeError("the key that Sentry made with the project is not removed yet")
            )
        return record

    async def update(self, record: Record, old: ProjectArgs, new: ProjectArgs) -> Record:
        """Send every declared setting, and finish what an interrupted creation left undone.

        What is in state as declared may not have been applied: the call before may have failed half way.
        """
        if new.team != old.team:
            await self._move(record.id, str(old.team), str(new.team))
        return await self._finish(record, new, set(_settings(new)))

    async def delete(self, record: Record, declared: ProjectArgs | None) -> None:
        """Delete; Sentry frees the slug at once and removes keys and monitors with it."""
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
        outputs = dict(record.outputs)
        # They may lag, and nothing else has to wait for them.
        monitors = asyncio.ensure_future(self._monitors(record.id, outputs, wait=DEFAULT_TIMEOUT))
        try:
            if "default_key_id" not in outputs:
                key = await self._find_default_key(record.id, created) if args.remove_default_key else None
                outputs["default_key_id"] = key or _NONE_LEFT
            if args.remove_default_key and outputs["default_key_id"] != _NONE_LEFT:
                await self._remove_key(record.id, outputs["default_key_id"], fresh=fresh)
                outputs["default_key_id"] = _NONE_LEFT
            settings = {name: value for name, value in _settings(args).items() if name in set(changed)}
            if settings:
                project = await self.client.projects.update(record.id, _wire(settings))
                outputs["url"] = self._url(project)
            outputs |= await monitors
        except SentryError as error:
            raise PartialFailure(Record(record.id, outputs), error) from error
        finally:
            monitors.cancel()
            await asyncio.wait([monitors])  # what it failed with is of no more interest
            with suppress(asyncio.CancelledError):
                monitors.exception()
        return Record(record.id, outputs)

    async def _move(self, project: str, old: str, new: str) -> None:
        answer = await self.client.projects.add_team(project, new)
        owners = (
            str(team["id"]) for team in answer.get("teams") or [] if new in (str(team["id"]), team["slug"])
        )
        for owner in owners:
            self.session.adoption.made("access", f"{project}/{owner}")
        if any({old, new} <= {str(team["id"]), team["slug"]} for team in answer.get("teams") or []):
            return  # one team, once written as its id and once as its slug
        with suppress(NotFound):  # the old team is gone, and its access with it
            await self.client.projects.remove_team(project, old)

    async def _remove_key(self, project: str, key: str, *, fresh: bool) -> None:
        with suppress(NotFound):  # somebody was faster
            # Of a project that has just been made nobody can have the DSN; of an older one somebody may.
            if fresh or not await self._is_used(project, key):
                await self.client.keys.delete(project, key)

    async def _is_used(self, project: str, key: str) -> bool:
        made = _time((await self.client.keys.get(project, key))["dateCreated"])
        # Of less than an hour there may be no statistics.
        since, until = made - timedelta(hours=1), self.client.server_time()
        use = await use_of_key(self.client, project, key, since=since, until=until)
        if use.is_used:
            self.session.warn(
                f"the client key '{DEFAULT_KEY}' that Sentry made with the project stays, although removeDefaultKey is "
                f"declared: {use}. Remove it in Sentry's settings once nothing sends with it"
            )
        return use.is_used

    async def _find_default_key(self, project: str, created: str | None) -> str | None:
        """The key made with the project: alone, as old as the project, and named by Sentry."""
        keys = await self.client.keys.of_new_project(project)
        if len(keys) != 1:
            return None
        if created is None:
            created = str((await self.client.projects.get(project))["dateCreated"])
        age = abs(_time(keys[0]["dateCreated"]) - _time(created))
        return str(keys[0]["id"]) if age <= DEFAULT_KEY_WINDOW and keys[0]["name"] == DEFAULT_KEY else None

    async def _monitors(self, project: str, outputs: Mapping[str, Any], *, wait: float) -> dict[str, Any]:
        if outputs.get("issue_stream_monitor_id") and outputs.get("error_monitor_id"):
            return {}
        found = await find_project_monitors(self.client, project, timeout=wait)
        if self.session.adoption.is_new("project", project):
            self.session.adoption.made("monitor", *found.values())
        if wait and "issue_stream" not in found:
            self.session.warn(
                f"Sentry has made no issue-stream monitor for this project after {wait:.0f} s; alerts on its issues "
                "need it. Run `pulumi refresh` once it is there."
            )
        return {
            "issue_stream_monitor_id": found.get("issue_stream"),
            "error_monitor_id": found.get("error"),
        }

    def _look(self, args: ProjectArgs) -> Look:
        return Look(
            token=Project.token,
            noun="project",
            name=str(args.slug),
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


def _is_declared(project: Mapping[str, Any], args: ProjectArgs) -> bool:
    """Whether a project is what a creation with these arguments makes, before any setting is applied.

    Its team may have been deleted since, which leaves it without one.
    """
    return (
        project["name"] == args.name
        and args.platform in (None, project.get("platform"))
        and (_team(project, args) == args.team or not project.get("teams"))
    )


def _settings(args: ProjectArgs) -> dict[str, Any]:
    """Declared settings by Python name, without what only creation looks at."""
    return {
        name: getattr(args, name)
        for name in ProjectArgs.model_fields
        if name not in _CREATE_ONLY and getattr(args, name) is not None
    }


def _wire(settings: Mapping[str, Any]) -> dict[str, Any]:
    wire = {ProjectArgs.model_fields[name].alias or name: value for name, value in settings.items()}
    if "piiRules" in wire:
        # A project ignores null; an empty text clears its rules.
        wire["relayPiiConfig"] = to_relay(wire.pop("piiRules")) or ""
    return wire


_TEXT_LISTS = {"fingerprinting_rules", "grouping_enhancements"}


def _live(project: Mapping[str, Any], declared: ProjectArgs | None) -> dict[str, Any]:
    live = {
        name: project[info.alias or name]
        for name, info in ProjectArgs.model_fields.items()
        if (info.alias or name) in project and name not in _CREATE_ONLY
    }
    if "relayPiiConfig" in project:
        live["pii_rules"] = live_rules(project["relayPiiConfig"], getattr(declared, "pii_rules", None))
    for name in _TEXT_LISTS & live.keys():
        text, written = live[name], getattr(declared, name, None)
        if isinstance(text, str) and isinstance(written, str) and text.strip() == written.strip():
            live[name] = written  # Sentry trims the text
    written_options = getattr(declared, "options", None)
    if isinstance(written_options, dict):
        live["options"] = {key: (project.get("options") or {}).get(key) for key in written_options}
    else:
        live.pop("options", None)
    if declared is None:
        # False, 0 and "" may be declared as well: without them the preview after an import would not be empty.
        live = {name: value for name, value in live.items() if value is not None}
    live["team"] = _team(project, declared)
    return live


def _team(project: Mapping[str, Any], declared: ProjectArgs | None) -> str | None:
    teams = project.get("teams") or []
    for team in teams:
        if declared is not None and declared.team in (team["id"], team["slug"]):
            return str(declared.team)
    return str(teams[0]["id"]) if teams else None


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text)


class GetProjectArgs(Args):
    """Which project to look up."""

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
        reference = resolve_reference(str(args.project), PROJECT, session.client.organization)
        with explained_absence(session, "project", reference, args.if_missing):
            project = await session.client.projects.get(reference)
        return ProjectInfo(
            id=project["id"],
            slug=project["slug"],
            name=project["name"],
            platform=project.get("platform"),
            team_slugs=[team["slug"] for team in project.get("teams") or []],
            url=session.page(f"projects/{project['slug']}/"),
        )


get_project = GetProject.call
