import { sentryVitePlugin } from "@sentry/vite-plugin";
import react from "@vitejs/plugin-react";
import { defineConfig, loadEnv } from "vite";

// The back end, seen from where this runs.
const proxy = { "/api": { target: process.env.GVSES_API ?? "http://127.0.0.1:8000", ws: true } };

export default defineConfig(({ mode }) => {
  // SENTRY_ORG, SENTRY_PROJECT and SENTRY_URL are read by the plugin itself. Without a token nothing is uploaded.
  const authToken = process.env.SENTRY_AUTH_TOKEN;
  // `telemetry` below is the plugin's own; what uploads for it reports to Sentry's makers unless this says otherwise.
  process.env.SENTRY_CLI_NO_TELEMETRY ??= "1";
  return {
    plugins: [
      react(),
      sentryVitePlugin({
        authToken,
        disable: !authToken,
        telemetry: false,
        release: { name: loadEnv(mode, process.cwd()).VITE_SENTRY_RELEASE },
        sourcemaps: { filesToDeleteAfterUpload: "dist/**/*.map" },
      }),
    ],
    // Source maps are for Sentry: no page refers to them, and they are gone once they are uploaded.
    build: { sourcemap: authToken ? "hidden" : false },
    server: { proxy },
    preview: { proxy },
  };
});
