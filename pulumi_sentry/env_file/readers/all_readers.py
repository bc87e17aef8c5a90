"""The readers that people have."""

from __future__ import annotations

from typing import Final

from pulumi_sentry.env_file.readers.compose import compose
from pulumi_sentry.env_file.readers.found import Reader
from pulumi_sentry.env_file.readers.line_by_line import decouple_or_starlette, django_environ, docker_run
from pulumi_sentry.env_file.readers.node import dotenv, node_env_file
from pulumi_sentry.env_file.readers.python_dotenv import python_dotenv
from pulumi_sentry.env_file.readers.shell import shell

READERS: Final = (
    Reader("python-dotenv", python_dotenv),
    Reader("pydantic-settings", python_dotenv, folds_case=True),
    Reader("django-environ", django_environ),
    Reader("python-decouple", decouple_or_starlette),
    Reader("starlette", decouple_or_starlette),
    Reader("Node's dotenv", dotenv),
    Reader("Next", dotenv),
    Reader("node --env-file", node_env_file),
    Reader("Vite", node_env_file),
    Reader("docker compose", compose),
    Reader("docker run --env-file", docker_run),
    Reader("sh", shell),
)
"""Every reader that the tests hold this package to."""
