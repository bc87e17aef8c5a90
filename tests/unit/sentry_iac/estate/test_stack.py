"""Stack config is read the same with and without the engine, and its mistakes are told with file and line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from sentry_iac.estate import (
    EnvValue,
    SpecError,
    json_schema,
    load_estate,
    load_stack_settings,
    read_stack_file,
)
from sentry_iac.estate.stack.settings import StackConfig
from tests.repository import ROOT
from tests.unit.sentry_iac.estate.test_estate import threshold


def write_stack(project: Path, *lines: str) -> Path:
    path = project / "Pulumi.dev.yaml"
    path.write_text("\n".join(["config:", *(f"  {line}" for line in lines)]) + "\n")
    return path


def complaint(values: dict[str, Any], stack_file: Path) -> str:
    with pytest.raises(SpecError) as caught:
        load_stack_settings(values, stack_file)
    return str(caught.value)


def test_the_engines_json_text_and_python_objects_read_the_same(project: Path) -> None:
    monitors = {"latency": {"threshold": "3s"}}
    file = project / "Pulumi.dev.yaml"

    as_text = load_stack_settings({"environment": "dev", "monitors": json.dumps(monitors)}, file)
    as_object = load_stack_settings({"environment": "dev", "monitors": monitors}, file)

    assert as_text == as_object
    assert as_text.environment == "dev"


def test_without_the_engine_the_files_say_the_same(project: Path) -> None:
    file = write_stack(
        project,
        "acme-sentry:environment: dev",
        "acme-sentry:slugSuffix: -dev",
        "acme-sentry:projects: {api: {monitors: {5xx: {threshold: 9}}}}",
        "sentry:organization: acme",
        "acme-sentry:password: {secure: v1:abc}",
    )
    values = {
        "environment": "dev",
        "slugSuffix": "-dev",
        "projects": '{"api":{"monitors":{"5xx":{"threshold":9}}}}',
    }

    assert read_stack_file("dev", project) == load_stack_settings(values, file)


def test_defaults_of_the_project_file_hold_without_the_engine(project: Path) -> None:
    (project / "Pulumi.yaml").write_text(
        "name: acme-sentry\nconfig:\n  appRoot: {type: string, default: ../shop}\n  environment: {type: string}\n"
    )
    write_stack(project, "acme-sentry:environment: dev")

    assert read_stack_file("dev", project).config.app_root == "../shop"


def test_a_mistake_is_told_with_the_line_of_the_stack_file(project: Path) -> None:
    file = write_stack(
        project,
        "acme-sentry:environment: dev",
        "acme-sentry:monitors:",
        "  latency:",
        "    threshold: 3 parsecs",
        "acme-sentry:slugsuffix: -dev",
    )
    told = [
        'Pulumi.dev.yaml:5: monitors.latency.threshold: "3 parsecs" is not a duration; '
        "write e.g. 500ms, 2s, 5m (did you mean 3s?)",
        "Pulumi.dev.yaml:6: slugsuffix: is not a key that is known here (did you mean slugSuffix?)",
    ]
    values = {"environment": "dev", "monitors": '{"latency":{"threshold":"3 parsecs"}}', "slugsuffix": "-dev"}

    assert complaint(values, file).splitlines() == told
    with pytest.raises(SpecError) as caught:
        read_stack_file("dev", project)
    assert str(caught.value).splitlines() == told


def test_config_that_no_file_holds_is_called_stack_config(project: Path) -> None:
    told = complaint({"environment": "a/b"}, project / "Pulumi.dev.yaml")

    assert told == (
        'stack config: environment: "a/b" cannot name an environment; leave out slashes and spaces around it'
    )


def test_a_stack_names_its_environment(project: Path) -> None:
    file = write_stack(project, "acme-sentry:slugSuffix: -dev")

    assert complaint({"slugSuffix": "-dev"}, file).endswith("environment: is missing")


def test_a_number_that_yaml_would_change_must_be_quoted(project: Path) -> None:
    file = write_stack(project, "acme-sentry:environment: dev", "acme-sentry:release: 1.0")
    told = 'Pulumi.dev.yaml:3: release: expected text, found 1.0; YAML reads 1.0 so: write "1.0", with the quotes'

    assert complaint({"environment": "dev", "release": "1"}, file) == told


@pytest.mark.parametrize(
    ("values", "line"),
    [
        ({"environment": "None"}, 'means "no environment" to Sentry'),
        ({"environment": "e" * 65}, "is 65 characters long; Sentry takes at most 64"),
        ({"environment": "a\nb"}, "cannot name an environment"),
        ({"environment": "dev", "slugSuffix": "-Dev"}, '"-Dev" cannot end a slug'),
        ({"environment": "dev", "release": "a/b"}, '"a/b" cannot name a release'),
        ({"environment": "dev", "release": "latest"}, "Sentry keeps it for itself"),
        ({"environment": "dev", "appRoot": ""}, "is not a folder; leave appRoot out to use .local/app"),
        ({"environment": "dev", "projects": "oops"}, "projects: expected a mapping"),
        ({"environment": "dev", "sampleRates": {"trace": "1%"}}, "(did you mean traces?)"),
        ({"environment": "dev", "sampleRates": {"traces": 0.1}}, "0.1 has no unit; write 0.1% or 10%"),
        (
            {"environment": "dev", "projects": {"api": {"platform": "go"}}},
            "projects.api.platform: is not a key",
        ),
    ],
)
def test_what_sentry_would_refuse_is_refused_here(project: Path, values: dict[str, Any], line: str) -> None:
    assert line in complaint(values, project / "Pulumi.dev.yaml")


def test_a_value_nobody_knows_is_never_shown(project: Path) -> None:
    told = complaint({"environment": "dev", "token": "canary-secret"}, project / "Pulumi.dev.yaml")

    assert "token: is not a key" in told
    assert "canary-secret" not in told


def test_a_missing_or_broken_stack_file_is_named(project: Path) -> None:
    with pytest.raises(SpecError, match=r"^Pulumi\.qa\.yaml: there is no such file$"):
        read_stack_file("qa", project)
    (project / "Pulumi.qa.yaml").write_text("config: [\n")
    with pytest.raises(SpecError, match=r"^Pulumi\.qa\.yaml:2: is not valid YAML"):
        read_stack_file("qa", project)


@pytest.mark.parametrize("stack", ["dev", "prod"])
def test_the_shipped_files_are_an_estate(stack: str) -> None:
    estate = load_estate(ROOT / "sentry.yaml", read_stack_file(stack, ROOT))

    assert [application.name for application in estate] == ["gvses-frontend", "gvses-backend"]
    assert [len(application.monitors) for application in estate] == [3, 3]
    assert [len(application.alerts) for application in estate] == [2, 2]
    assert [person.email.partition("@")[2] for person in estate.people] == ["example.com"] * 2


def test_the_shipped_stacks_share_no_slug_and_no_file() -> None:
    dev, prod = (load_estate(ROOT / "sentry.yaml", read_stack_file(stack, ROOT)) for stack in ("dev", "prod"))

    def claims(estate: Any) -> set[str]:
        files = {application.env_file.path for application in estate}
        return files | {each.slug for each in (*estate.teams, *estate.applications)}

    assert not claims(dev) & claims(prod)


def test_the_shipped_thresholds_and_rates_are_those_that_were_promised() -> None:
    def backend(stack: str) -> tuple[list[float], list[EnvValue]]:
        estate = load_estate(ROOT / "sentry.yaml", read_stack_file(stack, ROOT))
        application = estate.application("gvses-backend")
        assert application.env_file is not None
        rates = [value for name, value in application.env_file.values.items() if name.endswith("RATE")]
        return [threshold(monitor) for monitor in application.monitors], rates

    assert backend("prod") == ([5.0, 2000.0, 0.01], ["0.1", "0.1"])
    assert backend("dev") == ([50.0, 2000.0, 0.01], ["1", "1"])


def test_the_project_file_declares_every_stack_key_with_the_default_that_holds() -> None:
    declared = yaml.safe_load((ROOT / "Pulumi.yaml").read_text())["config"]
    known = {field.alias: field for field in StackConfig.model_fields.values()}

    assert set(declared) == set(known)
    for key, declaration in declared.items():
        assert declaration["description"]
        if known[key].is_required():
            assert "default" not in declaration
        else:
            assert declaration["default"] == (known[key].default if known[key].default is not None else {})


def test_editors_get_a_schema_with_the_names_that_people_write() -> None:
    schema = json_schema()

    assert set(schema["properties"]) == {
        "teams",
        "people",
        "defaults",
        "projects",
        "guard",
        "policy",
        "organization",
        "retention",
        "allotment",
        "alerts",
    }
    assert set(schema["definitions"]["Monitors"]["properties"]) == {"5xx", "latency", "error-rate"}
    latency = schema["definitions"]["Monitors"]["properties"]["latency"]
    assert {"type": "boolean"} in latency["anyOf"] or {"type": "boolean"} in latency["anyOf"][0]["anyOf"]
    json.dumps(schema)


def test_keys_with_another_projects_name_are_told_with_the_right_one(project: Path) -> None:
    file = write_stack(
        project, "old-name:environment: dev", "sentry:organization: acme", "old-name:slugSuffix: -dev"
    )

    assert complaint({}, file).splitlines() == [
        "Pulumi.dev.yaml:2: old-name:environment: nobody reads it: this project's keys begin with its name in "
        "Pulumi.yaml; write acme-sentry:environment",
        "Pulumi.dev.yaml:4: old-name:slugSuffix: nobody reads it: this project's keys begin with its name in "
        "Pulumi.yaml; write acme-sentry:slugSuffix",
    ]


def test_keys_of_another_package_may_have_the_same_name(project: Path) -> None:
    write_stack(project, "acme-sentry:environment: dev", "other:environment: test")

    assert read_stack_file("dev", project).environment == "dev"
