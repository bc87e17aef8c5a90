"""What a metric monitor measures: a function of an attribute, such as `p95(span.duration)`.

(sentry: `incidents/logic.py`, `check_aggregate_column_support`; `snuba/entity_subscription.py` for crash-free rates)
"""

from __future__ import annotations

import re
from typing import Final

from sentry_rules.words import closest, listed, quoted

SPANS: Final = "events_analytics_platform"
ERRORS: Final = "events"
CRASH_RATES: Final = "metrics"

CRASH_RATE_WINDOWS: Final = (1800, 3600, 7200, 14400, 43200, 86400)
"""Seconds over which Sentry measures crash-free rates."""

_FUNCTION: Final = re.compile(r"(?P<function>[^()\s]+)\((?P<argument>.*)\)")
_EQUATION: Final = "equation|"
_RATES: Final = "write percentage(sessions_crashed, sessions) or percentage(users_crashed, users)"
_CRASH_RATE: Final = re.compile(r"percentage\( *(?:sessions|users)_crashed *, *(?:sessions|users) *\)")
_OF_ERRORS: Final = frozenset(
    {
        "",
        *("user", "release", "dist", "tags[sentry:user]", "tags[sentry:release]", "tags[sentry:dist]"),
        "transaction.duration",
    }
)
_FUNCTIONS: Final = (
    *("count", "count_unique", "sum", "avg", "min", "max", "p50", "p75", "p90", "p95", "p99", "p100"),
    *("epm", "eps", "failure_count", "failure_rate", "apdex", "user_misery"),
    *("cache_hit_rate", "cache_miss_rate", "http_response_rate", "performance_score", "spm"),
)
_ATTRIBUTES: Final = (
    *("span.duration", "span.self_time", "span.op", "span.description", "span.status", "span.status_code"),
    *("span.system", "span.category", "span.action", "span.domain", "span.name", "is_transaction"),
    *("transaction", "release", "environment", "trace", "user", "user.id", "user.email", "user.username"),
    *("measurements.lcp", "measurements.fcp", "measurements.cls", "measurements.inp", "measurements.ttfb"),
    *("http.response_content_length", "http.response_transfer_size", "http.decoded_response_content_length"),
    *("cache.item_size", "messaging.message.receive.latency", "gen_ai.usage.total_tokens"),
)
"""What Sentry's own SDKs send; an application may send others."""

_KEPT_AS_A_TAG: Final = re.compile(r"\(tags\[sentry:(user|release|dist)\]\)\Z")
"""(sentry: `incidents/logic.py`, `TRANSLATABLE_COLUMNS`)"""

_ALIKE: Final = 0.85


def normal(aggregate: str) -> str:
    """Return an aggregate with its attribute under the attribute's own name.

    Sentry keeps ``count_unique(user)`` as ``count_unique(tags[sentry:user])`` and answers that, and takes both.
    """
    return _KEPT_AS_A_TAG.sub(r"(\1)", aggregate)


def complaint(aggregate: str, dataset: str) -> str | None:
    """Return what is wrong with an aggregate, or None where Sentry may take it.

    Args:
        aggregate: what is written.
        dataset: Sentry's word for what it is measured over.
    """
    text = aggregate.strip()
    if text.startswith(_EQUATION):
        return None
    if dataset == CRASH_RATES:
        return None if _CRASH_RATE.match(text) else f"{quoted(aggregate)} is no crash-free rate; {_RATES}"
    if text == "upsampled_count()":
        return "upsampled_count() is Sentry's own; write count()"
    parts = _FUNCTION.fullmatch(text)
    if parts is None or parts["argument"].count("(") != parts["argument"].count(")"):
        return f"{quoted(aggregate)} is not a function of an attribute; write e.g. {_example(dataset)}"
    return _argument_complaint(aggregate, parts["function"], parts["argument"].strip(), dataset)


def _argument_complaint(aggregate: str, function: str, argument: str, dataset: str) -> str | None:
    if function == "count_unique" and not argument:
        return "count_unique() needs what is counted, e.g. count_unique(user)"
    if dataset == ERRORS and not _is_of_errors(argument):
        return (
            f"{quoted(aggregate)} looks at {quoted(argument)}, and of errors Sentry measures "
            "count() and count_unique(user) (or release, dist) only"
        )
    return None


def _example(dataset: str) -> str:
    return "count() or count_unique(user)" if dataset == ERRORS else "p95(span.duration) or failure_rate()"


def _is_of_errors(argument: str) -> bool:
    # Of several arguments, and of a number, this says nothing: those are functions of their own.
    return (
        argument in _OF_ERRORS
        or argument.startswith("measurements.")
        or "," in argument
        or argument.replace(".", "", 1).isdecimal()
    )


def doubt(aggregate: str, dataset: str) -> str | None:
    """Return what may be misspelt in an aggregate that Sentry may take all the same.

    It holds nothing of what is written, which may be a secret of somebody's program.
    """
    parts = _FUNCTION.fullmatch(aggregate.strip())
    if parts is None or dataset == CRASH_RATES:
        return None
    function, argument = parts["function"], parts["argument"].strip()
    if function not in _FUNCTIONS:
        close = closest(function, _FUNCTIONS)
        hint = f"did you mean {close}?" if close else f"known: {listed(_FUNCTIONS)}"
        return f"calls a function that is not known here ({hint})"
    if dataset == SPANS and argument not in _ATTRIBUTES:
        close = closest(argument, _ATTRIBUTES, _ALIKE)
        if close:
            return f"looks at an attribute that Sentry takes for one of your own (did you mean {close}?)"
    return None
