"""What a stack will have, as the rules get to see it."""

from __future__ import annotations

from sentry_iac.plan import read_steps
from sentry_iac.plan.planned import planned_resources
from sentry_iac.policy import SECRET
from tests.unit.sentry_iac.plan.support import KEY, event


def test_what_goes_is_left_out_and_what_stays_is_there() -> None:
    events = [
        event("same", "ProjectKey", "web", KEY, KEY, id="7/a"),
        event("delete", "ProjectKey", "old", KEY, id="7/b"),
        event("create", "ProjectKey", "new", new=KEY, parent=""),
    ]
    found = planned_resources(read_steps(events))
    assert [(each.name, each.type, each.parent) for each in found] == [
        ("web", "ProjectKey", "web"),
        ("new", "ProjectKey", ""),
    ]
    assert found[0].arguments == KEY


def test_a_secret_inside_a_value_is_one_text() -> None:
    secret = {
        "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
        "ciphertext": "[secret]",
    }
    new = {"path": ".env", "values": {"SENTRY_DSN": secret, "OTHER": "1"}, "list": [secret]}
    (found,) = planned_resources(read_steps([event("create", "EnvFile", "web", new=new)]))
    assert found.arguments == {
        "path": ".env",
        "values": {"SENTRY_DSN": SECRET, "OTHER": "1"},
        "list": [SECRET],
    }
