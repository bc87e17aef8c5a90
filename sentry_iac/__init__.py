"""The command line: from `sentry.yaml` to a Sentry that is as declared, and all that people ask on the way."""
