"""Client keys (`/api/0/projects/{org}/{project}/keys/`), with the DSN by which an application sends its events."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any

from pulumi import Output

from pulumi_sentry.api.errors import NotFound, SentryError
from pulumi_sentry.declaration import Problem, Resource, known, output, plain
from pulumi_sentry.keys.arguments import ProjectKeyArgs
from pulumi_sentry.keys.creation import KeyCreation
from pulumi_sentry.keys.key_id import KeyId, KeyPlace, find_key
from pulumi_sentry.keys.retirement import (
    ACTIVE,
    DELETED,
    INACTIVE,
    Retirement,
    check_deletable,
    never_made,
)
from pulumi_sentry.keys.way_back import DeclaredRotation, refused_way_back
from pulumi_sentry.lifecycle import clock
from pulumi_sentry.lifecycle.handler import Handler, Record, half_made
from sentry_rules.dsn_endpoints import endpoint_complaint, through

CURRENT_UNUSED_FOR = timedelta(days=7)
"""The time without an event after which a current key of a rotation counts as unused: nothing says how often its
applications send."""

_SET_BY_UPDATE = ("isActive", "browserSdkVersion", "dynamicSdkLoaderOptions")
"""Arguments, by wire name, that Sentry does not read on creation."""

_OWN_STEPS = ("isActive", "proof", "retirement", "rotatedAt")
"""Arguments, by wire name, whose change alone sends nothing to Sentry while a key retires."""


class ProjectKey(Resource[ProjectKeyArgs], name="ProjectKey"):
    """A client key of a project, and its DSN.

    Import by `project/key`, `org/project/key` or the address of its settings page, where key is the public
    key. The DSN is a secret: it lets anybody send events. The id in state holds a digest of the key, and nothing of
    the key itself.
    """

    project_id: Output[str] = output("Numeric id of its project.")
    public_key: Output[str] = output("The 32 hex digits in the DSN.", secret=True)
    dsn: Output[str] = output("The address for the SDK's configuration.", secret=True)
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
        """The id with the digest; states of version 0.1.0 have the key itself in it."""
        return str(KeyId.in_any_form(id))

    def check(self, args: ProjectKeyArgs) -> Iterable[Problem]:
        """Refuse an unreadable instant, a loader without an option, and a proof at no address."""
        if known(args.rotated_at) and args.rotated_at is not None:
            try:
                clock.parse_instant(args.rotated_at)
            except ValueError:
                yield Problem("rotatedAt", "is no instant: write it as 2026-11-24T10:00:00Z")
        options = args.dynamic_sdk_loader_options
        if known(options) and options is not None and not options.declared():
            yield Problem("dynamicSdkLoaderOptions", "declares no option")
        proof = args.proof
        endpoint = proof.endpoint if known(proof) and proof is not None else None
        if isinstance(endpoint, str) and (said := endpoint_complaint(endpoint)):
            yield Problem("proof.endpoint", said)

    async def create(self, args: ProjectKeyArgs) -> Record:
        """Create it, set what Sentry does not read on creation, and prove it if that is declared.

        A key that is declared to retire is not made, for nobody uses it yet.
        """
        if args.retirement is not None:
            return never_made(plain(args.project))
        creation = await KeyCreation.begin(self.session, self.resource.token, args)
        made = await creation.make()
        key = made.object
        self._declares(str(key["projectId"]))
        live, declared = _live(key), args.declared()
        if made.found or any(live[name] != declared[name] for name in _SET_BY_UPDATE if name in declared):
            with half_made(_record(key, args)):
                key = await self._put(KeyPlace.of_object(key), args, key)
        return await self._proven(self._written(key, args), args)

    async def read(
        self, id: str, declared: ProjectKeyArgs | None, outputs: Mapping[str, Any]
    ) -> Record | None:
        """One GET, or a shared list; None for a key that its retirement has deleted.

        The record has the id with the digest, so that a refresh moves states of version 0.1.0.
        """
        if outputs.get("status") == DELETED:
            return Record(self.identity(id), outputs)
        try:
            place = await find_key(self.client, id, outputs)
            if place is None:
                return None
            key = await self.client.keys.read(place.project, place.public_key)
        except NotFound:
            if declared is None or declared.retirement is None:
                return None
            return Record(self.identity(id), {**outputs, "status": DELETED})
        ignored = bool(outputs.get("rate_limit_ignored")) and key.get("rateLimit") is None
        return _record(key, declared, outputs, ignored=ignored)

    async def update(self, record: Record, old: ProjectKeyArgs, new: ProjectKeyArgs) -> Record:
        """Send the whole key: Sentry resets an omitted SDK version to the project's default.

        A key that retires takes its next step if nothing holds it back; one that comes back is proven again.
        """
        refusal = self.refusal(old, new, record.outputs)
        if refusal is not None:
            raise SentryError(refusal)
        if record.outputs.get("status") == DELETED:
            return record
        place = await self._found(record)
        retirement = plain(new.retirement)
        if retirement is not None:
            return await self._retire(record, place, Retirement.of(retirement), old, new)
        keys = self.client.keys
        now = {} if new.browser_sdk_version is not None else await keys.get(place.project, place.public_key)
        key = await self._put(place, new, now)
        updated = self._written(key, new, record.outputs)
        if old.retirement is not None or (plain(new.is_active) and not plain(old.is_active)):
            updated = _with(updated, proven=False)
        return await self._proven(updated, new)

    async def delete(self, record: Record, declared: ProjectKeyArgs | None) -> None:
        """Delete; from then on Sentry refuses every SDK that still uses it.

        Two keys stay while they are used. One is on its way out: its retirement deletes it in time. The other took over
        in a rotation, while an older program has another key of the project instead.
        """
        if record.outputs.get("status") == DELETED:
            return
        place = await find_key(self.client, record.id, record.outputs)
        if place is None:
            return
        if declared is not None:
            await self._check_deletable(place, record, declared)
        with suppress(NotFound):
            await self.client.keys.delete(place.project, place.public_key)

    def refusal(self, old: ProjectKeyArgs, new: ProjectKeyArgs, outputs: Mapping[str, Any]) -> str | None:
        """Refuse a program that is older than the state, and the return of a leaked key."""
        project = outputs.get("project_id") if old.project == new.project else new.project
        self._declares(str(project))
        before, now = DeclaredRotation.of(old), DeclaredRotation.of(new)
        if before is None or now is None:
            return None  # the `up` knows
        return refused_way_back(self.session.resource_name, before, now, outputs)

    def pending(self, declared: ProjectKeyArgs, outputs: Mapping[str, Any]) -> Iterable[str]:
        """A DSN with another host, a failed proof, and the due step of a retirement."""
        if self.session.has_left(str(outputs.get("dsn", ""))):
            yield "dsn"
        retirement = plain(declared.retirement)
        if retirement is not None:
            if Retirement.of(retirement).is_due(outputs):
                yield "retirement.stage"
        elif declared.proof is not None and outputs.get("proven") is False:
            yield "proof"

    def _declares(self, project: str) -> None:
        """Note that this run's program has this key of a project."""
        self.session.adoption.keyed.add((project, self.session.resource_urn))

    def _is_left_out(self, record: Record) -> bool:
        """Whether this run's program has other keys of the project, and this one not."""
        mine = (str(record.outputs.get("project_id")), self.session.resource_urn)
        keyed = self.session.adoption.keyed
        others = {urn for project, urn in keyed if project == mine[0]}
        return mine not in keyed and bool(others)

    async def _check_deletable(self, place: KeyPlace, record: Record, declared: ProjectKeyArgs) -> None:
        retirement = plain(declared.retirement)
        if retirement is not None:
            await check_deletable(
                self.client,
                place,
                Retirement.of(retirement).unused_for,
                "Declare its generation as `previous` again until it is unused",
            )
        elif _took_over(declared) and self._is_left_out(record):
            await check_deletable(
                self.client,
                place,
                CURRENT_UNUSED_FOR,
                "It took over in a rotation, and the program has another key of its project in its place: the program "
                "is older than the state. Update the checkout and run it again",
            )

    async def _found(self, record: Record) -> KeyPlace:
        place = await find_key(self.client, record.id, record.outputs)
        if place is None:
            raise NotFound(
                f"project {record.outputs.get('project_id', '')} has no client key {record.id} any more; "
                "run `pulumi refresh`, and the next `up` makes another one"
            )
        return place

    async def _retire(
        self,
        record: Record,
        place: KeyPlace,
        retirement: Retirement,
        old: ProjectKeyArgs,
        new: ProjectKeyArgs,
    ) -> Record:
        try:
            key = await self.client.keys.get(place.project, place.public_key)
            as_it_is = new.model_copy(update={"is_active": key["isActive"]})
            if _lasting(old) != _lasting(new):
                key = await self._put(place, as_it_is, key)
            return await retirement.proceed(
                self.session,
                place,
                self._written(key, new, record.outputs),
                deactivate=lambda: self._put(place, new.model_copy(update={"is_active": False}), key),
            )
        except NotFound:
            return Record(record.id, {**record.outputs, "status": DELETED, "kept": ""})

    async def _proven(self, record: Record, args: ProjectKeyArgs) -> Record:
        """The record once ingest accepts its DSN, if that is declared and not known yet."""
        proof = plain(args.proof)
        if proof is None or not plain(args.is_active) or record.outputs["proven"]:
            return record
        with half_made(record):
            endpoint, dsn = plain(proof.endpoint), record.outputs["dsn"]
            asked = dsn if endpoint is None else through(endpoint, dsn)
            await self.client.ingest.prove(asked, pause=plain(proof.pause))
        return _with(record, proven=True)

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

    def _written(
        self, key: Mapping[str, Any], args: ProjectKeyArgs, outputs: Mapping[str, Any] | None = None
    ) -> Record:
        """The record of a key after a write; a warning if Sentry ignored its rate limit."""
        ignored = args.rate_limit is not None and key.get("rateLimit") is None
        if ignored:
            self.session.warn(
                "Sentry ignored the rate limit of this key: the organization's plan has no 'rate-limits' feature. "
                "Remove rateLimit, or change the plan."
            )
        return _record(key, args, outputs, ignored=ignored)


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
        options = plain(declared.dynamic_sdk_loader_options)
        if options is not None:
            written = options.declared()
            live["dynamic_sdk_loader_options"] = {
                name: value for name, value in live["dynamic_sdk_loader_options"].items() if name in written
            }
        if declared.retirement is not None:
            del live["is_active"]  # the retirement sets it
        if ignored:
            del live["rate_limit"]  # the plan ignores it: a warning says so, and no preview differs
    return Record(
        id=str(KeyId.of_object(key)),
        outputs={
            "project_id": project,
            "public_key": key["public"],
            "dsn": key["dsn"]["public"],
            "security_url": key["dsn"]["security"],
            "rate_limit_ignored": ignored,
            "date_created": key["dateCreated"],
            "status": ACTIVE if key["isActive"] else INACTIVE,
            "proven": bool(outputs.get("proven")),
            "deactivated_at": "" if key["isActive"] else outputs.get("deactivated_at", ""),
            "kept": outputs.get("kept", "") if declared and declared.retirement is not None else "",
        },
        live=live,
    )


def _with(record: Record, **outputs: Any) -> Record:
    return replace(record, outputs={**record.outputs, **outputs})


def _lasting(args: ProjectKeyArgs) -> dict[str, Any]:
    return {name: value for name, value in args.declared().items() if name not in _OWN_STEPS}


def _took_over(args: ProjectKeyArgs) -> bool:
    """Whether a rotation made it the current key; for a state of version 0.1.0 the proof tells."""
    return args.rotated_at is not None or args.proof is not None


def _live(key: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments of a key from Sentry's answer, by wire name."""
    limit = key.get("rateLimit")
    return {
        "project": str(key["projectId"]),
        "name": key["name"],
        "isActive": key["isActive"],
        "rateLimit": {"count": limit["count"], "window": limit["window"]} if limit else None,
        "browserSdkVersion": key.get("browserSdkVersion"),
        "dynamicSdkLoaderOptions": key.get("dynamicSdkLoaderOptions") or {},
    }
