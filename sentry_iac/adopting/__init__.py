"""Takes existing objects into a stack's state; nothing is written at Sentry."""
