"""Projects and their keys: each fault is found by its check, and by no other."""

from __future__ import annotations

from sentry_iac.audit import Outcome
from tests.unit.sentry_iac.audit.conftest import Audited
from tests.unit.sentry_iac.audit.organization.support import key_of, new_key


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
    audited.hand.call("DELETE", f"projects/{{org}}/api/keys/{key_of(audited)}/")
    assert audited.faults() == {"projects.keys": Outcome.FAIL, "projects.dsn": Outcome.FAIL}


def test_a_key_that_is_switched_off_is_named(audited: Audited) -> None:
    key = key_of(audited)
    audited.hand.call("PUT", f"projects/{{org}}/api/keys/{key}/", {"isActive": False})
    assert f"key production ({key[:4]}…) of project api is switched off" in audited.evidence("projects.keys")
    assert "which is switched off" in audited.evidence("projects.dsn")


def test_a_key_of_another_name_is_not_the_stacks_own(audited: Audited) -> None:
    audited.hand.call("PUT", f"projects/{{org}}/api/keys/{key_of(audited)}/", {"name": "theirs"})
    assert audited.faults() == {"projects.keys": Outcome.FAIL}


def test_each_further_key_is_looked_for(audited: Audited) -> None:
    audited.text = audited.text.replace(
        "platform: python-fastapi", "platform: python-fastapi, keys: { mobile: , old: { active: false } }"
    )
    assert audited.faults() == {"projects.keys": Outcome.FAIL}
    assert "project api has 1 other key, and none is called mobile" in audited.evidence("projects.keys")
    new_key(audited, "api", "mobile")
    assert audited.faults() == {}
    assert "key old is declared inactive" in audited.evidence("projects.keys")


def test_a_project_without_a_key_lacks_none(audited: Audited) -> None:
    audited.text = audited.text.replace("envFile: { path: api/.env }", "key: false")
    assert audited.faults() == {}
    assert "api: no key is declared" in audited.evidence("projects.keys")
    assert "api: no key that rotates is declared" in audited.evidence("operations.key-age")


def test_what_the_token_may_not_read_is_unknown_and_names_the_scope(audited: Audited) -> None:
    audited.token = str(audited.hand.admin("POST", "tokens", {"scopes": ["project:read"]})["token"])
    assert audited.result("projects.exist").outcome is Outcome.UNKNOWN
    assert "org:read" in audited.evidence("projects.exist")
    assert audited.result("projects.environment").outcome is Outcome.PASS
