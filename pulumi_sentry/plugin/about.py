"""What the schema says of the package itself, and how the packages for other languages are called.

What Pulumi's generators read under `language`:
https://www.pulumi.com/docs/iac/extending-pulumi/build-a-provider/schema/
"""

from __future__ import annotations

from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, metadata
from typing import Any, Final

from pulumi_sentry._version import __version__
from pulumi_sentry.declaration import PACKAGE

NAME: Final = "pulumi-sentry"
"""The name of the distribution, of the npm package and of the publisher: nobody else's, such as `@pulumi/sentry`."""

GO_UNPUBLISHED: Final = f"example.com/{NAME}/sdk/go/{PACKAGE}"
"""The import path of the Go package as long as no repository is named: nobody can publish anything there."""

_FIELDS: Final = {"Homepage": "homepage", "Repository": "repository", "Logo": "logoUrl"}
"""The field of the schema for each label of `[project.urls]`."""


def about() -> dict[str, Any]:
    """The fields of the schema that are about the package as a whole."""
    found = addresses(_project_urls())
    return {
        "name": PACKAGE,
        "displayName": "Sentry",
        "version": __version__,
        "description": "Sentry as code: projects, client keys, monitors and alerts on the Monitors & Alerts API.",
        "keywords": ["pulumi", "sentry", "category/monitoring", "kind/native"],
        "license": "Apache-2.0",
        "publisher": NAME,
        **found,
        # Without supportPack the Go package would have no go.mod.
        "meta": {"moduleFormat": "(.*)", "supportPack": True},
        "language": _languages(go_path(found.get("repository", ""))),
    }


def go_path(repository: str) -> str:
    """The import path of the Go package: the one that Pulumi's tools print for the repository.

    Args:
        repository: its address; empty as long as there is none.
    """
    root = repository.partition("://")[2].strip("/")
    return f"{root}/sdk/go/{PACKAGE}" if root else GO_UNPUBLISHED


def addresses(project_urls: Iterable[str]) -> dict[str, str]:
    """The addresses of a distribution as fields of the schema.

    Whoever publishes it writes them into `[project.urls]` of pyproject.toml, and nowhere else.

    Args:
        project_urls: `Project-URL` lines of its metadata, such as `Repository, https://example.com/acme/sentry`.
    """
    found = dict(line.split(", ", 1) for line in project_urls if ", " in line)
    return {field: found[label] for label, field in _FIELDS.items() if label in found}


def _languages(go: str) -> dict[str, dict[str, Any]]:
    version = {"respectSchemaVersion": True}
    return {
        "nodejs": {"packageName": NAME, **version},
        "python": {"packageName": NAME.replace("-", "_"), "pyproject": {"enabled": True}, **version},
        "go": {"importBasePath": go, "generateResourceContainerTypes": True, **version},
        "csharp": {
            "rootNamespace": "PulumiSentry",
            "namespaces": {PACKAGE: "Sentry"},
            "packageReferences": {"Pulumi": "3.*"},
            **version,
        },
        "java": {"basePackage": "pulumisentry", "buildFiles": "gradle"},
    }


def _project_urls() -> list[str]:
    try:
        return metadata(NAME).get_all("Project-URL") or []
    except PackageNotFoundError:
        # A plugin that the engine fetched as source is a folder, not an installed distribution.
        return []
