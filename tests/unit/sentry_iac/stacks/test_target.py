from __future__ import annotations

import pytest

from sentry_iac.errors import CommandError
from sentry_iac.stacks.config import SentryConfig
from sentry_iac.stacks.target import MARK, Target, TokenSource, real_target, sandbox_target

TOKEN = "sntryu_a_real_one"
SANDBOX_TOKEN = "sntryu_of_the_sandbox"
SANDBOX_URL = "http://127.0.0.1:9600"
SANDBOX_SHELL = {"SENTRY_AUTH_TOKEN": SANDBOX_TOKEN, "SENTRY_URL": SANDBOX_URL, "SENTRY_ORG": "sandbox"}
NOTHING = SentryConfig()


def choose(environ: dict[str, str], config: SentryConfig = NOTHING) -> Target | None:
    return real_target(
        environ,
        config,
        stack_file="Pulumi.dev.yaml",
        sandbox_token=SANDBOX_TOKEN,
        sandbox_url=SANDBOX_URL,
    )


@pytest.mark.parametrize("environ", [{}, {"SENTRY_AUTH_TOKEN": ""}, {"SENTRY_ORG": "acme"}])
def test_without_a_token_the_sandbox_is_meant(environ: dict[str, str]) -> None:
    assert choose(environ) is None


def test_a_shell_that_sourced_the_env_file_still_means_the_sandbox() -> None:
    assert choose(SANDBOX_SHELL) is None


def test_it_does_so_after_the_sandbox_was_removed() -> None:
    sourced = sandbox_target(SANDBOX_URL, SANDBOX_TOKEN, "sandbox").variables
    assert real_target(sourced, NOTHING, stack_file="Pulumi.dev.yaml") is None


def test_a_real_token_in_such_a_shell_means_real_sentry() -> None:
    sourced = sandbox_target(SANDBOX_URL, SANDBOX_TOKEN, "sandbox").variables
    environ = {**sourced, "SENTRY_AUTH_TOKEN": TOKEN, "SENTRY_URL": "https://sentry.io", "SENTRY_ORG": "acme"}
    target = real_target(environ, NOTHING, stack_file="Pulumi.dev.yaml")
    assert target is not None
    assert target.organization == "acme"


def test_a_token_and_an_organization_mean_real_sentry() -> None:
    target = choose({"SENTRY_AUTH_TOKEN": TOKEN, "SENTRY_ORG": "acme"})
    assert target is not None
    assert (target.url, target.organization) == ("https://sentry.io", "acme")
    assert target.source is TokenSource.ENVIRONMENT
    assert not target.is_sandbox


def test_the_address_of_another_sentry_is_taken() -> None:
    target = choose({"SENTRY_AUTH_TOKEN": TOKEN, "SENTRY_ORG": "acme", "SENTRY_URL": "https://de.sentry.io"})
    assert target is not None
    assert target.url == "https://de.sentry.io"
    assert target.variables == {"SENTRY_ORG": "acme", "SENTRY_URL": "https://de.sentry.io"}


def test_the_users_token_is_in_no_variable_that_is_written_down() -> None:
    target = choose({"SENTRY_AUTH_TOKEN": TOKEN, "SENTRY_ORG": "acme"})
    assert target is not None
    assert TOKEN not in target.variables.values()
    assert TOKEN not in repr(target)


def test_the_stack_config_does_the_same_as_the_environment() -> None:
    target = choose({}, SentryConfig(has_token=True, organization="acme", base_url="https://de.sentry.io"))
    assert target is not None
    assert target.source is TokenSource.STACK_CONFIG
    assert (target.url, target.organization) == ("https://de.sentry.io", "acme")
    assert target.variables == {}


def test_the_sandbox_of_a_sourced_shell_does_not_reach_a_stack_with_its_own_token() -> None:
    target = choose(SANDBOX_SHELL, SentryConfig(has_token=True, organization="acme"))
    assert target is not None
    assert target.url == "https://sentry.io"
    assert target.unset == {"SENTRY_AUTH_TOKEN", "SENTRY_URL", "SENTRY_ORG", MARK}


REAL = {"SENTRY_AUTH_TOKEN": TOKEN, "SENTRY_ORG": "acme"}
PASSWORD = "hunter2pass"


@pytest.mark.parametrize(
    ("named", "asked"),
    [
        (None, "https://errors.example.com"),
        ("https://de.sentry.io", "https://errors.example.com"),
        ("https://errors.example.com", "https://sentry.io"),
    ],
)
def test_a_line_of_the_stack_file_does_not_send_the_environments_token_elsewhere(
    named: str | None, asked: str
) -> None:
    environ = {**REAL, **({"SENTRY_URL": named} if named else {})}
    with pytest.raises(CommandError, match=r"so the token was not sent: export SENTRY_URL=") as refused:
        choose(environ, SentryConfig(base_url=asked))
    assert TOKEN not in str(refused.value)


@pytest.mark.parametrize(
    ("named", "asked"),
    [
        (None, "https://de.sentry.io"),
        ("https://us.sentry.io", "https://sentry.io"),
        ("https://errors.example.com/", "https://errors.example.com/api/0/"),
    ],
)
def test_a_line_of_the_stack_file_may_name_the_environments_own_sentry(named: str | None, asked: str) -> None:
    environ = {**REAL, **({"SENTRY_URL": named} if named else {})}
    target = choose(environ, SentryConfig(base_url=asked))
    assert target is not None
    assert target.url == asked


@pytest.mark.parametrize(
    ("environ", "config", "where"),
    [
        ({**REAL, "SENTRY_URL": f"https://me:{PASSWORD}@errors.example.com"}, NOTHING, "SENTRY_URL"),
        (REAL, SentryConfig(base_url=f"https://me:{PASSWORD}@sentry.io"), "sentry:baseUrl"),
        (
            {},
            SentryConfig(has_token=True, organization="acme", base_url=f"https://{PASSWORD}@e.example.com"),
            "sentry:baseUrl",
        ),
    ],
)
def test_an_address_with_a_password_is_refused_and_not_shown(
    environ: dict[str, str], config: SentryConfig, where: str
) -> None:
    with pytest.raises(CommandError, match=f"{where}: .*must not contain a user name or password") as refused:
        choose(environ, config)
    assert PASSWORD not in str(refused.value)


@pytest.mark.parametrize(
    ("environ", "config", "advice"),
    [
        ({"SENTRY_AUTH_TOKEN": TOKEN}, NOTHING, r"no organization; `export SENTRY_ORG="),
        (
            {},
            SentryConfig(organization="acme"),
            r"Pulumi.dev.yaml names a Sentry \(sentry:organization\).*no token",
        ),
        ({}, SentryConfig(base_url="https://s.example.com"), r"\(sentry:baseUrl\).*export SENTRY_AUTH_TOKEN"),
        (
            {"SENTRY_AUTH_TOKEN": TOKEN, "SENTRY_ORG": "acme", "SENTRY_URL": f"{SANDBOX_URL}/"},
            NOTHING,
            r"`unset SENTRY_URL SENTRY_ORG`",
        ),
    ],
)
def test_half_a_configuration_is_refused_with_advice(
    environ: dict[str, str], config: SentryConfig, advice: str
) -> None:
    with pytest.raises(CommandError, match=advice) as refused:
        choose(environ, config)
    assert TOKEN not in str(refused.value)
