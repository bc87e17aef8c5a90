"""A project, its own monitors, filters, ownership rules and spike protection."""
