// Starts Sentry. `main` imports this before anything else, so that nothing happens unseen.

import * as Sentry from "@sentry/react";

import { ExpectedError } from "./expected";
import { scrubbed, withoutPersonalData } from "./privacy";

// A replay shows the page's address as it is, whatever the hooks below do.
history.replaceState(history.state, "", scrubbed(location.href));

Sentry.init({
  dsn: import.meta.env.VITE_SENTRY_DSN,
  environment: import.meta.env.VITE_SENTRY_ENVIRONMENT,
  release: import.meta.env.VITE_SENTRY_RELEASE,
  tracesSampleRate: Number(import.meta.env.VITE_SENTRY_TRACES_SAMPLE_RATE ?? 0),
  replaysSessionSampleRate: Number(import.meta.env.VITE_SENTRY_REPLAYS_SESSION_SAMPLE_RATE ?? 0),
  replaysOnErrorSampleRate: Number(import.meta.env.VITE_SENTRY_REPLAYS_ON_ERROR_SAMPLE_RATE ?? 0),
  dataCollection: { userInfo: false, cookies: false, httpHeaders: false, httpBodies: [], urlQueryParams: false },
  integrations: [
    Sentry.browserTracingIntegration(),
    Sentry.httpClientIntegration(), // an answer with a 5xx status is an error of its own
    Sentry.replayIntegration({
      maskAllText: true,
      maskAllInputs: true,
      blockAllMedia: true,
      beforeAddRecordingEvent: scrubbed,
    }),
  ],
  beforeSend(event, hint) {
    if (hint.originalException instanceof ExpectedError) {
      event.level = "info"; // stays countable, and no alert rings for it
    }
    return withoutPersonalData(event);
  },
  beforeSendSpan: scrubbed,
});

// `beforeSend` does not see what describes a replay.
Sentry.addEventProcessor((event) => (event.type === "replay_event" ? withoutPersonalData(event) : event));
