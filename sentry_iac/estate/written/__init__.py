"""The keys of `sentry.yaml` and of a stack file, as models of the text alone."""
