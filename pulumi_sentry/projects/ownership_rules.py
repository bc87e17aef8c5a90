"""Ownership rules (`/projects/{org}/{project}/ownership/`): who owns an issue, by paths, URLs and tags."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Any, Literal

from pulumi_sentry.api.errors import NotFound
from pulumi_sentry.declaration import Args, Input, Problem, Resource, Trimmed, arg, plain
from pulumi_sentry.lifecycle.handler import Handler, Record, answered, half_made
from pulumi_sentry.lifecycle.references import PROJECT, resolve_reference
from pulumi_sentry.lifecycle.standing import Parts
from sentry_rules.ownership import complaints

_WIRE = {
    "rules": "raw",
    "fallthrough": "fallthrough",
    "auto_assignment": "autoAssignment",
    "codeowners_auto_sync": "codeownersAutoSync",
}
"""Arguments, with Sentry's names for them."""


class OwnershipRulesArgs(Args):
    """The arguments of ownership rules. Sentry keeps undeclared ones as they are."""

    project: Input[Trimmed] = arg("Id or slug of the project.", min_length=1, replace=True)
    rules: Input[Trimmed | None] = arg(
        "Rules, one a line, such as `path:src/api/* #backend person@example.com`.",
        default=None,
        max_length=100_000,
    )
    fallthrough: Input[bool | None] = arg(
        "Whether an issue that no rule matches is everybody's.", default=None
    )
    auto_assignment: Input[
        Literal["Auto Assign to Issue Owner", "Auto Assign to Suspect Commits", "Turn off Auto-Assignment"]
        | None
    ] = arg("Whom Sentry assigns an issue to by itself.", default=None)
    codeowners_auto_sync: Input[bool | None] = arg(
        "Whether a release brings changes of CODEOWNERS along.", default=None
    )


class OwnershipRules(Resource[OwnershipRulesArgs], name="OwnershipRules"):
    """The ownership rules of a project; each project has one set.

    Deleting the resource clears the rules, where it declared some, and leaves the rest as it is. Import by the
    project's id, slug, `org/slug` or the address of its page.
    """


class OwnershipRulesHandler(Handler[OwnershipRulesArgs], serves=OwnershipRules):
    """Ownership at `GET, PUT /projects/{org}/{project}/ownership/`."""

    @staticmethod
    def parts(inputs: Mapping[str, Any]) -> Parts:
        """The rules, if declared: a deletion clears nothing else."""
        return frozenset(inputs) & {"rules"}

    def check(self, args: OwnershipRulesArgs) -> Iterable[Problem]:
        """Refuse rules outside of Sentry's grammar, and rules without an owner."""
        if isinstance(args.rules, str):
            for wrong in complaints(args.rules):
                yield Problem("rules", wrong)

    async def create(self, args: OwnershipRulesArgs) -> Record:
        """Set the declared values; a project always has ownership rules."""
        record = Record(await self.client.projects.id_of(plain(args.project)))
        with half_made(record, unless=NotFound):  # no such project, so nothing to record
            return await self.update(record, args, args)

    async def read(
        self, id: str, declared: OwnershipRulesArgs | None, outputs: Mapping[str, Any]
    ) -> Record | None:
        """One GET; an import first asks for the project's id."""
        reference = resolve_reference(id, PROJECT, self.client.organization)
        try:
            if declared is None:
                reference = str((await self.client.projects.get(reference))["id"])
            ownership = await self.client.ownership.get(reference)
        except NotFound:
            return None
        live = _live(ownership)
        live["project"] = reference if declared is None else declared.project
        if declared is None:
            live = {name: value for name, value in live.items() if value not in (None, "")}
        return Record(reference, live=live)

    async def update(self, record: Record, old: OwnershipRulesArgs, new: OwnershipRulesArgs) -> Record:
        """Send all declared values."""
        body = {key: value for name, key in _WIRE.items() if (value := getattr(new, name)) is not None}
        if not body:
            return record
        live = _live(await self.client.ownership.update(record.id, body))
        return Record(record.id, live=answered(live, _WIRE))

    async def delete(self, record: Record, declared: OwnershipRulesArgs | None) -> None:
        """Clear the declared rules: Sentry cannot delete them."""
        if declared is not None and declared.rules is not None:
            with suppress(NotFound):  # gone with its project
                await self.client.ownership.update(record.id, {"raw": ""})


def _live(ownership: Mapping[str, Any]) -> dict[str, Any]:
    live = {name: ownership[key] for name, key in _WIRE.items() if key in ownership}
    return live | {"rules": ownership.get("raw") or ""}  # null stands for an empty text
