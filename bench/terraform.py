"""The peer: Terraform with the provider jianyuan/sentry, on the same estate against the same Sentry.

Neither is part of this repository. It is measured where these two variables name them, and "not available" elsewhere:

* `BENCH_TERRAFORM`: the `terraform` program.
* `BENCH_TERRAFORM_SENTRY`: the folder that holds `terraform-provider-sentry`.

The configuration is written from the same `sentry.yaml` as our own program reads, in Terraform's JSON syntax.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from sentry_iac.estate import (
    AlertSpec,
    ApplicationSpec,
    Estate,
    TeamEmail,
    ThresholdSpec,
    load_estate,
    load_stack_settings,
)

PROGRAM = "BENCH_TERRAFORM"
PROVIDER = "BENCH_TERRAFORM_SENTRY"

LACKS = (
    "no `.env` file (it needs another provider), and no owner of an alert (it has no such argument): "
    "7 resources and a data source for each application"
)
"""The parts of the estate that it cannot declare."""

OPERATIONS = {
    "first up": ("apply", "-auto-approve"),
    "preview": ("plan", "-detailed-exitcode"),
    "second up": ("apply", "-auto-approve"),
    "refresh": ("apply", "-refresh-only", "-auto-approve"),
}
"""Terraform's commands for the operations of the bench. A plan reads every object, unlike a preview."""

_PRIORITIES = {"high": 75, "medium": 50}
_QUERY_TYPES = ("error", "performance", "crash_rate")
_METRIC = 11
"""Sentry's number for the issues of metric monitors."""


def programs(environ: Mapping[str, str]) -> tuple[Path, Path] | None:
    """The program and the provider's folder, where both variables are set.

    Raises:
        SystemExit: one of the two does not exist.
    """
    given = [environ.get(name, "") for name in (PROGRAM, PROVIDER)]
    if not all(given):
        return None
    program, provider = map(Path, given)
    for name, path in ((PROGRAM, program), (PROVIDER, provider / "terraform-provider-sentry")):
        if not path.is_file():
            raise SystemExit(f"error: {name} leads to {path}, and there is no such file")
    return program, provider


def write_configuration(folder: Path, source: Path, provider: Path, base_url: str, organization: str) -> None:
    """Make a Terraform configuration of an estate.

    Args:
        folder: made; must not exist.
        source: a project that `bench.estate.write_estate` made.
        provider: the folder of the provider.
        base_url: address of Sentry.
        organization: its slug.
    """
    folder.mkdir(parents=True)
    stack_file = source / "Pulumi.bench.yaml"
    config = yaml.safe_load(stack_file.read_text())["config"]
    settings = load_stack_settings({key.split(":")[1]: value for key, value in config.items()}, stack_file)
    estate = load_estate(source / "sentry.yaml", settings)
    (folder / "main.tf.json").write_text(json.dumps(configuration(estate, base_url, organization), indent=1))
    (folder / "terraform.rc").write_text(
        f'provider_installation {{\n  dev_overrides {{ "jianyuan/sentry" = "{provider}" }}\n  direct {{}}\n}}\n'
    )


def environment(folder: Path, token: str) -> dict[str, str]:
    """The variables for `terraform` in a folder that `write_configuration` made."""
    return {
        "PATH": os.environ["PATH"],
        "HOME": os.environ["HOME"],
        "TF_CLI_CONFIG_FILE": str(folder / "terraform.rc"),
        "TF_IN_AUTOMATION": "1",
        "CHECKPOINT_DISABLE": "1",
        "SENTRY_AUTH_TOKEN": token,
    }


def configuration(estate: Estate, base_url: str, organization: str) -> dict[str, Any]:
    """The estate in Terraform's JSON syntax."""
    resources: dict[str, dict[str, Any]] = {"sentry_team": {}}
    monitors_of_projects: dict[str, Any] = {}
    for team in estate.teams:
        if not team.managed:
            raise ValueError(f"team {team.name} is not managed, and this comparison looks up no team")
        resources["sentry_team"][team.name] = {
            "organization": organization,
            "name": team.display_name,
            "slug": team.slug,
        }
    for application in estate:
        for kind, name, body in _resources(application, organization):
            resources.setdefault(kind, {})[name] = body
        monitors_of_projects[application.name] = {
            "organization": organization,
            "project": f"${{sentry_project.{application.name}.id}}",
        }
    return {
        "terraform": {"required_providers": {"sentry": {"source": "jianyuan/sentry"}}},
        "provider": {"sentry": {"base_url": f"{base_url}/api/"}},
        "resource": resources,
        "data": {"sentry_project_issue_stream_monitor": monitors_of_projects},
    }


def _resources(spec: ApplicationSpec, organization: str) -> list[tuple[str, str, dict[str, Any]]]:
    inside = {"organization": organization, "project": f"${{sentry_project.{spec.name}.id}}"}
    project = {
        "organization": organization,
        "teams": [f"${{sentry_team.{spec.team}.slug}}"],
        "name": spec.display_name,
        "slug": spec.slug,
        "platform": spec.platform,
        "default_rules": False,
        "default_key": not spec.remove_default_key,
    }
    monitors = [
        (
            "sentry_metric_monitor",
            f"{spec.name}-{rule.rule}",
            {
                **inside,
                "name": rule.name,
                "enabled": rule.enabled,
                "owner": {"team_id": f"${{sentry_team.{spec.team}.internal_id}}"},
                "aggregate": rule.aggregate,
                "dataset": rule.dataset,
                "event_types": list(rule.event_types),
                "query": rule.query,
                "query_type": _QUERY_TYPES[rule.query_type],
                "time_window_seconds": rule.time_window,
                "condition_group": {
                    "conditions": [
                        {
                            "type": fires.comparison,
                            "comparison": fires.value,
                            "condition_result": _PRIORITIES[fires.result],
                        },
                        {
                            "type": {"gt": "lte", "lt": "gte"}[fires.comparison],
                            "comparison": fires.value,
                            "condition_result": 0,
                        },
                    ]
                },
                "issue_detection": {"type": "static"},
            },
        )
        for rule in spec.monitors
        for fires in rule.conditions
        if isinstance(fires, ThresholdSpec)
    ]
    alerts = [
        ("sentry_alert", f"{spec.name}-{alert.key}", _alert(spec, alert, organization))
        for alert in spec.alerts
    ]
    key = ("sentry_key", spec.name, {**inside, "name": spec.key.name})
    return [("sentry_project", spec.name, project), key, *monitors, *alerts]


def _alert(spec: ApplicationSpec, alert: AlertSpec, organization: str) -> dict[str, Any]:
    conditions: list[dict[str, Any]] = []
    if alert.source == "issue-stream":
        listens_to = [f"${{data.sentry_project_issue_stream_monitor.{spec.name}.id}}"]
        conditions.append({"issue_category": {"value": _METRIC, "include": False}})
    else:
        listens_to = [f"${{sentry_metric_monitor.{spec.name}-{rule.rule}.id}}" for rule in spec.monitors]
    if alert.minimum_priority:
        conditions.append(
            {"issue_priority_greater_or_equal": {"comparison": _PRIORITIES[alert.minimum_priority]}}
        )
    teams = [receiver.team for receiver in alert.notify if isinstance(receiver, TeamEmail)]
    return {
        "organization": organization,
        "name": alert.name,
        "enabled": alert.enabled,
        "monitor_ids": listens_to,
        "frequency_minutes": alert.frequency,
        "trigger_conditions": [{trigger: {}} for trigger in alert.triggers],
        "action_filters": [
            {
                "logic_type": "all",
                "conditions": conditions,
                "actions": [
                    {"email": {"target_type": "team", "target_id": f"${{sentry_team.{team}.internal_id}}"}}
                    for team in teams
                ],
            }
        ],
    }
