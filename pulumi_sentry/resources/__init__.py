"""The resources and lookups, one module each. The registry finds them; nothing lists them."""
