"""YAML with its lines, units as people write them, and problems that name the line."""
