"""Alerts, which Sentry calls workflows, and when they told somebody."""
