"""One request of the management API as handlers see it, and its pages."""
