"""What a test switches on (faults, quirks, deprecations) and reads back (the logs of requests and envelopes)."""
