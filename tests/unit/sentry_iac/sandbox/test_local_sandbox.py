from __future__ import annotations

import http.client
import json
import os
import socket
import stat
import sys
from collections.abc import Callable

import pytest

from sentry_iac.errors import CommandError
from sentry_iac.files.layout import Layout
from sentry_iac.sandbox import background, processes
from sentry_iac.sandbox.processes import ProcessIdentity, identify

Command = Callable[[Layout, int], list[str]]


def start(layout: Layout, port: int, command: Command, said: list[str] | None = None) -> background.Sandbox:
    lines = [] if said is None else said
    return background.start_sandbox(layout, port, say=lines.append, command=command)


def recorded(layout: Layout) -> ProcessIdentity:
    record = json.loads(layout.sandbox_process_file.read_text())
    return ProcessIdentity(record["pid"], record["born"])


def test_a_first_start_takes_the_port_asked_for_and_answers(
    layout: Layout, free_port: int, fake_sandbox: Command
) -> None:
    started = start(layout, free_port, fake_sandbox)
    assert started.url == f"http://127.0.0.1:{free_port}"
    assert started.token == "sntryu_secret"
    assert not started.reused
    assert background.running_sandbox(layout) == started.url
    assert stat.S_IMODE(layout.local.stat().st_mode) == 0o700


def test_a_second_start_finds_the_same_process(layout: Layout, free_port: int, fake_sandbox: Command) -> None:
    first = start(layout, free_port, fake_sandbox)
    process = recorded(layout)
    second = start(layout, free_port, fake_sandbox)
    assert second.reused
    assert second.url == first.url
    assert recorded(layout) == process


def test_a_port_of_another_program_is_left_to_it(
    layout: Layout, free_port: int, fake_sandbox: Command
) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", free_port))
        other.listen()
        started = start(layout, free_port, fake_sandbox)
    assert started.url != f"http://127.0.0.1:{free_port}"


def test_the_next_start_has_the_port_of_the_last_one(
    layout: Layout, free_port: int, fake_sandbox: Command
) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", free_port))
        other.listen()
        first = start(layout, free_port, fake_sandbox)
    background.stop_sandbox(layout)
    assert start(layout, free_port, fake_sandbox).url == first.url


def test_down_stops_the_process_and_says_where_it_was(
    layout: Layout, free_port: int, fake_sandbox: Command
) -> None:
    started = start(layout, free_port, fake_sandbox)
    process = recorded(layout)
    assert background.stop_sandbox(layout) == started.url
    assert not processes.is_running(process)
    assert background.stop_sandbox(layout) is None
    assert background.running_sandbox(layout) is None


@pytest.mark.parametrize("born", ["", "another boot/1"])
def test_a_stranger_with_the_recorded_number_is_never_stopped(
    layout: Layout, bystander: int, born: str, free_port: int, fake_sandbox: Command
) -> None:
    layout.sandbox.mkdir(parents=True)
    record = json.dumps({"pid": bystander, "born": born, "port": free_port})
    layout.sandbox_process_file.write_text(record)
    assert background.stop_sandbox(layout) is None
    layout.sandbox_process_file.write_text(record)
    assert not start(layout, free_port, fake_sandbox).reused
    assert identify(bystander) is not None


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"pid": "x"}', '{"pid": 1}'])
def test_a_record_that_cannot_be_read_is_as_none(
    layout: Layout, free_port: int, fake_sandbox: Command, text: str
) -> None:
    layout.sandbox.mkdir(parents=True)
    layout.sandbox_process_file.write_text(text)
    assert background.stop_sandbox(layout) is None
    layout.sandbox_process_file.write_text(text)
    assert not start(layout, free_port, fake_sandbox).reused


def test_one_of_ours_that_does_not_answer_is_started_again(
    layout: Layout, bystander: int, free_port: int, fake_sandbox: Command
) -> None:
    identity = identify(bystander)
    assert identity is not None
    layout.sandbox.mkdir(parents=True)
    layout.sandbox_process_file.write_text(
        json.dumps({"pid": bystander, "born": identity.born, "port": free_port})
    )
    said: list[str] = []
    assert not start(layout, free_port, fake_sandbox, said).reused
    assert "does not answer" in said[0]
    assert not processes.is_running(identity)


def test_a_sandbox_that_ends_at_once_is_reported_with_its_last_line(layout: Layout, free_port: int) -> None:
    def broken(_layout: Layout, _port: int) -> list[str]:
        return [sys.executable, "-c", "import sys; sys.exit('the data folder is from a later version')"]

    with pytest.raises(CommandError, match=r"exit code 1.*the data folder is from a later version"):
        start(layout, free_port, broken)
    assert not layout.sandbox_process_file.exists()


def test_an_interruption_while_waiting_leaves_nothing_running(
    layout: Layout, free_port: int, fake_sandbox: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[ProcessIdentity] = []

    def interrupt(_port: int) -> bool:
        seen.append(recorded(layout))
        raise KeyboardInterrupt

    monkeypatch.setattr(background, "_answers", interrupt)
    with pytest.raises(KeyboardInterrupt):
        start(layout, free_port, fake_sandbox)
    assert not processes.is_running(seen[0])
    assert not layout.sandbox_process_file.exists()


def test_what_is_meant_for_real_sentry_does_not_reach_the_sandbox(
    layout: Layout, free_port: int, fake_sandbox: Command
) -> None:
    environ = {**os.environ, "SENTRY_ORG": "acme", "SENTRY_DSN": "https://secret@example.com/1"}
    background.start_sandbox(layout, free_port, say=print, command=fake_sandbox, environ=environ)
    connection = http.client.HTTPConnection("127.0.0.1", free_port)
    connection.request("GET", "/")
    names = json.loads(connection.getresponse().read())["environ"]
    connection.close()
    assert not {"SENTRY_ORG", "SENTRY_DSN"} & set(names)


def test_the_record_is_private_and_the_token_is_not_in_its_text(
    layout: Layout, free_port: int, fake_sandbox: Command
) -> None:
    started = start(layout, free_port, fake_sandbox)
    assert stat.S_IMODE(layout.sandbox_process_file.stat().st_mode) == 0o600
    assert started.token not in repr(started)
    assert started.token not in layout.sandbox_process_file.read_text()


def test_a_process_is_not_itself_after_its_end(bystander: int) -> None:
    identity = identify(bystander)
    assert identity is not None
    assert processes.is_running(identity)
    assert processes.stop(identity)
    assert not processes.is_running(identity)
    assert not processes.stop(identity)
