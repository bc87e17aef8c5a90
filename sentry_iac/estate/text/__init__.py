"""YAML with its lines kept, units as people write them, and problems that name the line."""
