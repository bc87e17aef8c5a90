"""Makes the provider's client, or refuses to where the state is of another Sentry."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pulumi_sentry.lifecycle.place import ElsewhereError, Place, elsewhere, is_default, site_of
from pulumi_sentry.plugin.explained import OperationError
from pulumi_sentry.plugin.session import ProviderSession
from pulumi_sentry.provider import Asked, ProviderArgs, check_token, resolve

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
