"""Questions to Sentry about a plan. Nothing depends on an answer: without one, a report says that nobody knows."""
