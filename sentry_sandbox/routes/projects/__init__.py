"""Projects, their keys, filters, rules, environments and teams."""
