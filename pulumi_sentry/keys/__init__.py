"""Client keys, each the origin of a DSN: the resource, its id, its use, its retirement."""
