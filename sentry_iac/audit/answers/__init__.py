"""What checks read from Sentry, each thing once, and what follows from it."""
