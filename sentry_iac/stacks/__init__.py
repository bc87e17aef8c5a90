"""What a stack says before the engine runs: which Sentry it is for, who may call it, where its config stands."""
