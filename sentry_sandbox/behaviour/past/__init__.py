"""A past that nothing in the sandbox makes by itself: issues, replays, usage, alerts that were sent."""
