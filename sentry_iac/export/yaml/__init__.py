"""An export as a `sentry.yaml`, as a person would have written it."""
