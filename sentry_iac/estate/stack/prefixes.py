"""Finds keys of a stack file that begin with another name than the project's: nobody reads them."""

from __future__ import annotations

from typing import Final

from sentry_iac.estate.stack.settings import StackConfig
from sentry_iac.estate.text.document import Document
from sentry_iac.estate.text.errors import Problem
from sentry_iac.estate.text.validation import alias_of

REQUIRED: Final = "environment"
"""The key that each stack has, so that its absence tells that the others are not read, either."""

_KEYS: Final = {alias_of(StackConfig, name) for name in StackConfig.model_fields}


def foreign_keys(document: Document | None, namespace: str) -> list[Problem]:
    """Return a problem for each key that would be the project's own but for its prefix.

    A key such as `aws:environment` may be right, so ask only where the project's own `environment` is missing.

    Args:
        document: the stack file; None where there is none.
        namespace: the project's name, with which its keys begin.
    """
    root = None if document is None else document.value
    config = root.get("config") if isinstance(root, dict) else None
    if document is None or not isinstance(config, dict):
        return []
    problems = []
    for key in map(str, config):
        prefix, colon, name = key.partition(":")
        if colon and prefix != namespace and name in _KEYS:
            said = f"nobody reads it: this project's keys begin with its name in Pulumi.yaml; write {namespace}:{name}"
            problems.append(Problem(document.file, document.line(("config", key)), (key,), said))
    return problems
