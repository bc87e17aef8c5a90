"""Reads a front end in JavaScript or TypeScript: its packages, its calls of Sentry's SDK, and its build."""
