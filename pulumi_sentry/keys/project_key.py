"""Client keys (`/api/0/projects/{org}/{project}/keys/`): the DSN an application sends its events with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from functools import cache
from typing import Any, Literal

from pulumi import Output

from pulumi_sentry.api.errors import NotFound, SentryError
from pulumi_sentry.api.ingest import DEFAULT_PAUSE
from pulumi_sentry.declaration import Args, Input, Problem, Resource, arg, known, output
from pulumi_sentry.keys.key_id import KeyId, KeyPlace, find_key
from pulumi_sentry.keys.retirement import DELETED, Retirement, Standing, check_deletable, way_back
from pulumi_sentry.keys.use import DEFAULT_UNUSED_FOR
from pulumi_sentry.lifecycle import clock
from pulumi_sentry.lifecycle.creation import CLOCK_SLACK, Outcome, create_once
from pulumi_sentry.lifecycle.handler import Handler, Record, half_made
from pulumi_sentry.lifecycle.look import Look

CURRENT_UNUSED_FOR = timedelta(days=7)
"""The time without an event after which a key that a rotation made current counts as unused: nothing says how often
its applications send."""

LEFT_BEHIND = timedelta(hours=1)
"""How long a key that an interrupted creation has left is known by its mark alone, where the journal is lost."""


class RateLimitArgs(Args):
    """How many events a key lets through. What goes over is dropped."""

    count: Input[int] = arg("Events per window.", ge=1)
    window: Input[int] = arg("Length of the window in seconds.", ge=1, le=86400)


class LoaderOptionsArgs(Args):
    """What the JavaScript loader script switches on."""

    has_replay: Input[bool | None] = arg("Session replay.", default=None)
    has_performance: Input[bool | None] = arg("Tracing.", default=None)
    has_debug: Input[bool | None] = arg("The debug bundle.", default=None)
    has_feedback: Input[bool | None] = arg("User feedback.", default=None)
    has_logs_and_metrics: Input[bool | None] = arg("Logs and metrics.", default=None)


class ProofArgs(Args):
    """That the DSN must be accepted by ingest before anything gets to see it."""

    pause: Input[float] = arg(
        "Seconds between two questions; two answers in a row must agree.", default=DEFAULT_PAUSE, ge=0, le=60
    )


class RetirementArgs(Args):
    """How far a key is on its way out, after another one has taken its place."""

    stage: Input[Literal["grace", "deactivated", "deleted"]] = arg(
        "grace: it stays as it is. deactivated: its events are refused. deleted: it is gone, and the resource "
        "stays as the record of it."
    )
    observe: Input[int] = arg("Seconds that it has to be off before it is deleted.", default=0, ge=0)
    unused_for: Input[int] = arg(
        "Seconds without an event after which it counts as unused. A used key is kept, with a warning.",
        default=DEFAULT_UNUSED_FOR,
        ge=1,
    )
    force: Input[bool] = arg("Take it out of use even while it is used.", default=False)
    leaked: Input[bool | None] = arg(
        "Somebody else has it: once this was declared, the key never becomes active again, whatever a later program "
        "says.",
        default=None,
        reset=True,
    )


class ProjectKeyArgs(Args):
    """What a client key is declared with."""

    project: Input[str] = arg("Id or slug of its project.", replace=True, min_length=1)
    name: Input[str] = arg("Name for people.", min_length=1, max_length=64)
    is_active: Input[bool] = arg("Whether events sent with it are accepted.", default=True)
    rate_limit: Input[RateLimitArgs | None] = arg("Limit on its events.", default=None, reset=True)
    browser_sdk_version: Input[str | None] = arg(
        "Version of the JavaScript SDK that the loader script loads: latest, 10.x, ...", default=None
    )
    dynamic_sdk_loader_options: Input[LoaderOptionsArgs | None] = arg(
        "What the loader script switches on.", default=None
    )
    proof: Input[ProofArgs | None] = arg(
        "Prove the DSN before the key counts as made or as active again.", default=None
    )
    retirement: Input[RetirementArgs | None] = arg(
        "Take it out of use step by step. While declared, isActive is left alone, and a key that is gone is "
        "not made again.",
        default=None,
        reset=True,
    )
    rotated_at: Input[str | None] = arg(
        "When the keys of its project were rotated last, an instant in ISO 8601 with its offset. A program that says "
        "an earlier one than the state, or none, is older than the state, and is refused in preview and `up`. A "
        "change of it alone is none.",
        default=None,
        create_only=True,
    )
    adopt: Input[bool | None] = arg(
        "Whether to take over a key of this name that the project has already, whatever its age. Only looked at on "
        "creation.",
        default=None,
        create_only=True,
    )


class ProjectKey(Resource[ProjectKeyArgs], name="ProjectKey"):
    """A client key of a project, and its DSN.

    Import by `project/key`, `org/project/key` or the address of its settings page, where key is the public
    key. The DSN is a secret: it lets anybody send events. The id in state holds a digest of the key, and nothing of
    the key itself.
    """

    project_id: Output[str] = output("Numeric id of its project.")
    public_key: Output[str] = output("The 32 hex digits in the DSN.", secret=True)
    dsn: Output[str] = output("What an SDK is configured with.", secret=True)
    security_url: Output[str] = output("Where browsers report policy violations (CSP).", secret=True)
    rate_limit_ignored: Output[bool] = output(
        "Whether Sentry ignores the declared rate limit, because the plan has none.", follows=("rate_limit",)
    )
    date_created: Output[str] = output("When it was made, in ISO 8601.")
    status: Output[str] = output(
        "active, inactive or deleted: what it is at Sentry.", follows=("is_active", "retirement")
    )
    proven: Output[bool] = output("Whether ingest has accepted its DSN, as far as that was asked.")
    deactivated_at: Output[str] = output(
        "When its retirement switched it off, in ISO 8601; empty where it did not.", follows=("retirement",)
    )
    kept: Output[str] = output(
        "Why its retirement has not come as far as declared; empty where it has.", follows=("retirement",)
    )


class ProjectKeyHandler(Handler[ProjectKeyArgs], serves=ProjectKey):
    """Client keys at `POST /projects/{org}/{project}/keys/` and `GET, PUT, DELETE .../keys/{key}/`."""

    @staticmethod
    def identity(id: str) -> str:
        """The id as it is now: version 0.1.0 had the key in it."""
        return str(KeyId.in_any_form(id))

    def check(self, args: ProjectKeyArgs) -> Iterable[Problem]:
        """A loader without a single option says nothing; a rotation has an instant."""
        if known(args.rotated_at) and args.rotated_at is not None:
            try:
                clock.parse_instant(args.rotated_at)
            except ValueError:
                yield Problem("rotatedAt", "is no instant: write it as 2026-11-24T10:00:00Z")
        options = args.dynamic_sdk_loader_options
        if isinstance(options, LoaderOptionsArgs) and not options.declared():
            yield Problem("dynamicSdkLoaderOptions", "declares no option")

    async def create(self, args: ProjectKeyArgs) -> Record:
        """Create it, then set what Sentry does not read on creation, and prove it where that is declared.

        A key that is declared to retire is not made only to be thrown away: there is nothing to take out of use.
        """
        if args.retirement is not None:
            return Retirement.of_nothing(str(args.project))
        wire = args.declared()
        body = {name: value for name, value in wire.items() if name in ("name", "rateLimit")}
        made = await self._create_once(args, body)
        key = made.object
        self._declares(str(key["projectId"]))
        place = _place(key)
        later = ("isActive", "browserSdkVersion", "dynamicSdkLoaderOptions")
        if made.found or any(_live(key).get(name) != wire[name] for name in later if name in wire):
            record = _record(key, args)
            with half_made(record):
                key = await self._put(place, args, key)
        return await self._proven(_record(key, args, ignored=self._rate_limit_ignored(key, args)), args)

    async def read(
        self, id: str, declared: ProjectKeyArgs | None, outputs: Mapping[str, Any]
    ) -> Record | None:
        """One GET, or a place in the list where many are read; none for a key that its retirement has deleted.

        What is read has the id that holds nothing of the key, whatever id the state has: the engine takes it from a
        refresh.
        """
        if outputs.get("status") == DELETED:
            return Record(_shown_id(id, outputs), outputs)
        try:
            place = await find_key(self.client, id, outputs)
            if place is None:
                return None
            key = await self.client.keys.read(place.project, place.public_key)
        except NotFound:
            if declared is None or declared.retirement is None:
                return None
            return Record(_shown_id(id, outputs), {**outputs, "status": DELETED})
        ignored = bool(outputs.get("rate_limit_ignored")) and key.get("rateLimit") is None
        return _record(key, declared, outputs, ignored=ignored)

    async def update(self, record: Record, old: ProjectKeyArgs, new: ProjectKeyArgs) -> Record:
        """Send the whole key: Sentry resets an omitted SDK version to the project's default.

        A key that retires takes its next step, if nothing keeps it; one that comes back is proven again.
        """
        refusal = self.refusal(old, new, record.outputs)
        if refusal is not None:
            raise SentryError(refusal)
        if record.outputs.get("status") == DELETED:
            return record
        place = await self._found(record)
        if new.retirement is not None:
            return await self._retire(record, place, old, new)
        keys = self.client.keys
        now = {} if new.browser_sdk_version is not None else await keys.get(place.project, place.public_key)
        key = await self._put(place, new, now)
        updated = _record(key, new, record.outputs, ignored=self._rate_limit_ignored(key, new))
        if old.retirement is not None or (new.is_active and not old.is_active):
            updated = _with(updated, proven=False)
        return await self._proven(updated, new)

    async def delete(self, record: Record, declared: ProjectKeyArgs | None) -> None:
        """Delete; every SDK that still uses it is refused from then on.

        A key on its way out that is still used is not deleted behind its retirement's back, nor is the one that took
        over in a rotation by a program that is older than that rotation: it has another key of the project instead.
        """
        if record.outputs.get("status") == DELETED:
            return
        place = await find_key(self.client, record.id, record.outputs)
        if place is None:
            return
        if declared is not None and isinstance(declared.retirement, RetirementArgs):
            await check_deletable(
                self.client,
                place,
                _seconds(declared.retirement.unused_for),
                "Declare its generation as `previous` again until it is unused",
            )
        elif declared is not None and _took_over(declared) and self._is_left_out(record):
            await check_deletable(
                self.client,
                place,
                CURRENT_UNUSED_FOR,
                "It took over in a rotation, and the program has another key of its project in its place: the program "
                "is older than the state. Update the checkout and run it again",
            )
        with suppress(NotFound):
            await self.client.keys.delete(place.project, place.public_key)

    def refusal(self, old: ProjectKeyArgs, new: ProjectKeyArgs, outputs: Mapping[str, Any]) -> str | None:
        """A program that is older than the state, and a leaked key that would come back.

        That the program has this key is noted on the way, for the deletion of another one of the project.
        """
        project = outputs.get("project_id") if old.project == new.project else new.project
        self._declares(str(project))
        if not _stands_known(new):
            return None  # the `up` knows
        return way_back(self.session.resource_name, _standing(old), _standing(new), outputs)

    def _declares(self, project: str) -> None:
        self.session.adoption.keyed.add((project, self.session.resource_urn))

    def _is_left_out(self, record: Record) -> bool:
        """Whether the program of this run has other keys of the project, and this one not."""
        mine = (str(record.outputs.get("project_id")), self.session.resource_urn)
        keyed = self.session.adoption.keyed
        others = {urn for project, urn in keyed if project == mine[0]}
        return mine not in keyed and bool(others)

    async def _found(self, record: Record) -> KeyPlace:
        place = await find_key(self.client, record.id, record.outputs)
        if place is None:
            raise NotFound(
                f"project {record.outputs.get('project_id', '')} has no client key {record.id} any more; "
                "run `pulumi refresh`, and the next `up` makes another one"
            )
        return place

    def pending(self, declared: ProjectKeyArgs, outputs: Mapping[str, Any]) -> Iterable[str]:
        """A DSN whose Sentry has moved, a proof that failed, and the step of a retirement that is due."""
        if self.session.has_left(str(outputs.get("dsn", ""))):
            yield "dsn"
        if isinstance(declared.retirement, RetirementArgs):
            if _retirement(declared.retirement).is_due(outputs):
                yield "retirement.stage"
        elif declared.proof is not None and outputs.get("proven") is False:
            yield "proof"

    async def _retire(
        self, record: Record, place: KeyPlace, old: ProjectKeyArgs, new: ProjectKeyArgs
    ) -> Record:
        if not isinstance(new.retirement, RetirementArgs):
            raise TypeError("a retirement is known by now")
        try:
            key = await self.client.keys.get(place.project, place.public_key)
            as_it_is = new.model_copy(update={"is_active": key["isActive"]})
            if _lasting(old) != _lasting(new):
                key = await self._put(place, as_it_is, key)
            updated = _record(key, new, record.outputs, ignored=self._rate_limit_ignored(key, new))
            return await _retirement(new.retirement).proceed(
                self.session,
                place,
                updated,
                deactivate=lambda: self._put(place, new.model_copy(update={"is_active": False}), key),
            )
        except NotFound:
            return Record(record.id, {**record.outputs, "status": DELETED, "kept": ""})

    async def _proven(self, record: Record, args: ProjectKeyArgs) -> Record:
        """The record once ingest accepts its DSN, where that is declared and not known yet."""
        if not isinstance(args.proof, ProofArgs) or not args.is_active or record.outputs["proven"]:
            return record
        with half_made(record):
            await self.client.ingest.prove(record.outputs["dsn"], pause=float(str(args.proof.pause)))
        return _with(record, proven=True)

    async def _create_once(self, args: ProjectKeyArgs, body: Mapping[str, Any]) -> Outcome:
        """Create it with a public key of our choice, by which any later process recognises it.

        The choice is a signature of who asks, of the project and of the second: nobody without the token can
        guess it, a key that was deleted never comes back, and an interrupted creation is found in a list even where
        the journal is lost. A server may ignore the choice.
        """
        project, started = str(args.project), self.client.server_time()
        inside_new = self.session.adoption.is_new("project", project)
        # Only what may be there already needs the number of a project that is declared by its slug.
        number = project if inside_new else await self.client.projects.id_of(project)

        second = int(started.timestamp())
        public, secret = self._choice(project, second)
        # One that is replaced in the second in which it was made keeps its key to itself.
        while (
            self.session.adoption.standing.holder(ProjectKey.token, str(KeyId.of(number, public))) is not None
        ):
            second += 1
            public, secret = self._choice(project, second)

        @cache
        def ours() -> frozenset[str]:
            earliest = int((started - LEFT_BEHIND - CLOCK_SLACK).timestamp())
            latest = int((started + CLOCK_SLACK).timestamp())
            return frozenset(self._choice(project, one)[0] for one in range(earliest, latest))

        def was_in(key: Mapping[str, Any], parent: str) -> bool:
            return str(key["projectId"]) == (number if parent == project else parent)

        def within(key: Mapping[str, Any]) -> bool:
            return was_in(key, project)

        look = Look(
            token=ProjectKey.token,
            noun="client key",
            name=str(args.name),
            args=args,
            fetch=self._fetch,
            all=self.client.keys.list_all,
            # Names need not be unique: another key of this name is nobody's twin.
            same=lambda key: args.adopt is True and within(key) and bool(key["name"] == args.name),
            parent=project,
            within=within,
            was_in=was_in,
            marked=lambda key: key["public"] in ours(),
            inside_new=inside_new,
            id=lambda key: str(KeyId.of_object(key)),
            reference=lambda key: str(KeyId.of_object(key)),
        )
        return await create_once(
            self.session,
            look,
            lambda: self.client.keys.create(project, {**body, "public": public, "secret": secret}),
            adopt=args.adopt,
        )

    async def _fetch(self, id: str) -> dict[str, Any] | None:
        try:
            place = await find_key(self.client, id)
            return None if place is None else await self.client.keys.get(place.project, place.public_key)
        except NotFound:
            return None

    def _choice(self, project: str, second: int) -> tuple[str, str]:
        signature = self.client.signature(self.session.resource_urn, project, str(second))
        return signature[:32], signature[32:]

    async def _put(self, place: KeyPlace, args: ProjectKeyArgs, now: Mapping[str, Any]) -> dict[str, Any]:
        wire = args.declared()
        body = {
            "name": wire["name"],
            "isActive": wire["isActive"],
            "rateLimit": wire.get("rateLimit"),
            "browserSdkVersion": wire.get("browserSdkVersion") or now.get("browserSdkVersion"),
        }
        if "dynamicSdkLoaderOptions" in wire:
            body["dynamicSdkLoaderOptions"] = wire["dynamicSdkLoaderOptions"]
        return await self.client.keys.update(place.project, place.public_key, body)

    def _rate_limit_ignored(self, key: Mapping[str, Any], args: ProjectKeyArgs) -> bool:
        ignored = args.rate_limit is not None and key.get("rateLimit") is None
        if ignored:
            self.session.warn(
                "Sentry ignored the rate limit of this key: the organization's plan has no 'rate-limits' feature. "
                "Remove rateLimit, or change the plan."
            )
        return ignored


def _record(
    key: Mapping[str, Any],
    declared: ProjectKeyArgs | None,
    outputs: Mapping[str, Any] | None = None,
    *,
    ignored: bool = False,
) -> Record:
    outputs = outputs or {}
    project = str(key["projectId"])
    live = {ProjectKey.python_name(name): value for name, value in _live(key).items()}
    if declared is not None:
        live["project"] = declared.project  # a key cannot move, so a slug may stay a slug
        options = declared.dynamic_sdk_loader_options
        if isinstance(options, LoaderOptionsArgs):
            written = options.declared()
            live["dynamic_sdk_loader_options"] = {
                name: value for name, value in live["dynamic_sdk_loader_options"].items() if name in written
            }
        if declared.retirement is not None:
            del live["is_active"]  # the retirement's business
        if ignored:
            del live["rate_limit"]  # the plan ignores it: said as a warning, not as an endless diff
    return Record(
        id=str(KeyId.of_object(key)),
        outputs={
            "project_id": project,
            "public_key": key["public"],
            "dsn": key["dsn"]["public"],
            "security_url": key["dsn"]["security"],
            "rate_limit_ignored": ignored,
            "date_created": key["dateCreated"],
            "status": "active" if key["isActive"] else "inactive",
            "proven": bool(outputs.get("proven")),
            "deactivated_at": "" if key["isActive"] else outputs.get("deactivated_at", ""),
            "kept": outputs.get("kept", "") if declared and declared.retirement is not None else "",
        },
        live=live,
    )


def _with(record: Record, **outputs: Any) -> Record:
    return replace(record, outputs={**record.outputs, **outputs})


def _lasting(args: ProjectKeyArgs) -> dict[str, Any]:
    """What an update sends to Sentry for its own sake."""
    return {name: value for name, value in args.declared().items() if name not in _OWN_STEPS}


_OWN_STEPS = ("isActive", "proof", "retirement", "rotatedAt")


def _place(key: Mapping[str, Any]) -> KeyPlace:
    return KeyPlace(str(key["projectId"]), str(key["id"]))


def _shown_id(id: str, outputs: Mapping[str, Any]) -> str:
    """The id of a key that is not at Sentry any more, without the key that a state of version 0.1.0 has in it."""
    public_key = outputs.get("public_key")
    return str(KeyId.of(outputs["project_id"], str(public_key))) if public_key else id


def _standing(args: ProjectKeyArgs) -> Standing:
    rotated_at = clock.parse_instant(str(args.rotated_at)) if args.rotated_at is not None else None
    retirement = args.retirement
    if not isinstance(retirement, RetirementArgs):
        return Standing(rotated_at)
    return Standing(
        rotated_at, retires=True, forced=retirement.force is True, leaked=retirement.leaked is True
    )


def _stands_known(args: ProjectKeyArgs) -> bool:
    retirement = args.retirement
    inner = (retirement.force, retirement.leaked) if isinstance(retirement, RetirementArgs) else ()
    return all(map(known, (args.rotated_at, retirement, *inner)))


def _took_over(args: ProjectKeyArgs) -> bool:
    """Whether a rotation made it the current key; a state of version 0.1.0 tells by the proof."""
    return args.rotated_at is not None or args.proof is not None


def _retirement(args: RetirementArgs) -> Retirement:
    return Retirement(
        stage=str(args.stage),
        observe=_seconds(args.observe),
        unused_for=_seconds(args.unused_for),
        force=args.force is True,
    )


def _seconds(value: object) -> timedelta:
    return timedelta(seconds=float(str(value)))


def _live(key: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments of a key as Sentry answers them, by wire name."""
    limit = key.get("rateLimit")
    return {
        "project": str(key["projectId"]),
        "name": key["name"],
        "isActive": key["isActive"],
        "rateLimit": {"count": limit["count"], "window": limit["window"]} if limit else None,
        "browserSdkVersion": key.get("browserSdkVersion"),
        "dynamicSdkLoaderOptions": key.get("dynamicSdkLoaderOptions") or {},
    }
