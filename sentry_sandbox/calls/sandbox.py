"""One running sandbox: its data, and its controls for tests."""

from __future__ import annotations

from dataclasses import dataclass, field

from sentry_sandbox.controls.deprecations import Deprecations
from sentry_sandbox.controls.envelope_log import EnvelopeLog
from sentry_sandbox.controls.faults import Faults
from sentry_sandbox.controls.quirks import Quirks
from sentry_sandbox.controls.rate_limits import RateLimits
from sentry_sandbox.controls.request_log import RequestLog
from sentry_sandbox.settings import Settings
from sentry_sandbox.store import Store


@dataclass(frozen=True)
class Sandbox:
    """The parts of a running sandbox, which every handler works on."""

    settings: Settings
    store: Store
    quirks: Quirks
    limits: RateLimits
    faults: Faults = field(default_factory=Faults)
    log: RequestLog = field(default_factory=RequestLog)
    deprecations: Deprecations = field(default_factory=Deprecations)
    envelopes: EnvelopeLog = field(default_factory=EnvelopeLog)
