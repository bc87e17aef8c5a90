"""Words for types of resources and their arguments."""

from __future__ import annotations

import re
from typing import Final

_TYPES: Final = {
    "ProjectKey": "client key",
    "EnvFile": ".env file",
    "MetricMonitor": "monitor",
    "ProjectTeam": "access",
    "TeamMembership": "membership",
}
_ARGUMENTS: Final = {
    "enabled": "switched on",
    "isActive": "active",
    "dataScrubber": "data scrubbing",
    "dataScrubberDefaults": "default scrubbers",
    "scrubIPAddresses": "scrubbing of IP addresses",
    "storeCrashReports": "stored crash reports",
    "timeWindow": "window",
    "verifySSL": "verify SSL",
    "scrapeJavaScript": "scrape JavaScript",
    "orgRole": "role in the organization",
}


def noun(kind: str) -> str:
    """Return the word for a type of resource: `client key` for `ProjectKey`."""
    return _TYPES.get(kind) or spaced(kind)


def spaced(name: str) -> str:
    """Return a property or type name as words: `data scrubber` for `dataScrubber`."""
    if name in _ARGUMENTS:
        return _ARGUMENTS[name]
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", name).lower()
