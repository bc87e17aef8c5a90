"""Reads a back end in Python: what it imports, what runs when, and what its options are given."""
