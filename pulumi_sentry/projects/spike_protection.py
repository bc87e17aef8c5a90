"""Spike protection (`/api/0/organizations/{org}/spike-protections/`), which saves the quota from a flood of events.

It is a setting of a project that Sentry switches on for each new one; sentry.io only.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from pulumi import Output

from pulumi_sentry.api.errors import BadRequest, Forbidden, NotFound, SentryError
from pulumi_sentry.declaration import Args, Input, Resource, Trimmed, arg, output, plain
from pulumi_sentry.lifecycle.handler import Handler, Record
from pulumi_sentry.lifecycle.references import PROJECT, resolve_reference

OPTION = "quotas:spike-protection-disabled"
"""The project's option that tells whether it is off; no endpoint reads it."""


class SpikeProtectionArgs(Args):
    """The arguments of spike protection."""

    project: Input[Trimmed] = arg("Id or slug of the project.", replace=True, min_length=1)
    enabled: Input[bool] = arg("Whether events of a spike are dropped.", default=True)


class SpikeProtection(Resource[SpikeProtectionArgs], name="SpikeProtection"):
    """Whether a project is protected from spikes.

    Removing it goes back to what Sentry gives a new project: protection is on. Import by the project: its id, slug,
    `org/slug` or the address of its page.
    """

    ignored: Output[bool] = output(
        "Whether Sentry took it and left things as they were, because the plan has none.",
        follows=("enabled",),
    )


class SpikeProtectionHandler(Handler[SpikeProtectionArgs], serves=SpikeProtection):
    """Spike protection at `POST, DELETE /organizations/{org}/spike-protections/`, read from the project.

    There is no endpoint to read it: `GET /projects/{org}/{project}/` has it among its options.
    """

    async def create(self, args: SpikeProtectionArgs) -> Record:
        """Switch, then read back."""
        project = await self.client.projects.get(plain(args.project))
        return await self._switched(project, args)

    async def read(
        self, id: str, declared: SpikeProtectionArgs | None, outputs: Mapping[str, Any]
    ) -> Record | None:
        """One GET of the project."""
        reference = resolve_reference(id, PROJECT, self.client.organization)
        try:
            project = await self.client.projects.get(reference)
        except NotFound:
            return None
        ignored = (
            bool(outputs.get("ignored")) and declared is not None and _is_on(project) != declared.enabled
        )
        # A program names the project by its id or slug; an import names it as the reference does.
        named = reference if declared is None else declared.project
        return _record(project, named, ignored=ignored)

    async def update(self, record: Record, old: SpikeProtectionArgs, new: SpikeProtectionArgs) -> Record:
        """Switch, then read back."""
        return await self._switched(await self.client.projects.get(record.id), new)

    async def delete(self, record: Record, declared: SpikeProtectionArgs | None) -> None:
        """Switch it on, as for a new project; do nothing if the project is gone."""
        with suppress(NotFound):
            project = await self.client.projects.get(record.id)
            if not _is_on(project):
                await self._switch(project["slug"], on=True)

    async def _switched(self, project: Mapping[str, Any], args: SpikeProtectionArgs) -> Record:
        await self._switch(project["slug"], on=plain(args.enabled))
        now = await self.client.projects.get(str(project["id"]))
        ignored = _is_on(now) != args.enabled
        if ignored:
            state = "on" if _is_on(now) else "off"
            self.session.warn(
                f"Sentry accepted this and left spike protection {state}, as it does where the plan has no spike "
                "protection; declare what it is, or change the plan"
            )
        return _record(now, args.project, ignored=ignored)

    async def _switch(self, slug: str, *, on: bool) -> None:
        try:
            if on:
                await self.client.spike_protection.enable(slug)
            else:
                await self.client.spike_protection.disable(slug)
        except (BadRequest, Forbidden) as error:
            raise SentryError(
                f"{error}; or the plan has no spike protection: it belongs to paid plans of sentry.io",
                method=error.method,
                path=error.path,
                status=error.status,
            ) from error


def _is_on(project: Mapping[str, Any]) -> bool:
    return not (project.get("options") or {}).get(OPTION)


def _record(project: Mapping[str, Any], named: object, *, ignored: bool) -> Record:
    live: dict[str, Any] = {"project": named, "enabled": _is_on(project)}
    if ignored:
        del live["enabled"]  # the declared value stands; a warning has said that it has no effect
    return Record(id=str(project["id"]), outputs={"ignored": ignored}, live=live)
