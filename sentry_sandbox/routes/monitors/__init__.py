"""Monitors and alerts, which Sentry calls detectors and workflows, and what they did."""
