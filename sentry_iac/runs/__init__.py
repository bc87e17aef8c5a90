"""What the engine is run for: to look, to bring up, to look at a base branch, to remove."""
