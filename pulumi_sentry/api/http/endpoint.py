"""An endpoint as data: method, path and the scopes that open it, written once beside its use."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote

from pulumi_sentry.api.errors import ConfigurationError
from pulumi_sentry.api.http.redact import mask_client_keys
from pulumi_sentry.api.json_types import JsonObject

Params = Mapping[str, str | int | Sequence[str]]
"""Query parameters; a sequence repeats its key."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One endpoint of Sentry's API.

    Args:
        method: the HTTP method.
        template: the path below ``/api/0`` with ``{names}``; starts and ends with a slash.
        scopes: token scopes of which any one is enough.
    """

    method: str
    template: str
    scopes: tuple[str, ...]

    def __post_init__(self) -> None:
        if not (self.template.startswith("/") and self.template.endswith("/")):
            # Without the slash at the end Sentry does not find the route.
            raise ValueError(f"the path {self.template} must start and end with a slash")

    def call(
        self,
        segments: Mapping[str, str | int],
        *,
        params: Params | None = None,
        body: JsonObject | None = None,
    ) -> Call:
        """Fill in the path; ``segments`` are quoted, so that an id can never lead elsewhere.

        Raises:
            ConfigurationError: a segment is empty or made of dots, which would address another object.
        """
        quoted: dict[str, str] = {}
        for name, value in segments.items():
            text = str(value)
            if text.strip(". ") == "":
                raise ConfigurationError(
                    f"{self.method} {self.template} needs a value for {name}, but it is {text!r}",
                    method=self.method,
                    path=self.template,
                )
            quoted[name] = quote(text, safe="")
        return Call(self, self.template.format_map(quoted), dict(params or {}), body)


@dataclass(frozen=True, slots=True)
class Call:
    """One request to be made.

    Args:
        endpoint: where it goes and what it needs.
        path: the quoted path below ``/api/0``.
        params: query parameters.
        body: the JSON body, or None for none.
    """

    endpoint: Endpoint
    path: str
    params: Params = field(default_factory=dict)
    body: JsonObject | None = field(default=None, repr=False)

    @property
    def method(self) -> str:
        """The HTTP method."""
        return self.endpoint.method

    @property
    def shown_path(self) -> str:
        """The path as it may be shown to people and logged: client keys are masked."""
        return mask_client_keys(self.path)

    def segment(self, name: str) -> str:
        """What fills a name of the template, as it may be shown; empty where the template has no such name."""
        parts = zip(self.endpoint.template.split("/"), self.shown_path.split("/"), strict=True)
        return next((value for part, value in parts if part == f"{{{name}}}"), "")

    def __str__(self) -> str:
        return f"{self.method} {self.shown_path}"
