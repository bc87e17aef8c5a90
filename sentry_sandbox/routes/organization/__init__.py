"""The organization, and what belongs to all of it."""
