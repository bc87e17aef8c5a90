"""Checks that a stack's state belongs to the Sentry that a command is about to work on."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from pulumi_sentry.api.errors import ConfigurationError
from pulumi_sentry.lifecycle.place import Place, site_of
from sentry_iac.engine.backend import Origin
from sentry_iac.engine.held_objects import Held, Resource, held_in
from sentry_iac.errors import CommandError
from sentry_iac.files.layout import Layout
from sentry_iac.runs.open_engine import backend_in_reach, open_engine
from sentry_iac.sandbox import background
from sentry_iac.stacks.last_applied import real_stacks
from sentry_iac.stacks.local_state import local_resources
from sentry_iac.stacks.target import Target, real_target_of

_REMEMBERED = re.compile(r"(?P<site>\S+) \((?P<organization>[^)]*)\)")


def held_by(layout: Layout, stack: str, resources: Sequence[Resource]) -> list[Held]:
    """Return the objects that a state holds; `up` remembers their place where the state itself does not name it."""
    page = _REMEMBERED.fullmatch(real_stacks(layout).get(stack, ""))
    remembered = place_of(page["site"], page["organization"]) if page else Place()
    return [
        Held(remembered, each.provider, each.kinds) if not (each.place.is_known or each.provider) else each
        for each in held_in(resources)
    ]


def held_in_reach(layout: Layout, stack: str, environ: Mapping[str, str], *, bin_folder: Path) -> list[Held]:
    """Return the objects that a stack's state holds; none where the state cannot be read."""
    backend = backend_in_reach(layout, stack, environ)
    if backend.state is Origin.LOCAL:
        return held_by(layout, stack, local_resources(layout, stack))
    try:
        resources = open_engine(layout, stack, environ, bin_folder=bin_folder).resources(stack)
    except CommandError:
        return []
    return held_by(layout, stack, resources)


def refuse_elsewhere(layout: Layout, stack: str, target: Target, resources: Sequence[Resource]) -> None:
    """Stop before anything is started if the state belongs to another Sentry than the target.

    Where only Sentry can tell whether both are the same, the provider asks it first.

    Raises:
        CommandError: the state belongs to another Sentry; the text names its objects and the ways on.
    """
    asked = place_of(target.url, target.organization)
    for held in held_by(layout, stack, resources):
        refusal = held.refusal(asked, stack)
        if refusal is not None:
            raise CommandError(refusal)


def asked_place(layout: Layout, stack: str, environ: Mapping[str, str]) -> Place:
    """Return the place that an `up` of a stack would work on; a local sandbox need not run.

    Raises:
        CommandError: real Sentry is half configured.
    """
    target = real_target_of(layout, stack, environ)
    if target is not None:
        return place_of(target.url, target.organization)
    url = background.running_sandbox(layout) or background.known_url(layout) or f"http://{background.HOST}"
    return place_of(url, background.ORGANIZATION)


def place_of(url: str, organization: str) -> Place:
    """Return the place of an address and a slug; the provider refuses an invalid address."""
    try:
        return Place(site_of(url), organization)
    except ConfigurationError:
        return Place(organization=organization)
