"""Checks of a Sentry organization: who is in it, what it keeps, whom it tells, and whether it is kept up."""
