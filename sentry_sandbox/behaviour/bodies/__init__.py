"""Bodies of answers, one module for each kind of object."""
