"""Monitors, which open issues: of metrics, of uptime, of cron jobs, and those that Sentry makes with a project."""
