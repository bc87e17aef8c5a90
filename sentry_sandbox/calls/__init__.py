"""One request of the management API as handlers see it, its pages, and its query for a list."""
