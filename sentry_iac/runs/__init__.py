"""What commands run the engine for: a dry run, an `up`, a preview against the base branch, and `make clean`."""
