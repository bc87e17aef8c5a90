"""Where and how the file would say what Sentry has: values for its keys, to be tried."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from pydantic.alias_generators import to_camel

from pulumi_sentry.inventory import Found
from sentry_iac.estate.model.words import LOADER
from sentry_iac.estate.resolving.resolver import NO_PLATFORM
from sentry_iac.estate.text.units import duration_text
from sentry_iac.estate.text.validation import alias_of
from sentry_iac.estate.written.organization import OrganizationSettings
from sentry_iac.estate.written.settings import Filters, Settings
from sentry_iac.export.again.entries import Entry, Path
from sentry_iac.export.yaml.settings import written_ownership, written_setting

Edits = dict[Path, Any]
"""Values by their keys from the root; None removes a key."""

_LOADER: Final = {part: to_camel(word) for word, part in LOADER.items()}


def by_word(
    entry: Entry, found: Found[Any], there: Mapping[str, Any], words: Iterable[str], teams: Mapping[str, str]
) -> Edits:
    """Return the values of an object whose words each have a key of their own.

    Args:
        entry: what is declared.
        found: the object at Sentry.
        there: what Sentry has, by word.
        words: those that differ.
        teams: the names of teams by slug.
    """
    kind, edits = found.resource.__name__, {}
    for word in words:
        raw = getattr(found.args, word, None)
        if kind == "ProjectKey":
            key, value = _of_key(word, there[word])
        elif kind == "OwnershipRules":
            [(name, value)] = written_ownership({word: raw}, teams).items()
            key = (name,)
        elif word in _KEYS.get(kind, {}):
            key = (_KEYS[kind][word],)
            value = there[word] or (NO_PLATFORM if word == "platform" else None)
        elif kind in _SETTINGS:
            inside, model = _SETTINGS[kind]
            key, value = (*inside, alias_of(model, word)), _setting(word, raw)
        else:
            key, value = (), raw
        edits[(*entry.path, *key)] = value
    return edits


_KEYS: Final[Mapping[str, Mapping[str, str]]] = {
    "Team": {"slug": "slug", "name": "displayName"},
    "TeamMembership": {"role": "teamRole"},
    "Member": {"org_role": "orgRole"},
    "Project": {
        "slug": "slug",
        "name": "displayName",
        "team": "team",
        "platform": "platform",
        "shared_with": "sharedWith",
    },
}
"""Keys of words that stand beside each other, by kind of object."""

_SETTINGS: Final[Mapping[str, tuple[Path, type[Any]]]] = {
    "Project": (("settings",), Settings),
    "OrganizationSettings": ((), OrganizationSettings),
    "InboundFilters": ((), Filters),
}
"""Where the settings of an object stand below it, and the model of their keys."""


def _of_key(word: str, value: Any) -> tuple[Path, Any]:
    before, _, part = word.rpartition(".")
    if before:
        return ("loader", _LOADER[part]), value
    if word == "rate_limit" and value is not None:
        return ("rateLimit",), {"count": value["count"], "window": duration_text(value["window"], "s")}
    keys = {"is_active": "active", "browser_sdk_version": "browserSdkVersion", "rate_limit": "rateLimit"}
    return (keys.get(word, word),), value


def _setting(word: str, raw: Any) -> Any:
    return None if raw is None else written_setting(word, raw)


def by_key(path: Path, written: Mapping[str, Any], now: object) -> Edits:
    """Return the values that make a part of the file what an export writes there.

    Args:
        path: where it stands.
        written: what an export writes.
        now: what stands there.
    """
    return dict(_by_key(path, written, now if isinstance(now, Mapping) else {}))


def _by_key(path: Path, written: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[tuple[Path, Any]]:
    for key, value in written.items():
        if key not in now or now[key] != value:
            yield (*path, key), value
    for key in now:
        if key not in written and not key.startswith("x-"):
            yield (*path, key), None
