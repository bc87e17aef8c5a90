"""The endpoints of what Sentry keeps and resources manage: one module a kind of object."""
