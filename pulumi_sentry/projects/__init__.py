"""A project, and what is set on it alone: its inbound filters, its ownership rules, its spike protection."""
