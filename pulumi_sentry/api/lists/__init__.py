"""Reads many objects from one list instead of one request each."""
