"""Client keys, each the origin of a DSN: the resource, the id it goes by, whether a key is used, and how it goes."""
