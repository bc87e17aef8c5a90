"""Bodies of answers: one module a kind of object."""
