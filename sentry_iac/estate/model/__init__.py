"""The parts of an estate: all values are known and in Sentry's units."""
