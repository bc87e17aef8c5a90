"""The scripts by which another tool forgets, and the report: read by a real shell, and with names of any form."""

from __future__ import annotations

import subprocess
from pathlib import Path

from pulumi_sentry.inventory import Inventory
from sentry_iac.export.other_tools.coming import Coming, Outcome
from sentry_iac.export.other_tools.leaving import scripts
from sentry_iac.export.other_tools.managed import Managed
from sentry_iac.export.other_tools.pulumiverse import read_pulumiverse
from sentry_iac.export.other_tools.telling import report_lines, summaries
from sentry_iac.export.other_tools.terraform import read_terraform
from tests.unit.sentry_iac.export.states import organization, pulumi_resource, resource, stack, terraform

IDS = {"sentry:index:Team": {"web": "1"}, "sentry:index:Project": {"shop": "10"}}


def outcomes(managed: list[Managed], has: Inventory | None = None) -> list[Outcome]:
    has = has or organization()
    return Coming(has, managed).outcomes(has, IDS)


def commands(folder: Path, script: str) -> list[list[str]]:
    """What a shell would run: both tools are replaced by one that prints its words."""
    for tool in ("terraform", "pulumi"):
        stand_in = folder / tool
        stand_in.write_text('#!/bin/sh\nprintf "%s\\0" "$@"\nprintf "\\n\\0"\n')
        stand_in.chmod(0o755)
    ran = subprocess.run(
        ["/bin/sh", "-s"],
        input=script,
        env={"PATH": str(folder)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stderr == ""
    calls = ran.stdout.split("\n\0")
    return [call.split("\0")[:-1] for call in calls if call]


def test_a_shell_reads_every_address_as_one_word(tmp_path: Path) -> None:
    keys = ["it's", "$(touch owned)", "`id`", '"', "\\"]
    state = terraform(
        tmp_path, resource("sentry_team", "web", *({"id": "web", "index_key": key} for key in keys))
    )
    managed = read_terraform(state)

    (script,) = scripts(outcomes(managed)).values()

    assert commands(tmp_path, script) == [["state", "rm", each.address] for each in managed]
    assert script.startswith("# Lets Terraform forget")


def test_what_stays_is_a_comment(tmp_path: Path) -> None:
    state = terraform(
        tmp_path,
        resource("sentry_dashboard", "x", {"id": "acme/1"}),
        resource("sentry_team", "x", {"id": "web", "organization": "o\nterraform destroy"}),
        resource("sentry_issue_alert", "x", {"project": "shop", "name": "gone"}),
    )

    script = scripts(outcomes(read_terraform(state)))["leave-terraform.sh"]

    assert commands(tmp_path, script) == []
    assert "# stays: sentry_dashboard.x (pulumi-sentry has no resource for it" in script
    assert "Sentry removed its API.\n# terraform state rm 'sentry_issue_alert.x'" in script


def test_pulumi_forgets_dependents_first_and_what_it_would_refuse_is_said(tmp_path: Path) -> None:
    team = pulumi_resource("SentryTeam", "web", "web", protect=True)
    project = pulumi_resource("SentryProject", "it's", "shop", dependencies=[team["urn"]])
    dashboard = pulumi_resource("SentryDashboard", "board", "acme/1", dependencies=[project["urn"]])
    managed = read_pulumiverse(stack(tmp_path, team, project, dashboard))

    script = scripts(outcomes(managed))["leave-pulumiverse.sh"]

    before = ["state", "delete", "--yes"]
    assert commands(tmp_path, script) == [
        [*before, "--stack", "prod", project["urn"]],
        [*before, "--force", "--stack", "prod", team["urn"]],
    ]
    assert f"# Pulumi refuses this one while the stack has {dashboard['urn']},\n" in script


def test_the_report_has_every_address_and_stays_a_table(tmp_path: Path) -> None:
    state = terraform(
        tmp_path,
        resource("sentry_team", "web", {"id": "web", "index_key": "a|b`c"}),
        resource("sentry_team", "gone", {"id": "gone"}),
    )
    told = outcomes(read_terraform(state))

    report = "\n".join(report_lines(told))
    summary, script = summaries(told)

    assert '| sentry\\_team.web\\["a\\|b\\`c"\\] | Team web | by slug |' in report
    assert "- `sentry_team.gone`: Sentry has no such object, or did not show it" in report
    assert "`leave-terraform.sh`" in report
    assert summary == f"Terraform: 1 of 2 objects in {state} found (1 by slug)"
    assert script.startswith("leave-terraform.sh lets Terraform forget them")
    assert [*report_lines([]), *summaries([])] == []
