"""The Pulumi program of organization parcels: all that `sentry.yaml` declares."""

import sentry_iac

sentry_iac.declare()
