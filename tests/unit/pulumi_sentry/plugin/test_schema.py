"""The schema other languages, the registry and the engine read is printed from the declarations."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any, Literal, get_args

import pytest

import pulumi_sentry as sentry
from pulumi_sentry import __version__
from pulumi_sentry.alerts.alert import ActionType
from pulumi_sentry.alerts.kinds import CONDITIONS
from pulumi_sentry.plugin.about import addresses, go_path
from pulumi_sentry.plugin.registry import registry
from pulumi_sentry.plugin.schema import package_schema
from pulumi_sentry.plugin.words import words_of

BIN = Path(sys.prefix) / "bin"
PROVIDER = BIN / "pulumi-resource-sentry"


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    return package_schema(registry())


def resource(schema: dict[str, Any], kind: str) -> dict[str, Any]:
    found: dict[str, Any] = schema["resources"][f"sentry:index:{kind}"]
    return found


def test_it_is_the_same_text_every_time() -> None:
    assert json.dumps(package_schema(registry())) == json.dumps(package_schema(registry()))


def test_it_names_every_resource_lookup_and_object(schema: dict[str, Any]) -> None:
    assert schema["resources"].keys() == registry().resources.keys()
    assert schema["functions"].keys() == registry().lookups.keys()
    text = json.dumps(schema)
    assert {token for token in schema["types"] if f'"#/types/{token}"' not in text} == set()
    assert schema["version"] == __version__


def test_it_says_whose_the_package_is_and_calls_no_other_package_by_pulumis_name(
    schema: dict[str, Any],
) -> None:
    about = {
        name: schema[name] for name in ("publisher", "displayName", "license", "description", "keywords")
    }
    assert all(about.values())
    names = schema["language"]
    assert names["nodejs"]["packageName"] == "pulumi-sentry"
    assert names["python"]["packageName"] == "pulumi_sentry"
    assert names["go"]["importBasePath"] == "example.com/pulumi-sentry/sdk/go/sentry"
    assert names["csharp"]["rootNamespace"] == "PulumiSentry"
    assert names["java"]["basePackage"] == "pulumisentry"
    assert "@pulumi/" not in json.dumps(names)


def test_the_addresses_are_those_of_the_distribution_and_go_follows_the_repository() -> None:
    urls = [
        "Repository, https://example.com/acme/sentry",
        "Homepage, https://example.com",
        "Issues, https://x",
    ]
    found = {"repository": "https://example.com/acme/sentry", "homepage": "https://example.com"}
    assert addresses(urls) == found
    assert go_path(found["repository"]) == "example.com/acme/sentry/sdk/go/sentry"
    assert go_path("") == "example.com/pulumi-sentry/sdk/go/sentry"


def test_other_languages_read_the_place_from_the_environment_and_never_the_token(
    schema: dict[str, Any],
) -> None:
    for properties in (schema["provider"]["inputProperties"], schema["config"]["variables"]):
        read = {
            name: prop["defaultInfo"]["environment"]
            for name, prop in properties.items()
            if "defaultInfo" in prop
        }
        assert read == {"organization": ["SENTRY_ORG"], "baseUrl": ["SENTRY_URL"]}


def test_words_are_enums_and_their_meanings_come_from_the_declarations(schema: dict[str, Any]) -> None:
    def words(name: str) -> dict[str, str]:
        return {
            each["value"]: each.get("description", "")
            for each in schema["types"][f"sentry:index:{name}"]["enum"]
        }

    condition = schema["types"]["sentry:index:AlertCondition"]["properties"]["type"]
    assert condition["$ref"] == "#/types/sentry:index:AlertConditionType"
    assert words("AlertConditionType").keys() == CONDITIONS.keys()
    assert words("AlertConditionType")["first_seen_event"] == "A new issue appears."
    assert words("AlertActionType").keys() == set(get_args(ActionType))
    assert all(words("AlertActionType").values())
    assert words("MonitorConditionType")["gt"] == "Over the threshold."
    filters = resource(schema, "InboundFilters")["inputProperties"]["legacyBrowsers"]
    assert filters["items"]["$ref"] == "#/types/sentry:index:InboundFiltersLegacyBrowsers"
    method = resource(schema, "UptimeMonitor")["inputProperties"]["method"]
    assert method["default"] in words("UptimeMonitorMethod")


def test_no_two_words_of_an_enum_have_one_name(schema: dict[str, Any]) -> None:
    for token, each in schema["types"].items():
        names = [word["name"] for word in each.get("enum", ())]
        assert len({name.lower() for name in names}) == len(names), token


def test_python_has_the_constants_that_an_import_writes_and_takes_them_as_words() -> None:
    package: Any = sentry
    action = sentry.AlertActionArgs(type=package.AlertActionType.EMAIL)
    assert type(action.type) is str
    assert action.declared()["type"] == "email"
    assert package.AlertConditionType.FIRST_SEEN_EVENT == "first_seen_event"
    with pytest.raises(AttributeError, match="no attribute 'Nothing'"):
        _ = package.Nothing


def test_a_meaning_without_its_word_is_refused() -> None:
    with pytest.raises(TypeError, match="greater"):
        words_of(Literal["gt"], {"greater": "Over it."})


def test_secrets_are_marked(schema: dict[str, Any]) -> None:
    for name in ("dsn", "publicKey", "securityUrl"):
        assert resource(schema, "ProjectKey")["properties"][name]["secret"] is True
    assert resource(schema, "Project")["inputProperties"]["securityToken"]["secret"] is True
    assert resource(schema, "Project")["properties"]["securityToken"]["secret"] is True
    assert schema["provider"]["inputProperties"]["token"]["secret"] is True
    assert schema["config"]["variables"]["token"]["secret"] is True
    assert "secret" not in resource(schema, "ProjectKey")["properties"]["projectId"]


def test_defaults_are_those_of_the_declarations_and_only_on_inputs(schema: dict[str, Any]) -> None:
    key = resource(schema, "ProjectKey")
    assert key["inputProperties"]["isActive"]["default"] is True
    assert "default" not in key["properties"]["isActive"]
    source = schema["types"]["sentry:index:MetricDataSource"]["properties"]
    assert source["dataset"]["default"] == "events_analytics_platform"
    assert source["query"]["default"] == ""
    assert resource(schema, "UptimeMonitor")["inputProperties"]["interval"]["default"] == 60


def test_what_replaces_says_so(schema: dict[str, Any]) -> None:
    replacing = {
        (token.rsplit(":", 1)[-1], name)
        for token, cls in schema["resources"].items()
        for name, prop in cls["inputProperties"].items()
        if prop.get("willReplaceOnChanges")
    }
    assert replacing == {
        ("ProjectKey", "project"),
        ("MetricMonitor", "project"),
        ("UptimeMonitor", "project"),
        ("CronMonitor", "project"),
        ("SpikeProtection", "project"),
        ("EnvFile", "path"),
        ("Member", "email"),
        ("TeamMembership", "member"),
        ("TeamMembership", "team"),
        ("ProjectTeam", "project"),
        ("ProjectTeam", "team"),
        ("InboundFilters", "project"),
        ("OwnershipRules", "project"),
        ("UptimeMonitor", "project"),
        ("CronMonitor", "project"),
        ("SpikeProtection", "project"),
    }


def test_required_is_what_has_no_default_and_optional_outputs_are_not(schema: dict[str, Any]) -> None:
    project = resource(schema, "Project")
    assert project["requiredInputs"] == ["name", "slug", "team"]
    assert project["required"] == ["defaultKeyId", "name", "slug", "team", "url"]


def test_everything_is_described(schema: dict[str, Any]) -> None:
    def undescribed(node: Any, path: str) -> list[str]:
        if not isinstance(node, dict):
            return []
        found = []
        for name, prop in (node.get("properties") or {}).items() if "properties" in node else ():
            if not prop.get("description"):
                found.append(f"{path}.{name}")
        return found + [each for key, value in node.items() for each in undescribed(value, f"{path}/{key}")]

    assert undescribed(schema, "") == []


@pytest.mark.e2e
def test_pulumis_own_checker_accepts_what_the_installed_provider_prints(tmp_path: Path) -> None:
    path = os.pathsep.join([str(BIN), os.environ["PATH"]])
    pulumi = shutil.which("pulumi", path=path)
    assert pulumi is not None, "the Pulumi CLI is missing: run `make pulumi`"
    assert PROVIDER.exists(), "the provider is not installed: run `make venv-dev`"
    environment = {
        **os.environ,
        "PATH": path,
        "PULUMI_HOME": str(tmp_path),
        "PULUMI_SKIP_UPDATE_CHECK": "true",
    }
    printed = subprocess.run(  # noqa: S603  # the CLI that was just found
        [pulumi, "package", "get-schema", str(PROVIDER)],
        env=environment,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert printed.returncode == 0, printed.stderr
    file = tmp_path / "schema.json"
    file.write_text(printed.stdout)
    checked = subprocess.run(  # noqa: S603
        [pulumi, "schema", "check", str(file)], env=environment, capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stderr
    assert "Warning" not in checked.stdout + checked.stderr
    assert json.loads(printed.stdout)["resources"].keys() == registry().resources.keys()


def test_the_executable_prints_its_port_alone_and_stops_when_told() -> None:
    environment = {**os.environ, "PULUMI_SENTRY_LOG": "nonsense"}
    with subprocess.Popen(
        [sys.executable, "-m", "pulumi_sentry.plugin"],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        port = process.stdout.readline()
        process.send_signal(signal.SIGTERM)
        rest, errors = process.stdout.read(), process.stderr.read()
    assert int(port) > 0
    assert (rest, process.returncode) == ("", 0)
    assert "Traceback" not in errors


def test_the_executable_says_its_version() -> None:
    said = subprocess.run(
        [sys.executable, "-m", "pulumi_sentry.plugin", "--version"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert said.stdout == f"{__version__}\n"
