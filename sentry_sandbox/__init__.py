"""A local Sentry to build against: management API, ingest, and a page to look at, on SQLite.

It imports nothing of the packages beside it, so that a mistake in the client is not repeated here.
`python -m sentry_sandbox` runs it; `sentry_sandbox.server.SandboxServer` runs it beside a test;
`sentry_sandbox.server.app.create_app` is the ASGI application alone; `sentry_sandbox.admin` tells how to steer it.
"""
