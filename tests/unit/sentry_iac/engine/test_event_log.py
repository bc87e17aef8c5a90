"""The events of a run are read while it writes them, each once."""

from __future__ import annotations

import json
from pathlib import Path

from sentry_iac.engine.event_log import EventLog


def lines(at: int, *sequence: int) -> str:
    return "".join(
        json.dumps(
            {"sequence": number, "timestamp": at, "stdoutEvent": {"message": "m" * 60, "color": "never"}}
        )
        + "\n"
        for number in sequence
    )


def test_a_line_that_is_not_finished_waits(tmp_path: Path) -> None:
    path = tmp_path / "events"
    log = EventLog(path)
    assert [*log.new()] == []
    whole = lines(1, 0, 1)
    path.write_text(whole[:-20])
    assert [event.sequence for event in log.new()] == [0]
    path.write_text(whole)
    assert [event.sequence for event in log.new()] == [1]


def test_an_update_that_begins_the_file_anew_after_its_preview_is_read_from_its_beginning(
    tmp_path: Path,
) -> None:
    path = tmp_path / "events"
    log = EventLog(path)
    path.write_text(lines(1, 0, 1, 2))
    assert [event.sequence for event in log.new()] == [0, 1, 2]
    # Shorter than the preview's, and longer.
    path.write_text(lines(2, 0))
    assert [event.sequence for event in log.new()] == [0]
    path.write_text(lines(3, 0, 1, 2, 3))
    assert [event.sequence for event in log.new()] == [0, 1, 2, 3]
    path.write_text(lines(3, 0, 1, 2, 3, 4))
    assert [event.sequence for event in log.new()] == [4]
