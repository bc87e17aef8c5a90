"""Inbound filters (`/projects/{org}/{project}/filters/`), which drop events before they count against the quota."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Any

from pulumi_sentry.api.errors import BadRequest, NotFound
from pulumi_sentry.declaration import Args, Input, Problem, Resource, Trimmed, TrimmedLower, arg, plain
from pulumi_sentry.lifecycle.handler import Handler, Record, answered, half_made
from pulumi_sentry.lifecycle.references import PROJECT, resolve_reference
from pulumi_sentry.lifecycle.standing import Parts
from sentry_rules.inbound_filters import OPTION_LISTS, OPTION_SWITCHES, LegacyBrowser

_ALL_BROWSERS = ["android", "chrome", "edge", "firefox", "ie", "opera", "opera_mini", "safari"]
_SWITCHES = {
    "browser_extensions": "browser-extensions",
    "localhost": "localhost",
    "filtered_transaction": "filtered-transaction",
    "web_crawlers": "web-crawlers",
}
"""Arguments that are filters with a switch, and Sentry's ids of these filters."""

_LEGACY = "legacy-browsers"
_OPTIONS = OPTION_SWITCHES | OPTION_LISTS
"""Arguments that Sentry keeps as options of the project."""

_GATED = ("releases", "error_messages", "log_messages")


class InboundFiltersArgs(Args):
    """The arguments of inbound filters. Sentry keeps undeclared filters as they are."""

    project: Input[Trimmed] = arg("Id or slug of the project.", min_length=1, replace=True)
    browser_extensions: Input[bool | None] = arg(
        "Whether errors that browser extensions cause are dropped.", default=None
    )
    localhost: Input[bool | None] = arg("Whether events from localhost are dropped.", default=None)
    filtered_transaction: Input[bool | None] = arg(
        "Whether transactions of health checks are dropped.", default=None
    )
    web_crawlers: Input[bool | None] = arg("Whether errors of known crawlers are dropped.", default=None)
    legacy_browsers: Input[list[Input[LegacyBrowser]] | None] = arg(
        "Old browsers whose errors are dropped; [] none.", default=None, unordered=True
    )
    react_hydration_errors: Input[bool | None] = arg(
        "Whether React's hydration errors are dropped.", default=None
    )
    chunk_load_error: Input[bool | None] = arg(
        "Whether errors about chunks that did not load are dropped.", default=None
    )
    ip_addresses: Input[list[Input[TrimmedLower]] | None] = arg(
        "Addresses and networks (CIDR) whose events are dropped.", default=None, unordered=True
    )
    releases: Input[list[Input[TrimmedLower]] | None] = arg(
        "Releases whose events are dropped, * as a wildcard. Needs custom inbound filters (plan Business).",
        default=None,
        unordered=True,
    )
    error_messages: Input[list[Input[Trimmed]] | None] = arg(
        "Error messages that are dropped, * as a wildcard. Needs custom inbound filters (plan Business).",
        default=None,
        unordered=True,
    )
    log_messages: Input[list[Input[Trimmed]] | None] = arg(
        "Log messages that are dropped, * as a wildcard. Needs custom inbound filters (plan Business).",
        default=None,
        unordered=True,
    )


class InboundFilters(Resource[InboundFiltersArgs], name="InboundFilters"):
    """The inbound filters of a project; each project has one set.

    Deleting the resource switches off the filters that it declared, and no other. Import by the project's id,
    slug, `org/slug` or the address of its page.
    """


class InboundFiltersHandler(Handler[InboundFiltersArgs], serves=InboundFilters):
    """Filters at `GET .../filters/`, `PUT .../filters/{filter}/` and, for the custom ones, `PUT` of the project."""

    @staticmethod
    def parts(inputs: Mapping[str, Any]) -> Parts:
        """The declared filters."""
        return frozenset(inputs) - {"project"}

    def without(self, declared: InboundFiltersArgs, parts: frozenset[str]) -> InboundFiltersArgs | None:
        """The filters for which no other resource stands."""
        left = {name: value for name, value in declared.declared().items() if name not in parts}
        return InboundFiltersArgs.from_state(left) if left.keys() - {"project"} else None

    def check(self, args: InboundFiltersArgs) -> Iterable[Problem]:
        """Sentry keeps each list as lines of one text."""
        for name in OPTION_LISTS:
            values = getattr(args, name)
            for index, value in enumerate(values if isinstance(values, list) else []):
                if isinstance(value, str) and (not value.strip() or "\n" in value):
                    wire = InboundFiltersArgs.model_fields[name].alias
                    yield Problem(f"{wire}[{index}]", "must be one line, and not empty")

    async def create(self, args: InboundFiltersArgs) -> Record:
        """Switch the declared filters; a project always has them."""
        record = Record(await self.client.projects.id_of(plain(args.project)))
        with half_made(record, unless=NotFound):  # no such project, so nothing to record
            return await self.update(record, args, args)

    async def read(
        self, id: str, declared: InboundFiltersArgs | None, outputs: Mapping[str, Any]
    ) -> Record | None:
        """One GET; another for declared custom filters."""
        reference = resolve_reference(id, PROJECT, self.client.organization)
        project: dict[str, Any] = {"id": reference}
        try:
            if declared is None or _declared_options(declared):
                project = await self.client.projects.get(reference)
            live = _live_filters(await self.client.inbound_filters.list(str(project["id"])))
        except NotFound:
            return None
        live |= _live_options(project.get("options") or {})
        live["project"] = str(project["id"]) if declared is None else declared.project
        return Record(str(project["id"]), live=live)

    async def update(self, record: Record, old: InboundFiltersArgs, new: InboundFiltersArgs) -> Record:
        """Switch all declared filters, since a failed call may have switched some."""
        return Record(record.id, live=await self._apply(record.id, new))

    async def delete(self, record: Record, declared: InboundFiltersArgs | None) -> None:
        """Switch off the declared filters."""
        if declared is None:
            return
        off: dict[str, Any] = {
            name: [] if isinstance(value, list) else False for name, value in _settings(declared).items()
        }
        with suppress(NotFound):  # gone with its project
            await self._apply(record.id, InboundFiltersArgs.from_state({"project": record.id, **_wire(off)}))

    async def _apply(self, project: str, args: InboundFiltersArgs) -> dict[str, Any]:
        """Switch what is declared, and return what Sentry has of it then."""
        wanted, live = _settings(args), dict[str, Any]()
        for name, filter_id in _SWITCHES.items():
            if name in wanted:
                await self.client.inbound_filters.update(project, filter_id, {"active": wanted[name]})
        if "legacy_browsers" in wanted:
            browsers = {"subfilters": sorted(wanted["legacy_browsers"])}
            await self.client.inbound_filters.update(project, _LEGACY, browsers)
        options: dict[str, Any] = {
            key: "\n".join(wanted[name]) if name in OPTION_LISTS else wanted[name]
            for name, key in _OPTIONS.items()
            if name in wanted
        }
        if options:
            answer = await self._set_options(project, options, [name for name in _GATED if name in wanted])
            live |= _live_options(answer.get("options") or {})
        if wanted.keys() - _OPTIONS.keys():
            # Sentry answers the switch of a filter with nothing at all.
            live |= _live_filters(await self.client.inbound_filters.list(project))
        return answered(live, wanted)

    async def _set_options(self, project: str, options: dict[str, Any], gated: list[str]) -> dict[str, Any]:
        try:
            return await self.client.projects.update(project, {"options": options})
        except BadRequest as error:
            if gated and "feature" in str(error):
                names = ", ".join(InboundFiltersArgs.model_fields[name].alias or name for name in gated)
                raise BadRequest(
                    f"the organization's plan has no custom inbound filters, which {names} need (Sentry's feature "
                    f"custom-inbound-filters, plan Business): remove them, or change the plan ({error})"
                ) from error
            raise


def _settings(args: InboundFiltersArgs) -> dict[str, Any]:
    """The declared filters, by Python name, without the project."""
    names = (name for name in InboundFiltersArgs.model_fields if name != "project")
    return {name: getattr(args, name) for name in names if getattr(args, name) is not None}


def _wire(settings: Mapping[str, Any]) -> dict[str, Any]:
    return {InboundFiltersArgs.model_fields[name].alias or name: value for name, value in settings.items()}


def _declared_options(args: InboundFiltersArgs) -> bool:
    return any(getattr(args, name) is not None for name in _OPTIONS)


def _live_filters(filters: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    active = {filter["id"]: filter.get("active") for filter in filters}
    live: dict[str, Any] = {name: active[key] for name, key in _SWITCHES.items() if key in active}
    if _LEGACY in active:
        browsers = active[_LEGACY]
        # True means all of them, False none.
        live["legacy_browsers"] = (
            list(browsers) if isinstance(browsers, list) else (list(_ALL_BROWSERS) if browsers else [])
        )
    return live


def _live_options(options: Mapping[str, Any]) -> dict[str, Any]:
    live: dict[str, Any] = {
        name: bool(options[key]) for name, key in OPTION_SWITCHES.items() if key in options
    }
    for name, key in OPTION_LISTS.items():
        if key in options:
            lines = str(options[key] or "").splitlines()
            live[name] = [line.strip() for line in lines if line.strip()]
    return live
