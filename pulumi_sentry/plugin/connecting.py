"""Makes the provider's client, or refuses to where the state is of another Sentry."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from typing import Any, Final

from pulumi_sentry.declaration import PACKAGE, Problem
from pulumi_sentry.lifecycle.place import ElsewhereError, Place, elsewhere, is_default, site_of
from pulumi_sentry.plugin.explained import OperationError
from pulumi_sentry.plugin.session import ProviderSession
from pulumi_sentry.provider import Asked, ProviderArgs, check_token, resolve

_LIKE: Final = 0.75
"""How alike two names are that are one and the same misspelt: of 1, as `difflib` counts."""

CONFIG_NAMES = {info.alias or name for name, info in ProviderArgs.model_fields.items()}


async def connect(session: ProviderSession, urn: str, asked: Asked, held: Place) -> None:
    """Make the client, unless the state's objects are in another place than the run asks for.

    Sentry is asked only if its answer can decide, and only with a token that is meant for it.
    """
    settings, missing = resolve(asked.config)
    if settings is None:
        raise OperationError("; ".join(missing))
    site = site_of(settings.base_url)
    if not held.can_be(site) or (asked.token_is_kept and held.site not in {"", site}):
        raise elsewhere_error(urn, held, Place(site, settings.organization))
    check_token(asked.config, settings)
    await session.configure(settings)
    await session.client.connect()
    found = Place.read(settings.base_url, session.client.organization_info)
    if not held.is_same(found):
        raise elsewhere_error(urn, held, found)
    session.place = held.followed_by(found)
    # The engine configures with the result of this check, including the place that it found.
    session.place_is_new |= not held.site


def elsewhere_error(urn: str, held: Place, asked: Place) -> ElsewhereError:
    """The message about a state of one place and a configuration for another."""
    provider = "" if is_default(urn) else urn.rsplit("::", 1)[-1]
    return ElsewhereError(elsewhere(held, asked, stack=_stack_of(urn), provider=provider))


def refuse_elsewhere(session: ProviderSession, urn: str, outputs: Mapping[str, Any]) -> None:
    """Stop at an object whose page is at another Sentry, if the state names its place no better.

    Objects without a page are then in that place, too.
    """
    page, place = Place.of_page(outputs.get("url")), session.place
    if page is not None and session.place_is_new and page.speaks_against(place):
        session.elsewhere = elsewhere(page, place, stack=_stack_of(urn))
    if session.elsewhere:
        raise ElsewhereError(session.elsewhere)


def config_values(values: Mapping[str, Any]) -> dict[str, Any]:
    """The configuration alone, without what the engine passes beside it."""
    return {name: values[name] for name in CONFIG_NAMES if values.get(name) is not None}


def misspelt(urn: str, values: Mapping[str, Any]) -> list[Problem]:
    """The names in a configuration that are almost known.

    The engine passes names of its own beside the configuration: `version`, `pluginDownloadURL`, more with each
    release. So a name that is like none of ours says nothing.
    """
    prefix = f"{PACKAGE}:" if is_default(urn) else ""
    known = {name.lower(): name for name in CONFIG_NAMES}
    found = []
    for name in sorted(values.keys() - CONFIG_NAMES):
        for near in difflib.get_close_matches(name.lower(), known, n=1, cutoff=_LIKE):
            # Without a path, so that the engine does not print the value, which may be a token.
            found.append(Problem("", f"{prefix}{name} is not known; did you mean {prefix}{known[near]}?"))
    return found


def is_reached(place: Place, config: Mapping[str, Any]) -> bool:
    """Whether the configuration in a state still leads to the state's place."""
    settings, _ = resolve(config)
    return settings is not None and (site_of(settings.base_url), settings.organization) == (
        place.site,
        place.organization,
    )


def _stack_of(urn: str) -> str:
    # urn:pulumi:<stack>::<project>::...
    return urn.removeprefix("urn:pulumi:").split("::", 1)[0]
