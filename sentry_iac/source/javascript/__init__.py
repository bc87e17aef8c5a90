"""Reads a front end in JavaScript or TypeScript: its packages, its calls, and what its build does."""
