"""DSNs in `.env` files: each fault is found by its check, and by no other."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pulumi_sentry.env_file import dotenv_file
from sentry_iac.audit import Outcome
from tests.unit.sentry_iac.audit.conftest import Audited
from tests.unit.sentry_iac.audit.organization.support import key_of, new_key


@pytest.mark.parametrize(
    ("dsn", "said"),
    [
        ("", "SENTRY_DSN in apps/api/.env is empty"),
        ("not-a-dsn", "SENTRY_DSN in apps/api/.env is no DSN"),
        ("https://key@sentry.example.com/", "is no DSN"),
        ("https://{other}@sentry.example.com/1", "which no project of the organization has"),
        ("http://{key}@sentry.example.com/{project}", "and sends to sentry.example.com, but Sentry says"),
    ],
)
def test_a_dsn_that_leads_nowhere_fails(audited: Audited, dsn: str, said: str) -> None:
    project = audited.hand.get("projects/{org}/api/")["id"]
    text = dsn.format(other="ab" * 16, key=key_of(audited), project=project)
    dotenv_file.apply(audited.env("api"), {"SENTRY_DSN": text})
    assert audited.faults() == {"projects.dsn": Outcome.FAIL}
    assert said in audited.evidence("projects.dsn")


def test_a_dsn_leads_to_the_address_that_is_declared_for_it(audited: Audited) -> None:
    audited.text = audited.text.replace(
        "platform: python-fastapi",
        "platform: python-fastapi, key: { dsnEndpoint: 'https://errors.example.com/in' }",
    )
    assert audited.faults() == {"projects.dsn": Outcome.FAIL}
    assert "but dsnEndpoint says errors.example.com" in audited.evidence("projects.dsn")

    project = audited.hand.get("projects/{org}/api/")["id"]
    dsn = f"https://{key_of(audited)}@errors.example.com/in/{project}"
    dotenv_file.apply(audited.env("api"), {"SENTRY_DSN": dsn})
    assert audited.faults() == {}


def test_each_further_file_holds_the_dsn_of_its_key(audited: Audited) -> None:
    audited.text = audited.text.replace(
        "platform: python-fastapi",
        "platform: python-fastapi, keys: { mobile: }, envFiles: { app: { path: app/.env, key: mobile } }",
    )
    public = new_key(audited, "api", "mobile")
    assert audited.faults() == {"projects.dsn": Outcome.FAIL}
    assert "there is no file apps/app/.env" in audited.evidence("projects.dsn")
    assert audited.unknown() == {"projects.environment"}

    file = audited.estate.application("api").further_env_files[0]
    dotenv_file.apply(file.absolute_path, file.resolved(public))
    assert audited.faults() == {}
    dotenv_file.apply(file.absolute_path, dotenv_file.read_values(audited.env("api")))
    assert audited.faults() == {"projects.dsn": Outcome.WARN}
    assert "(production), active, but the stack's own is mobile" in audited.evidence("projects.dsn")
    dotenv_file.apply(file.absolute_path, {**file.resolved(public), "SENTRY_ENVIRONMENT": "elsewhere"})
    assert audited.faults() == {"projects.environment": Outcome.FAIL}


def test_the_organization_in_a_file_is_not_compared(audited: Audited) -> None:
    audited.text = audited.text.replace(
        "envFile: { path: api/.env }", "envFile: { path: api/.env, keys: { organization: true } }"
    )
    assert audited.faults() == {}
    assert "SENTRY_ORG" not in audited.evidence("projects.environment")


def test_the_dsn_of_another_project_fails(audited: Audited) -> None:
    theirs = dotenv_file.read_values(audited.env("web"))["VITE_SENTRY_DSN"]
    dotenv_file.apply(audited.env("api"), {"SENTRY_DSN": theirs})
    assert audited.faults() == {"projects.dsn": Outcome.FAIL}
    assert "which is not of project api" in audited.evidence("projects.dsn")


def test_an_active_key_that_is_not_the_current_one_is_a_warning(audited: Audited) -> None:
    dotenv_file.apply(audited.env("api"), {"SENTRY_DSN": new_key(audited, "api", "before")})
    assert audited.faults()["projects.dsn"] is Outcome.WARN
    assert "(before), active, but the stack's own is production" in audited.evidence("projects.dsn")


def test_no_evidence_holds_more_of_a_key_than_four_characters(audited: Audited) -> None:
    audited.probe = True
    key = key_of(audited)
    text = "\n".join(finding.evidence for result in audited.run().results for finding in result.findings)
    assert key[:4] in text
    assert key[:5] not in text
    assert not re.search(r"[0-9a-f]{32}", text)


def test_a_file_that_is_missing_fails_and_its_values_are_unknown(audited: Audited) -> None:
    audited.env("api").unlink()
    assert audited.faults() == {"projects.dsn": Outcome.FAIL}
    assert audited.unknown() == {"projects.environment"}
    assert "there is no file apps/api/.env" in audited.evidence("projects.dsn")
    assert audited.result("projects.dsn").findings[1].fix == "sentry-iac env --stack prod"


def test_a_file_beside_other_source_comes_before_the_one_that_the_stack_wrote(
    audited: Audited, tmp_path: Path
) -> None:
    audited.app = tmp_path / "elsewhere"
    assert audited.faults() == {}
    (audited.app / "api").mkdir(parents=True)
    (audited.app / "api" / ".env").write_text("SENTRY_DSN=\n")
    assert "api: SENTRY_DSN in elsewhere/api/.env is empty" in audited.evidence("projects.dsn")


def test_a_file_that_is_broken_is_told_without_its_content(audited: Audited) -> None:
    audited.env("api").write_text("SENTRY_DSN='secret\n")
    assert "secret" not in audited.evidence("projects.dsn")
    assert audited.result("projects.dsn").outcome is Outcome.FAIL


def test_another_environment_fails(audited: Audited) -> None:
    dotenv_file.apply(audited.env("web"), {"VITE_SENTRY_ENVIRONMENT": "prod"})
    assert audited.faults() == {"projects.environment": Outcome.FAIL}
    evidence = audited.evidence("projects.environment")
    assert "VITE_SENTRY_ENVIRONMENT is something else, the stack says production" in evidence


def test_another_sample_rate_is_a_warning(audited: Audited) -> None:
    dotenv_file.apply(audited.env("web"), {"VITE_SENTRY_TRACES_SAMPLE_RATE": "0.9"})
    assert audited.faults() == {"projects.environment": Outcome.WARN}


def test_dsns_are_sent_to_only_when_asked(audited: Audited) -> None:
    audited.hand.admin("DELETE", "requests")
    assert audited.result("projects.ingest").outcome is Outcome.ABSENT
    assert "add --probe" in audited.evidence("projects.ingest")
    assert audited.hand.admin("GET", "requests")["ingest"] == 0


def test_a_probe_sends_to_each_dsn_and_leaves_no_event(audited: Audited) -> None:
    events = audited.hand.admin("GET", "state")["counts"]["events"]
    audited.probe = True
    assert audited.result("projects.ingest").outcome is Outcome.PASS
    assert audited.hand.admin("GET", "state")["counts"]["events"] == events


def test_a_dsn_that_ingest_refuses_fails(audited: Audited) -> None:
    audited.probe = True
    audited.hand.admin("POST", "faults", {"kind": "status", "status": 403, "path": "/api/*/envelope/"})
    assert audited.faults() == {"projects.ingest": Outcome.FAIL}


def test_nothing_is_sent_to_a_host_that_is_not_sentrys(audited: Audited) -> None:
    audited.probe = True
    dotenv_file.apply(audited.env("api"), {"SENTRY_DSN": f"http://{key_of(audited)}@127.0.0.1:9/1"})
    assert "leads to no address of this Sentry, and was not asked" in audited.evidence("projects.ingest")


def test_without_a_file_the_stacks_own_key_is_asked(audited: Audited) -> None:
    audited.probe = True
    audited.env("api").unlink()
    assert "api: the DSN of key production" in audited.evidence("projects.ingest")
