"""The types of Sentry's requests and answers: plain JSON."""

from __future__ import annotations

from typing import Any

JsonObject = dict[str, Any]
"""A JSON object with Sentry's own key names."""

JsonObjects = list[JsonObject]
"""A list of them; named, because the families have methods called ``list``."""
