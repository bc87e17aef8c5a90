"""What the fields of Sentry's answers are, by their names."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final


@dataclass(frozen=True, slots=True)
class Kind:
    """What a field is.

    Args:
        called: for people.
        fits: whether a value is that.
        null: whether Sentry answers null for it even where readers need the field.
    """

    called: str
    fits: Callable[[Any], bool]
    null: bool = False


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and abs(value) <= sys.float_info.max


def _is_object(value: Any) -> bool:
    return isinstance(value, dict)


def _is_objects(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, dict) for item in value)


def _is_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _is_pairs(value: Any) -> bool:
    return isinstance(value, list) and all(_is_texts(item) and len(item) == 2 for item in value)  # noqa: PLR2004


def _is_id(value: Any) -> bool:
    return (_is_text(value) and value != "") or _is_whole(value)


def _is_instant(value: Any) -> bool:
    try:
        return isinstance(value, str) and datetime.fromisoformat(value).tzinfo is not None
    except ValueError:
        return False


def _is_schedule(value: Any) -> bool:
    # A crontab, or an interval such as [2, "hour"].
    return isinstance(value, str) or (isinstance(value, list) and len(value) == 2)  # noqa: PLR2004


_TEXT = Kind("text", _is_text)
_TEXT_OR_NULL = Kind("text", _is_text, null=True)
_ID = Kind("an id", _is_id)
_OBJECT = Kind("an object", _is_object)
_OBJECT_OR_NULL = Kind("an object", _is_object, null=True)
_FLAG = Kind("true or false", lambda value: isinstance(value, bool))
_WHOLE = Kind("a whole number", _is_whole)
_LIST = Kind("a list", lambda value: isinstance(value, list))
_OBJECTS = Kind("a list of objects", _is_objects)
_TEXTS = Kind("a list of texts", _is_texts)

KINDS: Final[Mapping[str, Kind]] = {
    **dict.fromkeys(("id", "projectId"), _ID),
    **dict.fromkeys(("slug", "name", "type", "public", "security", "orgRole", "teamSlug"), _TEXT),
    **dict.fromkeys(("aggregate", "query", "dataset"), _TEXT),
    **dict.fromkeys(("platform", "domainName"), _TEXT_OR_NULL),
    **dict.fromkeys(("dsn", "queryObj", "snubaQuery", "conditionGroup", "config"), _OBJECT),
    **dict.fromkeys(("links", "flags", "triggers", "user", "actions.data"), _OBJECT),
    **dict.fromkeys(("options", "rateLimit"), _OBJECT_OR_NULL),
    **dict.fromkeys(("enabled", "isActive", "pending", "expired"), _FLAG),
    **dict.fromkeys(("timeWindow", "intervalSeconds", "timeoutMs", "frequency", "count", "window"), _WHOLE),
    "countDeleted": _WHOLE,
    **dict.fromkeys(("dataSources", "conditions", "actionFilters", "actions"), _OBJECTS),
    **dict.fromkeys(("teams", "teamRoles", "emails", "timeSeries", "values"), _OBJECTS),
    **dict.fromkeys(("eventTypes", "features"), _TEXTS),
    "conditionResult": Kind("one value", lambda value: not isinstance(value, dict | list), null=True),
    "dateCreated": Kind("an instant", _is_instant),
    **dict.fromkeys(("detectorIds", "workflowIds", "replayAccessMembers"), _LIST),
    "timestamp": Kind("a number", _is_number),
    "headers": Kind("a list of pairs", _is_pairs),
    "schedule": Kind("a schedule", _is_schedule),
    "trustedRelays": Kind("a list of objects", _is_objects, null=True),
}
"""What a field of a name is, wherever it is in an answer, as Sentry's published description has it.

A name with a dot is that of a field and of the field around it; it goes before the name alone.
"""
