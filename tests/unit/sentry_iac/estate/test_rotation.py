"""Where a rotation stands follows from stack config and an instant alone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from sentry_iac.estate import RotationSpec, SpecError, load_stack_settings, parse_estate, read_stack_file
from sentry_iac.estate.model.rotation import key_name, resource_name

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
DAY = timedelta(days=1)
ESTATE = "teams: {web: {}}\nprojects:\n  cart: {platform: python, team: web}\n  mail: {platform: python, team: web}\n"


def rotation(project: Path, own: dict[str, Any], shared: dict[str, Any] | None = None) -> RotationSpec:
    values = {"environment": "production", "projects": {"cart": {"rotation": own}}, "rotation": shared or {}}
    estate = parse_estate(ESTATE, load_stack_settings(values, project / "Pulumi.prod.yaml"))
    assert estate.application("mail").key.rotation.generation == 1
    return estate.application("cart").key.rotation


def test_nothing_written_means_the_first_key_and_no_rotation(project: Path) -> None:
    found = rotation(project, {})
    assert found == RotationSpec()
    assert found.stage(NOW) == "grace"
    assert (found.deactivates_at, found.deletes_at) == (None, None)


def test_what_a_project_writes_wins_over_its_stack(project: Path) -> None:
    own = {"generation": 2, "rotatedAt": "2026-11-24T11:00:00+01:00", "grace": "1d"}
    found = rotation(project, own, {"grace": "3d", "observe": "2d", "unusedFor": "48h", "maxAge": "90d"})
    assert (found.generation, found.previous, found.rotated_at) == (2, 1, NOW)
    assert (found.grace, found.observe, found.unused_for, found.max_age) == (DAY, 2 * DAY, 2 * DAY, 90 * DAY)


@pytest.mark.parametrize(
    ("after", "stage"),
    [
        (0 * DAY, "grace"),
        (7 * DAY - timedelta(seconds=1), "grace"),
        (7 * DAY, "deactivated"),
        (14 * DAY - timedelta(seconds=1), "deactivated"),
        (14 * DAY, "deleted"),
        (-1 * DAY, "grace"),
    ],
)
def test_the_previous_key_moves_by_the_dates(after: timedelta, stage: str) -> None:
    found = RotationSpec(generation=2, previous=1, rotated_at=NOW)
    assert found.stage(NOW + after) == stage


def test_a_leaked_key_has_no_grace_and_does_not_wait() -> None:
    found = RotationSpec(generation=2, previous=1, rotated_at=NOW, leaked=True)
    assert found.stage(NOW) == "deactivated"
    assert found.does_not_wait


def test_the_first_key_keeps_its_names() -> None:
    assert (resource_name("cart", 1), key_name("production", 1)) == ("cart", "production")
    assert (resource_name("cart", 2), key_name("production", 2)) == ("cart-g2", "production g2")
    assert len(key_name("x" * 64, 12)) == 64


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("generation: 2", ":6: projects.cart.rotation.generation: needs rotatedAt beside it"),
        ("previous: 2", ":6: projects.cart.rotation.previous: needs rotatedAt beside it"),
        ("generation: 0", ":6: projects.cart.rotation.generation: 0 is refused"),
        ("leaked: true", ":6: projects.cart.rotation.leaked: speaks of a previous key, and there is none"),
        ("rotatedAt: yesterday", ':6: projects.cart.rotation.rotatedAt: "yesterday" is no instant'),
        ("rotatedAt: '2026-11-24T10:00:00'", "is no instant"),
        ("grace: 7", ":6: projects.cart.rotation.grace: 7 has no unit"),
        ("unusedFor: 5m", "is shorter than 1h"),
        ("proofPause: 2m", "must lie between 0s and 60s"),
        ("maxAge: 0d", "is no time at all"),
        ("gracee: 7d", "did you mean grace?"),
        ("previous: 1\n        rotatedAt: '2026-11-24T10:00:00Z'", "is the current generation 1"),
    ],
)
def test_a_mistake_is_told_with_its_line(project: Path, line: str, said: str) -> None:
    head = "config:\n  environment: p\n  projects:\n    cart:\n      rotation:\n"
    (project / "Pulumi.prod.yaml").write_text(f"{head}        {line}\n")
    with pytest.raises(SpecError) as refused:
        parse_estate(ESTATE, read_stack_file("prod", project))
    assert said in str(refused.value)


def test_a_date_without_quotes_is_understood(project: Path) -> None:
    (project / "Pulumi.prod.yaml").write_text(
        "config:\n  environment: p\n  projects:\n    cart:\n      rotation:\n        generation: 2\n"
        "        rotatedAt: 2026-11-24T10:00:00Z\n"
    )
    estate = parse_estate(ESTATE, read_stack_file("prod", project))
    assert estate.application("cart").key.rotation.rotated_at == NOW
