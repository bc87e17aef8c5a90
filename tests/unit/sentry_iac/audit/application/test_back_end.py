"""What a back end's source says of Sentry is read as Python would run it, and never run."""

from __future__ import annotations

from pathlib import Path

import pytest

from sentry_iac.audit import Check, Finding, Outcome
from sentry_iac.audit.application import back_end, back_end_options
from tests.unit.sentry_iac.audit.support import findings, subject
from tests.unit.sentry_iac.source.support import write

CHECKS = (*back_end.CHECKS, *back_end_options.CHECKS)
HEALTHY = {
    "requirements.txt": """
        fastapi==0.165.0
        sentry-sdk[fastapi]==2.75.0 \\
            --hash=sha256:0000
        """,
    "main.py": """
        import instrument

        from fastapi import FastAPI

        app = FastAPI()
        """,
    "instrument.py": """
        import os

        import sentry_sdk
        from dotenv import load_dotenv

        load_dotenv()

        def before_send(event, hint):
            return event

        sentry_sdk.init(
            dsn=os.environ.get("SENTRY_DSN"),
            environment=os.environ.get("SENTRY_ENVIRONMENT"),
            release=os.environ.get("SENTRY_RELEASE"),
            traces_sample_rate=float(os.environ.get("SENTRY_TRACES_SAMPLE_RATE", "0")),
            before_send=before_send,
        )
        """,
}


def found(check: Check, folder: Path, files: dict[str, str]) -> Finding:
    write(folder / "backend", {**HEALTHY, **files})
    return findings(check, subject(folder, {"backend": folder / "backend"}))[0]


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.name)
def test_a_healthy_application_passes(check: Check, tmp_path: Path) -> None:
    finding = found(check, tmp_path, {})
    assert finding.outcome is Outcome.PASS, finding.evidence
    assert "backend/" in finding.evidence
    assert ":" in finding.evidence


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.name)
def test_where_there_is_no_source_nothing_is_known(check: Check, tmp_path: Path) -> None:
    finding = findings(check, subject(tmp_path, {"backend": tmp_path / "nowhere"}))[0]
    assert finding.outcome is Outcome.UNKNOWN
    assert "--app" in (finding.fix or "")


def test_another_language_is_not_judged(tmp_path: Path) -> None:
    about = subject(write(tmp_path, HEALTHY), {"backend": tmp_path}, platform="node-express")
    assert findings(back_end_options.before_send, about)[0].outcome is Outcome.UNKNOWN


class TestVersion:
    @pytest.mark.parametrize(
        ("requirement", "outcome"),
        [
            ("sentry-sdk==1.45.1", Outcome.FAIL),
            ("sentry-sdk>=1.40,<2", Outcome.FAIL),
            ("sentry_sdk ~= 1.40", Outcome.FAIL),
            ("sentry-sdk>=1.40", Outcome.WARN),
            ("sentry-sdk", Outcome.WARN),
            ("Sentry.SDK[fastapi]>=2.1,<3 ; python_version > '3.8'", Outcome.PASS),
            ("sentry-sdk>=2", Outcome.PASS),
            ("# sentry-sdk==2.75.0", Outcome.FAIL),
            ("sentry-sdk-extras==2.75.0", Outcome.FAIL),
        ],
    )
    def test_a_requirement(self, requirement: str, outcome: Outcome, tmp_path: Path) -> None:
        finding = found(back_end.sdk_version, tmp_path, {"requirements.txt": requirement})
        assert finding.outcome is outcome, finding.evidence

    @pytest.mark.parametrize(
        ("name", "text"),
        [
            ("pyproject.toml", '[project]\nname = "a"\ndependencies = ["sentry-sdk[fastapi]>=2.1,<3"]\n'),
            ("pyproject.toml", '[tool.poetry.dependencies]\nsentry-sdk = "^2.1"\n'),
            ("pyproject.toml", '[tool.poetry.dependencies]\nsentry-sdk = {version = "^2.1", extras = []}\n'),
            ("pyproject.toml", '[dependency-groups]\nweb = ["sentry-sdk>=2.1"]\n'),
            ("uv.lock", '[[package]]\nname = "sentry-sdk"\nversion = "2.75.0"\n'),
            ("Pipfile.lock", '{"default": {"sentry-sdk": {"version": "==2.75.0"}}}'),
        ],
    )
    def test_other_files_count(self, name: str, text: str, tmp_path: Path) -> None:
        finding = found(back_end.sdk_version, tmp_path, {"requirements.txt": "", name: text})
        assert finding.outcome is Outcome.PASS
        assert name in finding.evidence

    def test_what_is_locked_counts_more_than_what_is_asked_for(self, tmp_path: Path) -> None:
        files = {
            "requirements.txt": "",
            "pyproject.toml": '[project]\nname = "a"\ndependencies = ["sentry-sdk>=2"]\n',
            "uv.lock": '[[package]]\nname = "sentry-sdk"\nversion = "1.45.0"\n',
        }
        assert found(back_end.sdk_version, tmp_path, files).outcome is Outcome.FAIL

    def test_the_file_may_be_in_a_folder_above(self, tmp_path: Path) -> None:
        write(tmp_path, {"requirements.txt": "sentry-sdk==2.75.0"})
        finding = found(back_end.sdk_version, tmp_path, {"requirements.txt": "fastapi"})
        assert finding.evidence.startswith("requirements.txt:1 ")


class TestOrder:
    @pytest.mark.parametrize(
        "files",
        [
            {"main.py": "from fastapi import FastAPI\napp = FastAPI()\nimport instrument\n"},
            {"main.py": "from fastapi import FastAPI as Api\napp = Api()\nimport instrument\n"},
            {
                "main.py": "import flask\nimport web\nimport instrument\n",
                "web.py": "import flask\nflask.Flask('a')",
            },
            {"main.py": "from fastapi import FastAPI\napp = FastAPI()\n"},
            {
                "main.py": "from fastapi import FastAPI\nclass App(FastAPI):\n  pass\napp = App()\nimport instrument\n"
            },
            {
                "main.py": """
                    from fastapi import FastAPI

                    def lifespan(app):
                        import instrument

                    app = FastAPI(lifespan=lifespan)
                    """
            },
            {
                "main.py": """
                    from fastapi import FastAPI

                    def create():
                        app = FastAPI()
                        import instrument
                        return app

                    app = create()
                    """
            },
        ],
    )
    def test_init_after_the_app_object_is_found(self, files: dict[str, str], tmp_path: Path) -> None:
        finding = found(back_end.init_before_app, tmp_path, files)
        assert finding.outcome is Outcome.FAIL, finding.evidence
        assert "instrument.py:11" in finding.evidence

    @pytest.mark.parametrize(
        "files",
        [
            {
                "main.py": "import run\n",
                "run.py": "import instrument\nimport web",
                "web.py": "import fastapi\nfastapi.FastAPI()",
            },
            {"main.py": "import fastapi\ndef create():\n  import instrument\n  return fastapi.FastAPI()\n"},
            {"main.py": "import instrument\nimport fastapi\ndef create():\n  return fastapi.FastAPI()\n"},
            {
                "instrument.py": "",
                "main.py": """
                    from monitoring.start import start
                    import fastapi

                    start(traces=0.1)
                    app = fastapi.FastAPI()
                    """,
                "monitoring/__init__.py": "",
                "monitoring/start.py": "from . import sdk\ndef start(traces):\n  sdk.go()\n",
                "monitoring/sdk.py": "from sentry_sdk import init as begin\ndef go():\n  begin()\n",
            },
            {
                "main.py": "",
                "site1/__init__.py": "",
                "site1/settings.py": "import sys\nimport instrument\n",
                "site1/wsgi.py": """
                    import os
                    from django.core.wsgi import get_wsgi_application

                    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "site1.settings")
                    application = get_wsgi_application()
                    """,
            },
            {
                "main.py": """
                    if True:
                        import instrument
                    from fastapi import FastAPI

                    try:
                        app = FastAPI()
                    finally:
                        pass
                    """
            },
        ],
    )
    def test_init_before_it_is_seen_through_imports_and_calls(
        self, files: dict[str, str], tmp_path: Path
    ) -> None:
        finding = found(back_end.init_before_app, tmp_path, files)
        assert finding.outcome is Outcome.PASS, finding.evidence

    def test_no_init_is_a_fault_and_nothing_is_known_of_its_options(self, tmp_path: Path) -> None:
        files = {"instrument.py": "# sentry_sdk.init()\nTEXT = 'sentry_sdk.init()'\n"}
        assert found(back_end.init_before_app, tmp_path, files).outcome is Outcome.FAIL
        assert found(back_end_options.before_send, tmp_path, files).outcome is Outcome.UNKNOWN

    def test_a_test_that_starts_sentry_does_not_count(self, tmp_path: Path) -> None:
        files = {
            "main.py": "import fastapi\nfastapi.FastAPI()\n",
            "instrument.py": "",
            "tests/test_a.py": "import sentry_sdk\nsentry_sdk.init()",
        }
        assert found(back_end.init_before_app, tmp_path, files).outcome is Outcome.FAIL

    def test_two_ways_to_begin_are_both_looked_at(self, tmp_path: Path) -> None:
        files = {
            "asgi.py": "import web\n",
            "main.py": "import instrument\nimport web\n",
            "web.py": "import fastapi\napp = fastapi.FastAPI()\n",
        }
        finding = found(back_end.init_before_app, tmp_path, files)
        assert finding.outcome is Outcome.FAIL
        assert "asgi.py" in finding.evidence

    def test_a_script_beside_what_is_served_is_a_warning(self, tmp_path: Path) -> None:
        files = {
            "seed.py": "import web\n",
            "main.py": "import instrument\nimport web\n",
            "web.py": "import fastapi\napp = fastapi.FastAPI()\n",
        }
        finding = found(back_end.init_before_app, tmp_path, files)
        assert finding.outcome is Outcome.WARN
        assert "seed.py" in finding.evidence


class TestEnvironment:
    @pytest.mark.parametrize(
        "text",
        [
            "import sentry_sdk\nfrom dotenv import load_dotenv\nsentry_sdk.init()\nload_dotenv()\n",
            "import sentry_sdk\nsentry_sdk.init()\n",
            "import os, sentry_sdk, dotenv\nD = os.environ['SENTRY_DSN']\ndotenv.load_dotenv()\nsentry_sdk.init(D)\n",
            "import os, sentry_sdk, dotenv\nD = os.getenv('MY_SENTRY_DSN')\ndotenv.load_dotenv()\nsentry_sdk.init(D)\n",
        ],
    )
    def test_too_late_or_never_is_a_fault(self, text: str, tmp_path: Path) -> None:
        finding = found(back_end.env_before_init, tmp_path, {"instrument.py": text})
        assert finding.outcome is Outcome.FAIL, finding.evidence

    @pytest.mark.parametrize(
        "text",
        [
            "import sentry_sdk, environs\nenv = environs.Env()\nenv.read_env()\nsentry_sdk.init(env('SENTRY_DSN'))\n",
            "import sentry_sdk\nfrom loading import load\nload()\nsentry_sdk.init()\n",
            "import sentry_sdk\nfrom settings import Settings\ns = Settings()\nsentry_sdk.init(s.dsn)\n",
        ],
    )
    def test_other_ways_to_load_it_are_known(self, text: str, tmp_path: Path) -> None:
        files = {
            "instrument.py": text,
            "loading.py": "from dotenv import load_dotenv\ndef load():\n  load_dotenv('.env')\n",
            "settings.py": """
                from pydantic_settings import BaseSettings, SettingsConfigDict

                class Settings(BaseSettings):
                    model_config = SettingsConfigDict(env_file=".env")
                    dsn: str = ""
                """,
        }
        finding = found(back_end.env_before_init, tmp_path, files)
        assert finding.outcome is Outcome.PASS, finding.evidence

    @pytest.mark.parametrize(
        "check", [back_end_options.dsn_from_env, back_end_options.environment_and_release]
    )
    def test_the_sdk_cannot_read_the_fields_of_a_settings_class(self, check: Check, tmp_path: Path) -> None:
        files = {
            "instrument.py": """
                import sentry_sdk
                from pydantic_settings import BaseSettings

                class Settings(BaseSettings):
                    model_config = {"env_file": ".env"}

                settings = Settings()
                sentry_sdk.init()
                """
        }
        finding = found(check, tmp_path, files)
        assert finding.outcome is Outcome.FAIL
        assert "into its fields only" in finding.evidence

    def test_a_process_manager_may_load_it(self, tmp_path: Path) -> None:
        files = {
            "instrument.py": "import sentry_sdk\nsentry_sdk.init()\n",
            "Procfile": "# nothing\nweb: uvicorn main:app --env-file .env\n",
        }
        finding = found(back_end.env_before_init, tmp_path, files)
        assert finding.outcome is Outcome.PASS
        assert "Procfile:2" in finding.evidence


def option(text: str) -> dict[str, str]:
    return {
        "instrument.py": f"import os\nimport sentry_sdk\nfrom config import *\nsentry_sdk.init({text})\n",
        "config.py": """
            import os
            from dataclasses import dataclass

            DSN = "https://public@example.com/1"
            RATE = 1.0
            FROM_ENV = float(os.environ.get("RATE", 0.1))
            RATES = {"production": 0.1, "development": 1.0}
            OPTIONS = {"dsn": os.environ.get("SENTRY_DSN"), "before_send": print}

            def rate():
                return RATES[os.environ["SENTRY_ENVIRONMENT"]]

            @dataclass
            class Config:
                dsn: str = os.getenv("SENTRY_DSN")
                fixed: str = "https://public@example.com/1"

            config = Config()
            """,
    }


@pytest.mark.parametrize(
    ("check", "text", "outcome"),
    [
        (back_end_options.dsn_from_env, 'dsn="https://public@example.com/1"', Outcome.FAIL),
        (back_end_options.dsn_from_env, '"https://public@example.com/1"', Outcome.FAIL),
        (back_end_options.dsn_from_env, "dsn=DSN", Outcome.FAIL),
        (back_end_options.dsn_from_env, "dsn=config.fixed", Outcome.FAIL),
        (back_end_options.dsn_from_env, "dsn=config.dsn", Outcome.PASS),
        (back_end_options.dsn_from_env, "**OPTIONS", Outcome.PASS),
        (back_end_options.dsn_from_env, "dsn=somewhere()", Outcome.UNKNOWN),
        (back_end_options.dsn_from_env, "**somewhere()", Outcome.UNKNOWN),
        (back_end_options.no_default_pii, "send_default_pii=True", Outcome.FAIL),
        (back_end_options.no_default_pii, "send_default_pii=bool(os.getenv('PII'))", Outcome.WARN),
        (back_end_options.no_default_pii, "send_default_pii=False", Outcome.PASS),
        (back_end_options.no_default_pii, "send_default_pii=False, data_collection={}", Outcome.FAIL),
        (back_end_options.no_default_pii, "data_collection={'user_info': True}", Outcome.FAIL),
        (back_end_options.no_default_pii, "data_collection={'user_info': False}", Outcome.PASS),
        (back_end_options.no_default_pii, "_experiments={'data_collection': {}}", Outcome.FAIL),
        (back_end_options.integrations, "default_integrations=False", Outcome.FAIL),
        (back_end_options.integrations, "auto_enabling_integrations=False", Outcome.FAIL),
        (
            back_end_options.integrations,
            "auto_enabling_integrations=False, integrations=[FastApiIntegration()]",
            Outcome.PASS,
        ),
        (back_end_options.integrations, "disabled_integrations=[FastApiIntegration]", Outcome.FAIL),
        (back_end_options.sample_rates, "", Outcome.FAIL),
        (back_end_options.sample_rates, "traces_sample_rate=1.0", Outcome.FAIL),
        (back_end_options.sample_rates, "traces_sample_rate=RATE", Outcome.FAIL),
        (back_end_options.sample_rates, "traces_sample_rate=0.2", Outcome.WARN),
        (back_end_options.sample_rates, "traces_sample_rate=None", Outcome.FAIL),
        (back_end_options.sample_rates, "traces_sample_rate=FROM_ENV", Outcome.PASS),
        (back_end_options.sample_rates, "traces_sample_rate=rate()", Outcome.PASS),
        (back_end_options.sample_rates, "traces_sample_rate=0.1 if os.getenv('A') else 1.0", Outcome.PASS),
        (back_end_options.sample_rates, "traces_sampler=print", Outcome.PASS),
        (back_end_options.sample_rates, "enable_tracing=True", Outcome.FAIL),
        (
            back_end_options.sample_rates,
            "traces_sample_rate=FROM_ENV, profiles_sample_rate=1.0",
            Outcome.FAIL,
        ),
        (back_end_options.before_send, "before_send=None", Outcome.FAIL),
        (back_end_options.before_send, "before_send_transaction=print", Outcome.FAIL),
        (back_end_options.before_send, "**OPTIONS", Outcome.PASS),
        (
            back_end_options.environment_and_release,
            "environment='production', release=FROM_ENV",
            Outcome.FAIL,
        ),
        (back_end_options.environment_and_release, "release=FROM_ENV", Outcome.PASS),
        (back_end_options.environment_and_release, "release=DSN", Outcome.PASS),
        (back_end_options.environment_and_release, "release='1.2.3'", Outcome.FAIL),
    ],
)
def test_an_option_is_followed_to_where_it_comes_from(
    check: Check, text: str, outcome: Outcome, tmp_path: Path
) -> None:
    finding = found(check, tmp_path, option(text))
    assert finding.outcome is outcome, finding.evidence
    if outcome in {Outcome.FAIL, Outcome.WARN}:
        assert finding.fix


def test_arguments_of_a_function_are_followed(tmp_path: Path) -> None:
    files = {
        "instrument.py": """
            import os
            import sentry_sdk

            def start(dsn, *, rate=1.0):
                sentry_sdk.init(dsn=dsn, traces_sample_rate=rate)

            start("https://public@example.com/1", rate=float(os.environ["RATE"]))
            """
    }
    assert found(back_end_options.dsn_from_env, tmp_path, files).outcome is Outcome.FAIL
    assert found(back_end_options.sample_rates, tmp_path, files).outcome is Outcome.PASS


def test_a_file_that_is_not_python_is_named(tmp_path: Path) -> None:
    finding = found(
        back_end_options.before_send, tmp_path, {"instrument.py": "import os\nsentry_sdk.init(\n"}
    )
    assert finding.outcome is Outcome.UNKNOWN
    assert "instrument.py:" in finding.evidence
