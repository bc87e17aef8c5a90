"""How Sentry speaks HTTP: strict JSON, uploads, rate limits, and the bodies of refusals."""
