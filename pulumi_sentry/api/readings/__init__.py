"""Endpoints to read: past events, their authors and quantities; a purge also deletes issues and replays."""
