"""The `.env` file of an application: the resource, and an editor that keeps foreign lines."""
