"""Monitors, which Sentry calls detectors, and when they had issues open."""
