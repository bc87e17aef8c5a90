"""The local Sentry as a process of this machine."""
