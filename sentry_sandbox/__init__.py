"""A local Sentry to build against: management API, ingest, and a page to look at, on SQLite.

It imports nothing of the packages beside it, so that a mistake in the client is not repeated here.
`python -m sentry_sandbox` runs it; `sentry_sandbox.server.SandboxServer` runs it beside a test;
`sentry_sandbox.server.app.create_app` is the ASGI application alone; `sentry_sandbox.admin.api` tells how to steer it.

The rooms, each over those before it: `store` (SQLite), `controls` (what a test switches on and reads back), `http` (how
Sentry speaks), `calls` (a request of the management API), `behaviour` (what Sentry does by itself), then side by side
`routes` (the management API), `ingest`, `page` and `admin`, and over all of them `server`.
"""
