"""Facts about a stack before the engine runs: its Sentry, its config, and its state on this machine."""
