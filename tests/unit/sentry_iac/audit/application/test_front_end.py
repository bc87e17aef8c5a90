"""What a front end's source says of Sentry is read as a browser would run it, and never run."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from sentry_iac.audit import Check, Finding, Outcome
from sentry_iac.audit.application import front_end, front_end_options, source_maps
from sentry_iac.source.javascript import syntax
from tests.unit.sentry_iac.audit.support import findings, subject
from tests.unit.sentry_iac.source.support import write

CHECKS = (*front_end.CHECKS, *front_end_options.CHECKS, *source_maps.CHECKS)

INSTRUMENT = """
    import * as Sentry from "@sentry/react";
    import { tidy } from "./privacy";

    Sentry.init({
      dsn: import.meta.env.VITE_SENTRY_DSN,
      environment: import.meta.env.VITE_SENTRY_ENVIRONMENT,
      release: import.meta.env.VITE_SENTRY_RELEASE,
      tracesSampleRate: Number(import.meta.env.VITE_SENTRY_TRACES_SAMPLE_RATE ?? 0),
      replaysSessionSampleRate: Number(import.meta.env.VITE_SENTRY_REPLAYS_SESSION_SAMPLE_RATE ?? 0),
      replaysOnErrorSampleRate: Number(import.meta.env.VITE_SENTRY_REPLAYS_ON_ERROR_SAMPLE_RATE ?? 0),
      dataCollection: { userInfo: false },
      integrations: [Sentry.browserTracingIntegration(), Sentry.replayIntegration()],
      beforeSend: tidy,
    });
    """
HEALTHY = {
    "package.json": """
        {
          "dependencies": { "@sentry/react": "^11.12.0", "react": "^19.0.0" },
          "devDependencies": { "@sentry/vite-plugin": "^11.9.0" }
        }
        """,
    "index.html": '<!-- <script src="/src/old.ts"></script> --><script type="module" src="/src/main.tsx"></script>',
    "src/main.tsx": """
        import "./instrument";
        import { createRoot } from "react-dom/client";
        import { App } from "./App";

        createRoot(document.getElementById("root")!).render(<App />);
        """,
    "src/App.tsx": "export const App = () => <p>Hello</p>;\n",
    "src/instrument.ts": INSTRUMENT,
    "src/privacy.ts": "export const tidy = <T,>(event: T): T => event;\n",
    "vite.config.ts": """
        import { sentryVitePlugin } from "@sentry/vite-plugin";

        export default { plugins: [sentryVitePlugin({})], build: { sourcemap: "hidden" } };
        """,
}


def lines(*texts: str) -> str:
    return "\n".join(texts) + "\n"


def found(check: Check, folder: Path, files: dict[str, str], *, without: tuple[str, ...] = ()) -> Finding:
    write(folder / "frontend", {**HEALTHY, **files})
    for name in without:
        (folder / "frontend" / name).unlink()
    return findings(check, subject(folder, {"frontend": folder / "frontend"}))[0]


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.name)
def test_a_healthy_application_passes(check: Check, tmp_path: Path) -> None:
    finding = found(check, tmp_path, {})
    assert finding.outcome is Outcome.PASS, finding.evidence
    assert "frontend/" in finding.evidence
    assert ":" in finding.evidence


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.name)
def test_where_there_is_no_source_nothing_is_known(check: Check, tmp_path: Path) -> None:
    finding = findings(check, subject(tmp_path, {"frontend": tmp_path / "nowhere"}))[0]
    assert finding.outcome is Outcome.UNKNOWN
    assert "--app" in (finding.fix or "")


def test_without_the_parser_it_is_said_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "tree_sitter", None)
    syntax._parser.cache_clear()
    finding = found(front_end_options.before_send, tmp_path, {})
    assert finding.outcome is Outcome.UNKNOWN
    assert finding.fix == "pip install 'pulumi-sentry[cli]'"
    syntax._parser.cache_clear()


class TestPackages:
    @pytest.mark.parametrize(
        ("asked", "outcome"),
        [
            ({"@sentry/react": "^10.1.0"}, Outcome.FAIL),
            ({"@sentry/browser": "~11.1.0"}, Outcome.PASS),
            ({"@sentry/browser": "12.0.0-beta.1"}, Outcome.PASS),
            ({"@sentry/react": "latest"}, Outcome.WARN),
            ({"@sentry/vite-plugin": "^11.0.0"}, Outcome.FAIL),
            ({"react": "^19.0.0"}, Outcome.FAIL),
        ],
    )
    def test_a_version_is_judged_by_its_major(
        self, asked: dict[str, str], outcome: Outcome, tmp_path: Path
    ) -> None:
        finding = found(
            front_end.sdk_version, tmp_path, {"package.json": json.dumps({"dependencies": asked})}
        )
        assert finding.outcome is outcome, finding.evidence

    @pytest.mark.parametrize(
        ("name", "text"),
        [
            ("package-lock.json", '{"packages": {"node_modules/@sentry/react": {"version": "10.2.0"}}}'),
            ("yarn.lock", '"@sentry/react@^11.12.0":\n  version "10.2.0"\n  resolved ""\n'),
            ("yarn.lock", '"@sentry/react@npm:^11.12.0":\n  version: 10.2.0\n'),
            ("pnpm-lock.yaml", "packages:\n  '@sentry/react@10.2.0(react@19.0.0)':\n    engines: {}\n"),
        ],
    )
    def test_what_is_locked_counts_more_than_what_is_asked_for(
        self, name: str, text: str, tmp_path: Path
    ) -> None:
        finding = found(front_end.sdk_version, tmp_path, {name: text})
        assert finding.outcome is Outcome.FAIL
        assert "@sentry/react 10.2.0" in finding.evidence

    def test_two_versions_in_the_page_are_found_and_tools_may_differ(self, tmp_path: Path) -> None:
        lock = {
            "node_modules/@sentry/react": {"version": "11.12.0", "dependencies": {"@sentry/core": "11.12.0"}},
            "node_modules/@sentry/core": {"version": "11.12.0"},
            "node_modules/@sentry/vite-plugin": {
                "version": "11.9.0",
                "dependencies": {"@sentry/core": "11.9.0"},
            },
            "node_modules/@sentry/vite-plugin/node_modules/@sentry/core": {"version": "11.9.0"},
        }
        finding = found(
            front_end.one_version, tmp_path, {"package-lock.json": json.dumps({"packages": lock})}
        )
        assert finding.outcome is Outcome.PASS, finding.evidence
        lock["node_modules/@sentry/react/node_modules/@sentry/core"] = {"version": "11.11.0"}
        text = json.dumps({"packages": lock}, indent=1)
        finding = found(front_end.one_version, tmp_path, {"package-lock.json": text})
        assert finding.outcome is Outcome.FAIL
        assert "@sentry/core 11.11.0" in finding.evidence

    def test_without_a_lock_file_what_is_asked_for_counts(self, tmp_path: Path) -> None:
        asked = {"@sentry/react": "^11.12.0", "@sentry/browser": "^11.9.0"}
        text = json.dumps({"dependencies": asked})
        assert found(front_end.one_version, tmp_path, {"package.json": text}).outcome is Outcome.FAIL


class TestOrder:
    @pytest.mark.parametrize(
        "files",
        [
            {
                "src/main.tsx": lines(
                    "import { createRoot } from 'react-dom/client';",
                    "createRoot(x).render(1);",
                    "import('./instrument');",
                )
            },
            {
                "src/main.tsx": lines(
                    "// import './instrument';",
                    "const s = `import './instrument'`;",
                    "import ReactDOM from 'react-dom/client';",
                    "ReactDOM.createRoot(x).render(1);",
                )
            },
            {
                "src/main.tsx": lines(
                    "import type { X } from './instrument';",
                    "import ReactDOM from 'react-dom';",
                    "ReactDOM.render(1);",
                )
            },
            {
                "src/main.tsx": "import './draw';\nimport './instrument';\n",
                "src/draw.ts": "import { render as r } from 'react-dom';\nr(1);\n",
            },
            {
                "src/main.tsx": lines(
                    "import * as R from 'react-dom/client';",
                    "const later = () => import('./instrument');",
                    "R.hydrateRoot(x, 1);",
                )
            },
            {"src/instrument.ts": "/* Sentry.init() */ export const s = 'Sentry.init({})';\n"},
        ],
    )
    def test_init_after_the_first_render_or_never_is_a_fault(
        self, files: dict[str, str], tmp_path: Path
    ) -> None:
        finding = found(front_end.init_before_render, tmp_path, files)
        assert finding.outcome is Outcome.FAIL, finding.evidence
        assert finding.fix

    @pytest.mark.parametrize(
        "main",
        [
            "import { App } from './App';\nimport './instrument';\n",
            "import { App } from './App';\nimport * as Sentry from '@sentry/react';\nSentry.init({});\n",
            "import { start } from './start';\nimport { App } from './App';\nstart();\n",
        ],
    )
    def test_an_own_script_that_runs_before_it_is_a_warning(self, main: str, tmp_path: Path) -> None:
        files = {
            "src/main.tsx": main,
            "src/start.ts": lines(
                "import { init } from '@sentry/react';", "export function start() { init({}); }"
            ),
        }
        finding = found(front_end.init_before_render, tmp_path, files)
        assert finding.outcome is Outcome.WARN
        assert "src/App.tsx runs before" in finding.evidence

    @pytest.mark.parametrize(
        "files",
        [
            {
                "src/main.tsx": lines(
                    "import '@/instrument';",
                    "import { createRoot } from 'react-dom/client';",
                    "createRoot(x).render(1);",
                )
            },
            {"src/main.tsx": "import './instrument.js';\nimport './main.css';\n", "src/main.css": ""},
            {
                "src/main.tsx": lines(
                    "import * as Sentry from '@sentry/react';",
                    "import { tidy } from './privacy';",
                    "Sentry.init({ beforeSend: tidy });",
                )
            },
            {
                "src/main.tsx": "import './boot';\nimport { App } from './App';\n",
                "src/boot.ts": "import { start } from './start';\nstart();\n",
                "src/start.ts": lines(
                    "import { init as begin } from '@sentry/react';",
                    "export const start = () => { begin({}); };",
                ),
            },
            {
                "src/main.tsx": "import { Sentry } from './sdk';\nSentry.init({});\n",
                "src/sdk.ts": "export * as Sentry from '@sentry/react';\n",
            },
            {
                "src/main.tsx": "export const x = 1;\n",
                "instrumentation-client.ts": INSTRUMENT.replace("./privacy", "./src/privacy"),
            },
            {
                "src/main.tsx": lines(
                    "import { createApp } from 'vue';",
                    "import * as Sentry from '@sentry/vue';",
                    "const app = createApp(1);",
                    "Sentry.init({ app });",
                    "app.mount('#app');",
                )
            },
        ],
    )
    def test_init_before_it_is_seen_through_imports_and_calls(
        self, files: dict[str, str], tmp_path: Path
    ) -> None:
        finding = found(front_end.init_before_render, tmp_path, files)
        assert finding.outcome is Outcome.PASS, finding.evidence

    @pytest.mark.parametrize(
        ("name", "files"),
        [
            (
                "@app/instrument",
                {
                    "tsconfig.json": '{ // mine\n "compilerOptions": { "paths": { "@app/*": ["./src/*",], }, } }'
                },
            ),
            (
                "start-sentry",
                {"tsconfig.json": '{"compilerOptions": {"paths": {"start-sentry": ["./src/instrument"]}}}'},
            ),
            ("instrument", {"tsconfig.app.json": '{"compilerOptions": {"baseUrl": "src"}}'}),
            (
                "#own/instrument",
                {
                    "vite.config.ts": "export default { resolve: { alias: { '#own': resolve(here, './src') } } };\n"
                },
            ),
        ],
    )
    def test_an_alias_is_followed(self, name: str, files: dict[str, str], tmp_path: Path) -> None:
        main = lines(
            f"import '{name}';", "import { createRoot } from 'react-dom/client';", "createRoot(x).render(1);"
        )
        finding = found(front_end.init_before_render, tmp_path, {**files, "src/main.tsx": main})
        assert finding.outcome is Outcome.PASS, finding.evidence

    def test_no_init_means_that_nothing_is_known_of_its_options(self, tmp_path: Path) -> None:
        assert (
            found(front_end_options.before_send, tmp_path, {"src/instrument.ts": lines("")}).outcome
            is Outcome.UNKNOWN
        )


def option(text: str) -> dict[str, str]:
    return {
        "src/instrument.ts": f"""
            import * as Sentry from "@sentry/react";
            import settings, {{ DSN, rate, shared as given }} from "@/settings";
            const {{ VITE_SENTRY_DSN, MODE: mode }} = import.meta.env;

            Sentry.init({{ {text} }});
            """,
        "src/settings.ts": """
            export const DSN = "https://public@example.com/1";
            const production = import.meta.env.MODE === "production";
            export function rate(): number { return production ? 0.1 : 1; }
            export const shared = { dsn: process.env.SENTRY_DSN, beforeSend: (event) => event };
            export default { dsn: "https://public@example.com/1", env: { dsn: import.meta.env.VITE_DSN as string } };
            """,
    }


TRACED = "integrations: [Sentry.browserTracingIntegration()]"


@pytest.mark.parametrize(
    ("check", "text", "outcome"),
    [
        (front_end_options.dsn_from_env, 'dsn: "https://public@example.com/1"', Outcome.FAIL),
        (front_end_options.dsn_from_env, "dsn: DSN", Outcome.FAIL),
        (front_end_options.dsn_from_env, "dsn: settings.dsn", Outcome.FAIL),
        (front_end_options.dsn_from_env, "dsn: `https://public@example.com/${1}`", Outcome.FAIL),
        (front_end_options.dsn_from_env, "// dsn: import.meta.env.VITE_SENTRY_DSN\n", Outcome.FAIL),
        (front_end_options.dsn_from_env, "dsn: settings.env.dsn", Outcome.PASS),
        (front_end_options.dsn_from_env, "dsn: VITE_SENTRY_DSN", Outcome.PASS),
        (front_end_options.dsn_from_env, "'dsn': given.dsn!", Outcome.PASS),
        (front_end_options.dsn_from_env, "...given", Outcome.PASS),
        (front_end_options.dsn_from_env, "dsn: __SENTRY_DSN__", Outcome.PASS),
        (front_end_options.dsn_from_env, "dsn: whatever()", Outcome.UNKNOWN),
        (front_end_options.dsn_from_env, "...whatever()", Outcome.UNKNOWN),
        (front_end_options.sample_rates, f"tracesSampleRate: 1.0, {TRACED}", Outcome.FAIL),
        (front_end_options.sample_rates, f"tracesSampleRate: 0.1, {TRACED}", Outcome.WARN),
        (
            front_end_options.sample_rates,
            f"tracesSampleRate: mode === 'production' ? 0.1 : 1, {TRACED}",
            Outcome.PASS,
        ),
        (front_end_options.sample_rates, f"tracesSampleRate: rate(), {TRACED}", Outcome.PASS),
        (front_end_options.sample_rates, f"tracesSampler: () => 1, {TRACED}", Outcome.PASS),
        (front_end_options.sample_rates, "tracesSampleRate: rate()", Outcome.FAIL),
        (front_end_options.sample_rates, TRACED, Outcome.FAIL),
        (
            front_end_options.sample_rates,
            "tracesSampleRate: rate(), integrations: [Sentry.browserTracingIntegration(), Sentry.replayIntegration()]",
            Outcome.FAIL,
        ),
        (front_end_options.replay_masked, "integrations: [Sentry.replayIntegration()]", Outcome.PASS),
        (
            front_end_options.replay_masked,
            "integrations: [Sentry.replayIntegration({ maskAllText: false })]",
            Outcome.FAIL,
        ),
        (
            front_end_options.replay_masked,
            "integrations: [Sentry.replayIntegration({ blockAllMedia: false })]",
            Outcome.FAIL,
        ),
        (
            front_end_options.replay_masked,
            "integrations: [new Sentry.Replay({ maskAllInputs: false })]",
            Outcome.FAIL,
        ),
        (
            front_end_options.replay_masked,
            "integrations: [Sentry.replayIntegration({ unmask: ['.a'] })]",
            Outcome.WARN,
        ),
        (
            front_end_options.replay_masked,
            "integrations: [Sentry.replayIntegration({ maskAllText: mode !== 'development' })]",
            Outcome.WARN,
        ),
        (front_end_options.replay_masked, "integrations: []", Outcome.ABSENT),
        (front_end_options.no_personal_data, "", Outcome.FAIL),
        (front_end_options.no_personal_data, "sendDefaultPii: false", Outcome.FAIL),
        (front_end_options.no_personal_data, "dataCollection: {}", Outcome.FAIL),
        (front_end_options.no_personal_data, "dataCollection: { userInfo: true }", Outcome.FAIL),
        (front_end_options.no_personal_data, "dataCollection: { userInfo: false }", Outcome.PASS),
        (front_end_options.before_send, "beforeSend: undefined", Outcome.FAIL),
        (front_end_options.before_send, "beforeSendTransaction: (e) => e", Outcome.FAIL),
        (front_end_options.before_send, "beforeSend(event) { return event; }", Outcome.PASS),
        (front_end_options.before_send, "...given", Outcome.PASS),
        (front_end_options.before_send, "...(mode && { beforeSend: (e) => e })", Outcome.PASS),
        (front_end_options.environment_and_release, 'environment: "production"', Outcome.FAIL),
        (front_end_options.environment_and_release, "environment: mode", Outcome.PASS),
        (front_end_options.environment_and_release, "release: mode", Outcome.FAIL),
        (front_end_options.environment_and_release, "environment: mode, release: DSN", Outcome.PASS),
        (front_end_options.environment_and_release, "environment: mode, release: '1.2.3'", Outcome.FAIL),
    ],
)
def test_an_option_is_followed_to_where_it_comes_from(
    check: Check, text: str, outcome: Outcome, tmp_path: Path
) -> None:
    finding = found(check, tmp_path, option(text))
    assert finding.outcome is outcome, finding.evidence
    if outcome in {Outcome.FAIL, Outcome.WARN}:
        assert finding.fix


@pytest.mark.parametrize(("text", "outcome"), [("sendDefaultPii: true", Outcome.FAIL), ("", Outcome.PASS)])
def test_an_older_sdk_collects_only_when_it_is_told_to(text: str, outcome: Outcome, tmp_path: Path) -> None:
    files = {**option(text), "package.json": '{"dependencies": {"@sentry/react": "10.1.0"}}'}
    assert found(front_end_options.no_personal_data, tmp_path, files).outcome is outcome


PLUGIN = 'import { sentryVitePlugin as upload } from "@sentry/vite-plugin";\n'


@pytest.mark.parametrize(
    ("config", "uploaded", "kept"),
    [
        ("export default {};", Outcome.FAIL, Outcome.ABSENT),
        (f"{PLUGIN}export default {{ plugins: [upload()] }};", Outcome.FAIL, Outcome.ABSENT),
        (
            f"{PLUGIN}export default {{ plugins: [upload()], build: {{ sourcemap: true }} }};",
            Outcome.PASS,
            Outcome.FAIL,
        ),
        (
            f"{PLUGIN}export default {{ plugins: [upload()], build: {{ sourcemap: go ? 'hidden' : false }} }};",
            Outcome.PASS,
            Outcome.PASS,
        ),
        (
            f"{PLUGIN}export default {{ plugins: [upload({{ sourcemaps: {{ filesToDeleteAfterUpload: ['a'] }} }})], "
            "build: { sourcemap: true } };",
            Outcome.PASS,
            Outcome.PASS,
        ),
        (
            f"{PLUGIN}export default {{ plugins: [upload({{ disable: true }})], build: {{ sourcemap: 'hidden' }} }};",
            Outcome.FAIL,
            Outcome.PASS,
        ),
        (
            f"{PLUGIN}// upload()\nexport default {{ build: {{ sourcemap: 'inline' }} }};",
            Outcome.FAIL,
            Outcome.FAIL,
        ),
    ],
)
def test_source_maps_go_to_sentry_and_to_nobody_else(
    config: str, uploaded: Outcome, kept: Outcome, tmp_path: Path
) -> None:
    files = {"vite.config.ts": config}
    assert found(source_maps.uploaded, tmp_path, files).outcome is uploaded
    assert found(source_maps.not_published, tmp_path, files).outcome is kept


def test_a_command_of_the_cli_uploads_source_maps_too(tmp_path: Path) -> None:
    scripts = {"build": "vite build && sentry-cli sourcemaps upload dist && rm dist/**/*.map"}
    manifest = {"dependencies": {"@sentry/react": "11.12.0"}, "scripts": scripts}
    files = {
        "package.json": json.dumps(manifest, indent=2),
        "vite.config.ts": "export default { build: { sourcemap: true } };",
    }
    finding = found(source_maps.uploaded, tmp_path, files)
    assert finding.outcome is Outcome.PASS
    assert "package.json:6 " in finding.evidence
    assert found(source_maps.not_published, tmp_path, files).outcome is Outcome.PASS


def test_nextjs_uploads_and_deletes_by_itself(tmp_path: Path) -> None:
    files = {
        "next.config.mjs": lines(
            "import { withSentryConfig } from '@sentry/nextjs';", "export default withSentryConfig({}, {});"
        )
    }
    assert found(source_maps.uploaded, tmp_path, files, without=("vite.config.ts",)).outcome is Outcome.PASS
    assert found(source_maps.not_published, tmp_path, files).outcome is Outcome.PASS
