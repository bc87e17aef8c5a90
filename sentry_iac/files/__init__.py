"""Files on this machine: where a project keeps them, how they are written, locked and edited, and git."""
