"""Alerts, which react to issues: the resource, and its triggers, filters and actions."""
