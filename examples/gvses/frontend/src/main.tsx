import "./instrument";

import { ErrorBoundary } from "@sentry/react";
import { createRoot } from "react-dom/client";

import { App } from "./App";

createRoot(document.getElementById("root")!).render(
  <ErrorBoundary fallback={<p>Something broke. It is reported.</p>}>
    <App />
  </ErrorBoundary>,
);
