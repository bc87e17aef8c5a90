"""What a test switches on and reads back: faults, quirks, limits, logs."""
