"""The engine's runs for commands: a dry run, an `up`, a preview against the base branch, and `make clean`."""
