"""The endpoints that are only read: what happened, who did it, how much it was. Purging deletes by two of them."""
