"""Monitors, which open issues: of metrics, of uptime and of cron jobs."""
