import { startSpan } from "@sentry/react";
import { useEffect, useState } from "react";

import { RateLimited, TickerDisconnected, VoiceAssistantDisconnected } from "./expected";
import { captureWithContext, identify } from "./reporting";

// Stands for a real session. Sentry gets the id, and nothing else of it.
const account = { id: "u-1042", email: "trader@example.com", token: "token-of-a-session" };

const api = (path: string, method = "GET") =>
  fetch(`/api/${path}?email=${account.email}`, {
    method,
    headers: { Authorization: `Bearer ${account.token}`, "X-User-Id": account.id },
  });

// Each of them is one thing that Sentry gets to see.
const scenes = {
  /** An error that nobody handles. */
  async error() {
    throw new Error(`no portfolio for ${account.email}`);
  },
  /** A request that takes longer than the latency monitor allows. */
  async slow() {
    await startSpan({ name: "open the portfolio", op: "ui.load" }, () => api("slow"));
  },
  /** A 5xx of the back end. */
  async unavailable() {
    await api("unavailable");
  },
  /** Too many requests. */
  async quotes() {
    const answer = await api("quotes");
    if (answer.status === 429) {
      captureWithContext(new RateLimited("quotes are limited"), { retryAfter: answer.headers.get("Retry-After") });
    }
  },
  /** A voice session whose other end goes away. */
  async voice() {
    const { resumable } = await (await api("voice", "POST")).json();
    captureWithContext(new VoiceAssistantDisconnected("the session ended early"), { resumable });
  },
  /** A WebSocket that is closed. */
  async ticker() {
    const socket = new WebSocket(`${location.origin.replace("http", "ws")}/api/ticker`);
    socket.onopen = () => socket.send("ACME");
    socket.onmessage = () => socket.close();
    socket.onclose = ({ code }) => captureWithContext(new TickerDisconnected("the ticker stopped"), { code });
  },
};

type Scene = keyof typeof scenes;

/** A button for each scene, and one that breaks the page; `#slow,error` plays them when the page is opened. */
export function App() {
  const [broken, setBroken] = useState(false);
  const play = (name: Scene | "broken") => (name === "broken" ? setBroken(true) : void scenes[name]());

  useEffect(() => {
    identify(account.id);
    location.hash.slice(1).split(",").filter(Boolean).forEach((name) => play(name as Scene));
  }, []);

  if (broken) {
    throw new Error(`cannot draw the portfolio of ${account.email}`);
  }
  return (
    <main>
      <h1>GVSES</h1>
      <p>Signed in as {account.email}</p>
      <input aria-label="Symbol" defaultValue={account.token} />
      {[...Object.keys(scenes), "broken"].map((name) => (
        <button key={name} onClick={() => play(name as Scene)}>
          {name}
        </button>
      ))}
    </main>
  );
}
