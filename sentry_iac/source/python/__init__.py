"""Reads a back end in Python: its imports, the order in which it runs, and the options of `sentry_sdk.init`."""
