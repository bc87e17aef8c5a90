// What the application tells Sentry by itself.

import * as Sentry from "@sentry/react";

/** Reports an error that was handled, with what was going on; nothing in `context` may name a person. */
export function captureWithContext(error: unknown, context: Record<string, unknown>): void {
  Sentry.captureException(error, { contexts: { application: context } });
}

/** Says who uses the page, by an id that means nothing outside this application. */
export function identify(userId: string): void {
  Sentry.setUser({ id: userId });
}
