"""What Sentry does by itself: rules for request bodies, bodies of answers, side effects, the audit log, and a past."""
