// Takes personal data out of what is about to be sent. Sentry scrubs as well (`privacy: strict` in sentry.yaml);
// what never leaves cannot be stored by mistake.

import type { Event } from "@sentry/react";

const PATTERNS: [RegExp, string][] = [
  [/[\w.+-]+(?:@|%40)(?:[\w-]+\.)+[a-z]{2,}/gi, "[email]"],
  [/\bbearer\s+[\w.~+/=-]+/gi, "[token]"],
  [/\beyJ[\w-]+\.[\w-]+\.[\w-]*/g, "[token]"],
  [/([\w-]*(?:token|password|secret|api_?key)["']?\s*(?:[=:]|%3d|%3a)\s*["']?)[^\s"'&#,;}]+/gi, "$1[token]"],
  // Addresses of the machine itself belong to nobody.
  [/(?:(?<=%[\da-f]{2})|(?<![\w.]))(?!127\.)\d{1,3}(?:\.\d{1,3}){3}(?![\w.]*\d)/gi, "[ip]"],
  [/(?<![\w:])(?:(?:[\da-f]{1,4}:){7}[\da-f]{1,4}|(?:[\da-f]{1,4}:)+(?::[\da-f]{1,4})+)/gi, "[ip]"],
];

// They hold versions and the names of files, which look like addresses now and then.
const UNTOUCHED = new Set(["debug_meta", "release", "sdk"]);

/** The same value, with every text in it scrubbed. */
export function scrubbed<T>(value: T): T {
  if (typeof value === "string") {
    return PATTERNS.reduce<string>((text, [pattern, by]) => text.replace(pattern, by), value) as T;
  }
  if (Array.isArray(value)) {
    return value.map(scrubbed) as T;
  }
  if (value && Object.getPrototypeOf(value) === Object.prototype) {
    const parts = Object.entries(value).map(([name, part]) => [name, UNTOUCHED.has(name) ? part : scrubbed(part)]);
    return Object.fromEntries(parts) as T;
  }
  return value;
}

/** The same event, in which a person is an id and nothing else. */
export function withoutPersonalData<T extends Event>(event: T): T {
  const { request, user, ...rest } = event;
  return scrubbed({
    ...rest,
    ...(request && { request: { method: request.method, url: request.url?.split("?")[0] } }),
    ...(user && { user: { id: user.id } }),
  } as T);
}
