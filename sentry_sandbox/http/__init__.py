"""How Sentry speaks HTTP: strict JSON, uploads, and the bodies of refusals."""
