"""Alerts, which react to issues: the resource, and what one is made of - triggers, filters and actions."""
