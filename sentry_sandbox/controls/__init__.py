"""The controls of a test: faults, quirks and limits to switch on, logs to read back."""
