"""The commands of docs/moving.md, as they stand there, do what the page says."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.docs.blocks import named
from tests.docs.reader import Reader
from tests.repository import ROOT
from tests.sentry_api import SentryByHand
from tests.takeover.mover import READS, token_of

_NAME = "docs/moving.md"
_PAGE = (ROOT / _NAME).read_text()
SHORTEST, AS_A_PROGRAM, OWN_PROGRAM, CHANGES = (
    "".join(named(_NAME, story)) for story in ("shortest", "as a program", "own program", "changes")
)
FROM_OTHERS = re.findall(r"^ +(sentry-iac export .*--from-.*)$", _PAGE, re.MULTILINE)


@pytest.fixture
def reader(tmp_path: Path, by_hand: SentryByHand, sentry_env: dict[str, str]) -> Reader:
    """Somebody with a token that has the scopes of the page, and a Sentry with a project in it."""
    by_hand.team("web")
    by_hand.project("web", "shop")
    by_hand.metric_monitor("shop", "Too many failures")
    scopes = re.findall(r"^\| (\w+:read) \|", _PAGE, re.MULTILINE)
    assert {*scopes} == {*READS} - {"event:read"}
    mine = {**sentry_env, "SENTRY_AUTH_TOKEN": token_of(by_hand, scopes)}
    by_hand.admin("DELETE", "requests")
    return Reader(tmp_path, mine, env=mine)


def test_every_command_does_what_the_page_says(reader: Reader, by_hand: SentryByHand) -> None:
    moved = reader.types(SHORTEST)
    assert re.search(r"stack prod has taken over \d+ resources", moved.text)
    assert re.search(r"Resources:\n +\d+ unchanged\n", moved.text)

    exported = reader.types(AS_A_PROGRAM)
    program = (reader.folder / "acme-python" / "__main__.py").read_text()
    assert "import pulumi_sentry as sentry" in program
    assert "nothing was written at Sentry" in exported.text
    state = reader.folder / "state"
    state.mkdir()
    reader.types("pulumi stack init prod", "acme-python", PULUMI_BACKEND_URL=state.as_uri())
    imported = reader.types(OWN_PROGRAM, "acme-python", PULUMI_BACKEND_URL=state.as_uri())
    assert re.search(r"\d+ imported", imported.text)

    by_hand.project("web", "api")
    caught_up = reader.types(CHANGES, "acme-sentry")
    assert "+  api:\n" in caught_up.text
    assert "stack prod has taken over 2 resources (1 Project, 1 ProjectKey)" in caught_up.text

    (reader.folder / "acme-sentry" / "adopt.json").unlink()
    by_hand.call("PUT", "projects/{org}/api/", {"name": "The API"})
    noted = reader.types(CHANGES, "acme-sentry")
    assert "+    displayName: The API\n" in noted.text
    assert "stack prod has everything already" in noted.text
    reader.types(". .local/env; pulumi preview -s prod --expect-no-changes", "acme-sentry")

    log = by_hand.admin("GET", "requests")["requests"]
    by_people = ["/api/0/teams/sandbox/web/projects/", "/api/0/projects/sandbox/api/"]
    assert [each["path"] for each in log if each["method"] != "GET"] == by_people


def test_what_terraform_and_pulumiverse_manage_is_exported_as_the_page_says(reader: Reader) -> None:
    names = {"organization": "sandbox", "slug": "web", "id": "web"}
    instance = {"schema_version": 0, "attributes": names}
    team = {"mode": "managed", "type": "sentry_team", "name": "people", "instances": [instance]}
    state = {"version": 4, "serial": 1, "lineage": "x", "outputs": {}, "resources": [team]}
    (reader.folder / "terraform.tfstate").write_text(json.dumps(state))
    kind = "sentry:index/sentryTeam:SentryTeam"
    resource = {"urn": f"urn:pulumi:prod::old::{kind}::people", "custom": True, "type": kind, "id": "web"}
    stack = {"version": 3, "deployment": {"resources": [{**resource, "outputs": names}]}}
    (reader.folder / "stack.json").write_text(json.dumps(stack))

    for line, script in zip(FROM_OTHERS, ("leave-terraform.sh", "leave-pulumiverse.sh"), strict=True):
        exported = reader.types(line)
        assert "1 of 1 objects in" in exported.text
        written = reader.folder / "acme-sentry"
        assert (written / script).is_file()
        written.rename(reader.folder / script)
