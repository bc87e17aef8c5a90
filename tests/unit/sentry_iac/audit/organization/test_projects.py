"""Projects and DSNs: each fault is found by its check, and by no other."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pulumi_sentry.env_file import dotenv_file
from sentry_iac.audit import Outcome
from tests.unit.sentry_iac.audit.conftest import Audited


def _key(audited: Audited, project: str = "api") -> str:
    return str(audited.hand.get(f"projects/{{org}}/{project}/keys/")[0]["id"])


def _new_key(audited: Audited, project: str, name: str) -> str:
    made = audited.hand.call("POST", f"projects/{{org}}/{project}/keys/", {"name": name})
    return str(made["dsn"]["public"])


def test_a_healthy_organization_passes_everything(audited: Audited) -> None:
    report = audited.run()
    assert {each.check.name for each in report.results if each.outcome is not Outcome.PASS} == {
        "projects.ingest"
    }
    assert report.score == 100


def test_a_state_of_another_sentry_fails_and_every_fix_knows_of_it(audited: Audited) -> None:
    audited.elsewhere = "the state of stack prod holds 3 objects of organization acme at https://sentry.io"
    audited.hand.call("DELETE", "projects/{org}/api/")
    assert audited.faults() == {"projects.sentry": Outcome.FAIL, "projects.exist": Outcome.FAIL}
    assert audited.elsewhere in audited.evidence("projects.sentry")
    (finding,) = audited.result("projects.sentry").findings
    assert "sentry-iac forget --stack prod" in str(finding.fix)
    fixes = {each.fix for each in audited.result("projects.exist").findings} - {None}
    assert fixes == {"sentry-iac up --stack prod, once the state is of this Sentry (projects.sentry)"}
    audited.held = audited.elsewhere = ""
    assert audited.result("projects.sentry").outcome is Outcome.ABSENT


def test_a_project_that_is_gone_fails(audited: Audited) -> None:
    audited.hand.call("DELETE", "projects/{org}/api/")
    assert audited.faults() == {"projects.exist": Outcome.FAIL}
    assert "projects.keys" in audited.unknown()
    assert "api: no project api in the organization" in audited.evidence("projects.exist")
    assert "there is no project api" in audited.evidence("projects.dsn")


def test_a_key_that_was_deleted_fails_by_name_and_by_the_file_that_has_it(audited: Audited) -> None:
    audited.hand.call("DELETE", f"projects/{{org}}/api/keys/{_key(audited)}/")
    assert audited.faults() == {"projects.keys": Outcome.FAIL, "projects.dsn": Outcome.FAIL}


def test_a_key_that_is_switched_off_is_named(audited: Audited) -> None:
    key = _key(audited)
    audited.hand.call("PUT", f"projects/{{org}}/api/keys/{key}/", {"isActive": False})
    assert f"key production ({key[:4]}…) of project api is switched off" in audited.evidence("projects.keys")
    assert "which is switched off" in audited.evidence("projects.dsn")


def test_a_key_of_another_name_is_not_the_stacks_own(audited: Audited) -> None:
    audited.hand.call("PUT", f"projects/{{org}}/api/keys/{_key(audited)}/", {"name": "theirs"})
    assert audited.faults() == {"projects.keys": Outcome.FAIL}


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
    text = dsn.format(other="ab" * 16, key=_key(audited), project=project)
    dotenv_file.apply(audited.env("api"), {"SENTRY_DSN": text})
    assert audited.faults() == {"projects.dsn": Outcome.FAIL}
    assert said in audited.evidence("projects.dsn")


def test_the_dsn_of_another_project_fails(audited: Audited) -> None:
    theirs = dotenv_file.read_values(audited.env("web"))["VITE_SENTRY_DSN"]
    dotenv_file.apply(audited.env("api"), {"SENTRY_DSN": theirs})
    assert audited.faults() == {"projects.dsn": Outcome.FAIL}
    assert "which is not of project api" in audited.evidence("projects.dsn")


def test_an_active_key_that_is_not_the_current_one_is_a_warning(audited: Audited) -> None:
    dotenv_file.apply(audited.env("api"), {"SENTRY_DSN": _new_key(audited, "api", "before")})
    assert audited.faults()["projects.dsn"] is Outcome.WARN
    assert "(before), active, but the stack's own is production" in audited.evidence("projects.dsn")


def test_no_evidence_holds_more_of_a_key_than_four_characters(audited: Audited) -> None:
    audited.probe = True
    key = _key(audited)
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
    dotenv_file.apply(audited.env("api"), {"SENTRY_DSN": f"http://{_key(audited)}@127.0.0.1:9/1"})
    assert "leads to no address of this Sentry, and was not asked" in audited.evidence("projects.ingest")


def test_without_a_file_the_stacks_own_key_is_asked(audited: Audited) -> None:
    audited.probe = True
    audited.env("api").unlink()
    assert "api: the DSN of key production" in audited.evidence("projects.ingest")


def test_what_the_token_may_not_read_is_unknown_and_names_the_scope(audited: Audited) -> None:
    audited.token = str(audited.hand.admin("POST", "tokens", {"scopes": ["project:read"]})["token"])
    assert audited.result("projects.exist").outcome is Outcome.UNKNOWN
    assert "org:read" in audited.evidence("projects.exist")
    assert audited.result("projects.environment").outcome is Outcome.PASS
