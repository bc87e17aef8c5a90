"""What the application tells Sentry by itself."""

import sentry_sdk


def capture_with_context(error: BaseException, **context: object) -> None:
    """Report an error that was handled, with what was going on; nothing in `context` may name a person."""
    with sentry_sdk.new_scope() as scope:
        scope.set_context("application", dict(context))
        sentry_sdk.capture_exception(error)


def identify(user_id: str) -> None:
    """Say who the current request is for, by an id that means nothing outside this application."""
    sentry_sdk.set_user({"id": user_id})
