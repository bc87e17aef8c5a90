"""The schema other languages, the registry and the engine read is printed from the declarations."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from pulumi_sentry import __version__
from pulumi_sentry.plugin.registry import registry
from pulumi_sentry.plugin.schema import package_schema

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
