"""The Sentry REST client. It knows nothing of Pulumi.

Example:
    async with SentryClient(organization="acme", token=token) as sentry:
        project = await sentry.projects.get("backend")
"""

from pulumi_sentry.api.client import SentryClient
from pulumi_sentry.api.errors import (
    OLDEST,
    AnswerLost,
    BadRequest,
    ConfigurationError,
    Conflict,
    ConnectionFailed,
    EndpointRetired,
    Forbidden,
    IncompleteAnswer,
    NotFound,
    NotSentry,
    RateLimited,
    SentryError,
    ServerError,
    Stopped,
    TooOld,
    Unauthorized,
    UnexpectedRedirect,
    UnknownOrganization,
)
from pulumi_sentry.api.json_types import JsonObject

__all__ = [
    "OLDEST",
    "AnswerLost",
    "BadRequest",
    "ConfigurationError",
    "Conflict",
    "ConnectionFailed",
    "EndpointRetired",
    "Forbidden",
    "IncompleteAnswer",
    "JsonObject",
    "NotFound",
    "NotSentry",
    "RateLimited",
    "SentryClient",
    "SentryError",
    "ServerError",
    "Stopped",
    "TooOld",
    "Unauthorized",
    "UnexpectedRedirect",
    "UnknownOrganization",
]
