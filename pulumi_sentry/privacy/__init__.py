"""Scrubbing rules, which projects and the organization both take."""
