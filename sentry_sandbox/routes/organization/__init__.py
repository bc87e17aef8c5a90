"""The organization, its integrations and its audit log."""
