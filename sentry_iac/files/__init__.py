"""Files on this machine: written whole or not at all, edited in place, found in a project folder, known to git."""
