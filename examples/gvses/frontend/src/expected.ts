/** Errors that are part of normal operation: they are reported at level `info`, and wake nobody. */
export abstract class ExpectedError extends Error {}

/** The back end answered 429. */
export class RateLimited extends ExpectedError {
  override name = "RateLimited";
}

/** The ticker's WebSocket was closed. */
export class TickerDisconnected extends ExpectedError {
  override name = "TickerDisconnected";
}

/** The voice assistant went away in the middle of a session. */
export class VoiceAssistantDisconnected extends ExpectedError {
  override name = "VoiceAssistantDisconnected";
}
