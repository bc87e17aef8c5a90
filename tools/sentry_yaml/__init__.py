"""Prints the reference in docs/sentry-yaml.md: every key, out of the JSON schema."""
