"""The `.env` values in a stack's outputs: written, compared and printed; no value is shown unasked."""

from __future__ import annotations

import json
from typing import Any

import pytest

from sentry_iac.errors import CommandError
from sentry_iac.files.layout import Layout
from sentry_iac.outputs.env_files import compare, envs_of, masks, printed, warnings, write

DSN = "https://abababababababababababababababab@o1.ingest.sentry.io/7"


def outputs(**others: Any) -> dict[str, Any]:
    cart = {
        "envFile": "apps/cart/.env",
        "dsn": DSN,
        "env": {"SENTRY_DSN": DSN, "SENTRY_ENVIRONMENT": "it's here"},
    }
    return {"applications": {"cart": cart, "batch": {"envFile": None, "dsn": DSN, "env": None}, **others}}


def test_a_file_is_written_compared_and_repaired(layout: Layout) -> None:
    [env] = envs_of(outputs(), "prod")
    path = layout.root / "apps" / "cart" / ".env"
    assert str(compare(env, layout)) == "there is no such file"
    assert write(env, layout)
    assert not write(env, layout)
    assert not compare(env, layout)

    path.write_text(f"# mine\nOTHER=1\nSENTRY_DSN={DSN}old\n")
    difference = compare(env, layout)
    assert str(difference) == "lacks SENTRY_ENVIRONMENT and has another value for SENTRY_DSN"
    assert write(env, layout)
    assert path.read_text().startswith("# mine\nOTHER=1\nSENTRY_DSN=https://")
    assert not compare(env, layout)


def test_a_form_that_some_readers_misread_is_a_difference_and_mended(layout: Layout) -> None:
    [env] = envs_of(outputs(), "prod")
    path = layout.root / "apps" / "cart" / ".env"
    write(env, layout)
    path.write_text(path.read_text().replace(DSN, f"{DSN} # of the cart"))
    assert str(compare(env, layout)) == "has a form that some readers misread for SENTRY_DSN"
    assert write(env, layout)
    assert not compare(env, layout)


def test_readers_that_find_something_else_are_named(layout: Layout) -> None:
    [env] = envs_of(outputs(), "prod")
    write(env, layout)
    [warning] = warnings(env, layout)
    assert (
        ".env:3: docker run --env-file will take the quotes into the value of SENTRY_ENVIRONMENT" in warning
    )


def test_the_forms_that_ci_reads() -> None:
    envs = envs_of(outputs(), "prod")
    assert json.loads(printed(envs, "json")) == {
        "cart": {"SENTRY_DSN": DSN, "SENTRY_ENVIRONMENT": "it's here"}
    }
    assert f"SENTRY_DSN={DSN}\n" in printed(envs, "dotenv")
    assert "export SENTRY_ENVIRONMENT='it'\"'\"'s here'\n" in printed(envs, "shell")
    assert printed(envs, "github") == f"SENTRY_DSN={DSN}\nSENTRY_ENVIRONMENT=it's here\n"
    assert masks(envs) == [f"::add-mask::{DSN}"]


def test_two_values_of_one_variable_are_no_list_of_variables() -> None:
    mail = {"envFile": "apps/mail/.env", "dsn": DSN + "1", "env": {"SENTRY_DSN": DSN + "1"}}
    envs = envs_of(outputs(mail=mail), "prod")
    with pytest.raises(CommandError, match="SENTRY_DSN is another value for cart than for mail") as refused:
        printed(envs, "shell")
    assert "abab" not in str(refused.value)
    assert set(json.loads(printed(envs, "json"))) == {"cart", "mail"}


def test_a_project_has_further_files_of_their_own(layout: Layout) -> None:
    worker = {"path": "apps/worker/.env", "dsn": DSN + "2", "env": {"SENTRY_DSN": DSN + "2"}}
    fields = {"envFile": "apps/shop/.env", "dsn": DSN, "env": {"SENTRY_DSN": DSN}}
    shop = {**fields, "envFiles": {"worker": worker, "broken": None}}
    envs = envs_of({"applications": {"shop": shop, "only": {"envFiles": {"own": worker}}}}, "prod")

    assert [(env.label, env.path) for env in envs] == [
        ("only/own", "apps/worker/.env"),
        ("shop", "apps/shop/.env"),
        ("shop/worker", "apps/worker/.env"),
    ]
    assert json.loads(printed(envs, "json"))["shop/worker"] == {"SENTRY_DSN": DSN + "2"}
    with pytest.raises(CommandError, match="SENTRY_DSN is another value for shop than for shop/worker"):
        printed(envs[1:], "dotenv")
    assert len(masks(envs)) == 2
    assert write(envs[2], layout)
    assert not compare(envs[2], layout)


def test_outputs_without_files_say_what_to_run() -> None:
    with pytest.raises(CommandError, match="run `sentry-iac up --stack prod`"):
        envs_of({}, "prod")


def test_nothing_shows_a_value_by_accident() -> None:
    assert "abab" not in repr(envs_of(outputs(), "prod"))
