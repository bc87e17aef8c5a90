"""Requests of an audit and the sandbox's answers match Sentry's published API description."""

from __future__ import annotations

import pytest

from sentry_iac.audit import Outcome
from sentry_sandbox.server import SandboxServer, sockets
from sentry_sandbox.server.app import create_app
from sentry_sandbox.settings import Settings
from tests.faults.test_described_api import Recorder
from tests.published import DESCRIPTION, Departure, Description, Exchange, needs_the_description
from tests.sandbox import person_at
from tests.unit.sentry_iac.audit.conftest import Audited

PAGES = "?per_page"
"""Query parameters of every list (https://docs.sentry.io/api/pagination/), which few endpoints describe."""

PRIVATE = ("/open-periods/", "/stats/")
"""Unpublished endpoints, known from Sentry's source; an audit does without them where a Sentry lacks them."""

pytestmark = needs_the_description


@pytest.fixture(scope="module")
def exchanges(tmp_path_factory: pytest.TempPathFactory) -> list[Exchange]:
    """The exchanges of an audit of an organization with a past."""
    root = tmp_path_factory.mktemp("project")
    (root / "Pulumi.yaml").write_text("name: acme-sentry\nruntime: python\n")
    Recorder.exchanges = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sockets, "create_app", lambda settings: Recorder(create_app(settings)))
        with SandboxServer(Settings()) as sandbox:
            hand = person_at(sandbox)
            hand.admin("POST", "quirks", {"rate_limit": {"announced": False}})
            audited = Audited(hand, root).make()
            hand.admin("POST", "month")
            Recorder.exchanges = []
            report = audited.run()
            hand.close()
    assert not [each.check.name for each in report.results if each.outcome is Outcome.UNKNOWN]
    return Recorder.exchanges


def test_an_audit_asks_what_is_described_and_is_answered_so(exchanges: list[Exchange]) -> None:
    description = Description(DESCRIPTION)
    found: dict[Departure, None] = {}
    for exchange in exchanges:
        if not exchange.path.endswith(PRIVATE):
            found.update(dict.fromkeys(description.departures(exchange)))
    unknown = [str(one) for one in found if one.where != PAGES]
    assert unknown == [], "\n".join(unknown)


def test_what_is_private_is_still_not_described(exchanges: list[Exchange]) -> None:
    description = Description(DESCRIPTION)
    private = [each for each in exchanges if each.path.endswith(PRIVATE)]
    assert {name for each in private for name in PRIVATE if each.path.endswith(name)} == set(PRIVATE)
    for exchange in private:
        assert [one.what for one in description.departures(exchange)] == ["is not described"]
