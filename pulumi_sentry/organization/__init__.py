"""The organization itself: its settings, and the lookup that reads it."""
