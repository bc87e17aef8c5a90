"""Carries one request through to Sentry: its address, its pace, its retries, and errors that explain themselves."""
