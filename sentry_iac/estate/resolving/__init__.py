"""Merges the written layers into an estate with all values known."""
