"""The audit: is a stack's Sentry ready, and is it safe? Every finding is measured, and nothing is written."""

from sentry_iac.audit.catalogue import CHECKS
from sentry_iac.audit.check import Check, Phase, Section
from sentry_iac.audit.finding import Chart, Finding, Location, Outcome
from sentry_iac.audit.render import FORMATS, render
from sentry_iac.audit.report import Report, Result, audit
from sentry_iac.audit.sentry_view import SentryView
from sentry_iac.audit.subject import ApplicationSource, Subject
from sentry_iac.source import Unreadable

__all__ = [
    "CHECKS",
    "FORMATS",
    "ApplicationSource",
    "Chart",
    "Check",
    "Finding",
    "Location",
    "Outcome",
    "Phase",
    "Report",
    "Result",
    "Section",
    "SentryView",
    "Subject",
    "Unreadable",
    "audit",
    "render",
]
