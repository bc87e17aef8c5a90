"""Questions to Sentry about a plan. No result depends on an answer; without one, the report says so."""
