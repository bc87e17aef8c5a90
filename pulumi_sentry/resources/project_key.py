"""Client keys (`/api/0/projects/{org}/{project}/keys/`): the DSN an application sends its events with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Any

from pulumi import Output

from pulumi_sentry.api.errors import NotFound, SentryError
from pulumi_sentry.declaration import Args, Input, Problem, Resource, arg, output
from pulumi_sentry.handler import Handler, PartialFailure, Record
from pulumi_sentry.references import resolve_key_reference


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


class ProjectKey(Resource[ProjectKeyArgs], name="ProjectKey"):
    """A client key of a project, and its DSN.

    Import by `project/key`, `org/project/key` or the address of its settings page, where key is the public
    key. The DSN is a secret: it lets anybody send events.
    """

    project_id: Output[str] = output("Numeric id of its project.")
    public_key: Output[str] = output("The 32 hex digits in the DSN.", secret=True)
    dsn: Output[str] = output("What an SDK is configured with.", secret=True)
    security_url: Output[str] = output("Where browsers report policy violations (CSP).", secret=True)
    rate_limit_ignored: Output[bool] = output(
        "Whether Sentry ignores the declared rate limit, because the plan has none.", follows=("rate_limit",)
    )
    date_created: Output[str] = output("When it was made, in ISO 8601.")


class ProjectKeyHandler(Handler[ProjectKeyArgs], serves=ProjectKey):
    """Client keys at `POST /projects/{org}/{project}/keys/` and `GET, PUT, DELETE .../keys/{key}/`."""

    def check(self, args: ProjectKeyArgs) -> Iterable[Problem]:
        """A loader without a single option says nothing."""
        options = args.dynamic_sdk_loader_options
        if isinstance(options, LoaderOptionsArgs) and not options.declared():
            yield Problem("dynamicSdkLoaderOptions", "declares no option")

    async def create(self, args: ProjectKeyArgs) -> Record:
        """Create it, then set what Sentry does not read on creation."""
        wire = args.declared()
        body = {name: value for name, value in wire.items() if name in ("name", "rateLimit")}
        key = await self.client.keys.create(str(args.project), body)
        later = ("isActive", "browserSdkVersion", "dynamicSdkLoaderOptions")
        if any(_live(key).get(name) != wire[name] for name in later if name in wire):
            record = _record(key, args)
            try:
                key = await self._put(record.id, args, key)
            except SentryError as error:
                raise PartialFailure(record, error) from error
        return _record(key, args, ignored=self._rate_limit_ignored(key, args))

    async def read(
        self, id: str, declared: ProjectKeyArgs | None, outputs: Mapping[str, Any]
    ) -> Record | None:
        """One GET, or a place in the list where many are read."""
        project, public_key = resolve_key_reference(id, self.client.organization)
        try:
            key = await self.client.keys.read(project, public_key)
        except NotFound:
            return None
        ignored = bool(outputs.get("rate_limit_ignored")) and key.get("rateLimit") is None
        return _record(key, declared, ignored=ignored)

    async def update(self, record: Record, old: ProjectKeyArgs, new: ProjectKeyArgs) -> Record:
        """Send the whole key: Sentry resets an omitted SDK version to the project's default."""
        project, public_key = record.id.split("/")
        now = {} if new.browser_sdk_version is not None else await self.client.keys.get(project, public_key)
        key = await self._put(record.id, new, now)
        return _record(key, new, ignored=self._rate_limit_ignored(key, new))

    async def delete(self, record: Record, declared: ProjectKeyArgs | None) -> None:
        """Delete; every SDK that still uses it is refused from then on."""
        project, public_key = record.id.split("/")
        with suppress(NotFound):
            await self.client.keys.delete(project, public_key)

    async def _put(self, id: str, args: ProjectKeyArgs, now: Mapping[str, Any]) -> dict[str, Any]:
        wire = args.declared()
        body = {
            "name": wire["name"],
            "isActive": wire["isActive"],
            "rateLimit": wire.get("rateLimit"),
            "browserSdkVersion": wire.get("browserSdkVersion") or now.get("browserSdkVersion"),
        }
        if "dynamicSdkLoaderOptions" in wire:
            body["dynamicSdkLoaderOptions"] = wire["dynamicSdkLoaderOptions"]
        project, public_key = id.split("/")
        return await self.client.keys.update(project, public_key, body)

    def _rate_limit_ignored(self, key: Mapping[str, Any], args: ProjectKeyArgs) -> bool:
        ignored = args.rate_limit is not None and key.get("rateLimit") is None
        if ignored:
            self.session.warn(
                "Sentry ignored the rate limit of this key: the organization's plan has no 'rate-limits' feature. "
                "Remove rateLimit, or change the plan."
            )
        return ignored


def _record(key: Mapping[str, Any], declared: ProjectKeyArgs | None, *, ignored: bool = False) -> Record:
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
        if ignored:
            del live["rate_limit"]  # the plan ignores it: said as a warning, not as an endless diff
    return Record(
        id=f"{project}/{key['id']}",
        outputs={
            "project_id": project,
            "public_key": key["public"],
            "dsn": key["dsn"]["public"],
            "security_url": key["dsn"]["security"],
            "rate_limit_ignored": ignored,
            "date_created": key["dateCreated"],
        },
        live=live,
    )


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
