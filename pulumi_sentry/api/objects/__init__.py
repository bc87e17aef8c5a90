"""The endpoints of objects that resources manage: one module a kind."""
