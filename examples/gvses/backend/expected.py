"""Errors that are part of normal operation: they are reported, but wake nobody."""

from fastapi import WebSocketDisconnect


class RateLimited(Exception):
    """A caller asked more often than its share allows."""


class VoiceAssistantDisconnected(Exception):
    """The voice assistant went away in the middle of a session."""


EXPECTED = (RateLimited, VoiceAssistantDisconnected, WebSocketDisconnect)
"""What Sentry gets at level `info`."""
