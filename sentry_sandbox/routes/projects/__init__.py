"""Projects, and what is set on one."""
