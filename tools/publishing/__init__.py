"""A release: what it is called, its files, and the proofs that they work. `make release-check` does all but publish."""
