"""A past, which only tests and developers can make: issues, replays, usage, sent alerts."""
