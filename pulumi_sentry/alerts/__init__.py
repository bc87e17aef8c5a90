"""Alerts, which react to issues: their triggers, filters and actions."""
