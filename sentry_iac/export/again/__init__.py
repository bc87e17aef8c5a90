"""Reads an organization again: what was made by hand since becomes a patch to `sentry.yaml`."""
