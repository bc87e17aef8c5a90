"""The Pulumi program of the GVSES trading dashboard: all that `sentry.yaml` declares, and what only GVSES has."""

import pulumi

import sentry_iac
from components import TradingDashboard

declared = sentry_iac.declare()
pulumi.export("pages", TradingDashboard(declared.applications).pages())
