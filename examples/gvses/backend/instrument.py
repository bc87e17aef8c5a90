"""Starts Sentry. `main` imports this before anything else, so that nothing happens unseen."""

import os
from pathlib import Path
from typing import Any

import sentry_sdk
from dotenv import load_dotenv
from sentry_sdk.integrations.fastapi import FastApiIntegration
from sentry_sdk.integrations.starlette import StarletteIntegration

from expected import EXPECTED
from privacy import without_personal_data

# Written by `pulumi up`; a variable that the process already has wins.
load_dotenv(Path(__file__).with_name(".env"))


def before_send(event: Any, hint: dict[str, Any]) -> Any:
    """Lower what is expected to `info`: it stays countable, and no alert rings for it."""
    error = hint["exc_info"][1] if hint.get("exc_info") else None
    if isinstance(error, EXPECTED):
        event["level"] = "info"
    return without_personal_data(event)


def before_send_transaction(event: Any, _hint: dict[str, Any]) -> Any:
    """Leave out the uptime monitor's requests: they say nothing about people's."""
    return None if event.get("transaction") == "/health" else without_personal_data(event)


sentry_sdk.init(
    dsn=os.environ.get("SENTRY_DSN"),
    environment=os.environ.get("SENTRY_ENVIRONMENT"),
    release=os.environ.get("SENTRY_RELEASE"),
    traces_sample_rate=float(os.environ.get("SENTRY_TRACES_SAMPLE_RATE", "0")),
    profiles_sample_rate=float(os.environ.get("SENTRY_PROFILES_SAMPLE_RATE", "0")),
    send_default_pii=False,
    include_local_variables=False,
    max_request_body_size="never",
    integrations=[
        StarletteIntegration(transaction_style="url"),
        FastApiIntegration(transaction_style="url"),
    ],
    before_send=before_send,
    before_send_transaction=before_send_transaction,
)
