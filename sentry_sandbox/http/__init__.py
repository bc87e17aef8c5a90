"""One request as Sentry reads it: who calls, what it carries, its limits, its pages, and how it is refused."""
