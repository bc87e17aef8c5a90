"""The admin API below `/_sandbox/`: the first objects, what people did besides, and the state for tests."""
