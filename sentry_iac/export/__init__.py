"""Writes an organization down as a project: what it has becomes what is declared, and nothing is written at Sentry."""
