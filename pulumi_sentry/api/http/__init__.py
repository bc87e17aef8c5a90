"""One request to Sentry, carried through: its address, its pace, its retries, and errors that explain themselves."""
