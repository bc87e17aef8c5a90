"""What happened, who did it and how much it was: endpoints that are read; a purge deletes issues and replays."""
