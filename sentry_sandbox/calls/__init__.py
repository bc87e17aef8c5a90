"""One request of the management API as handlers see it, and what its query asks of a list."""
