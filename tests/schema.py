"""What the JSON schema of `sentry.yaml` says about a file, as an editor would."""

from __future__ import annotations

from functools import cache

from jsonschema import Draft7Validator

from sentry_iac.estate import json_schema, parse_document


@cache
def _validator() -> Draft7Validator:
    return Draft7Validator(json_schema())


def complaints(text: str) -> list[str]:
    """Return what the schema refuses in the text of a `sentry.yaml`."""
    value = parse_document(text, "sentry.yaml").value
    return [f"{error.json_path}: {error.message}"[:300] for error in _validator().iter_errors(value)]
