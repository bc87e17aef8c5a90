from __future__ import annotations

import json
import shutil
import signal
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest

from sentry_sandbox.__main__ import main, read_or_make_token
from sentry_sandbox.server import SandboxServer
from sentry_sandbox.settings import parse_latency, parse_public_url


@contextmanager
def running(*words: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    command = [sys.executable, "-m", "sentry_sandbox", "--port", "0", *words]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)  # noqa: S603 - ours
    try:
        assert process.stdout is not None
        yield process, process.stdout.readline().rstrip("\n")
    finally:
        process.kill()
        process.communicate()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_prints_where_it_listens_and_stops_cleanly_on_a_signal(
    tmp_path: Path, number: signal.Signals
) -> None:
    token_file = tmp_path / "deep" / "token"
    with running("--data", str(tmp_path), "--token-file", str(token_file), "--org", "acme") as (
        process,
        line,
    ):
        assert line.startswith("listening on http://127.0.0.1:")
        url = line.removeprefix("listening on ")
        token = token_file.read_text().strip()
        headers = {"Authorization": f"Bearer {token}"}
        # The connection stays open: stopping must not wait for it.
        with httpx2.Client(headers=headers, trust_env=False) as client:
            assert client.get(f"{url}/api/0/organizations/acme/").status_code == 200
            process.send_signal(number)
            out, err = process.communicate(timeout=60)

    assert (process.returncode, err) == (0, "")
    assert token not in out
    assert stat.S_IMODE(token_file.stat().st_mode) == 0o600
    assert token.startswith("sntryu_")


@pytest.mark.parametrize("words", [(), ("--token-file", "the token's"), ("--org", "acme")])
def test_it_prints_a_line_for_a_shell_that_works_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    with running(*words) as (process, line):
        assert process.stdout is not None
        said = [process.stdout.readline() for _ in range(4)]
        ask = 'curl -s -H "Authorization: Bearer $SENTRY_AUTH_TOKEN" "$SENTRY_URL/api/0/organizations/$SENTRY_ORG/"'
        command = [shutil.which("sh") or "sh", "-c", f"{said[-1]}\n{ask}"]
        answer = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603 - ours

    assert line.startswith("listening on http://127.0.0.1:")
    slug = words[1] if "--org" in words else "sandbox"
    assert said[:2] == [
        f"organization: {slug}\n",
        "token: in the token's\n" if "--token-file" in words else "token: sandbox-token\n",
    ]
    assert said[-1].startswith("  export SENTRY_URL=http://127.0.0.1:")
    assert json.loads(answer.stdout)["slug"] == slug


def test_a_token_file_is_read_again_and_an_empty_one_refused(tmp_path: Path) -> None:
    path = tmp_path / "token"
    first = read_or_make_token(path)

    assert read_or_make_token(path) == first
    path.write_text("\n")
    with pytest.raises(ValueError, match="is empty"):
        read_or_make_token(path)


def test_a_taken_port_is_one_line_and_exit_code_1(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        code = main(["--port", str(taken.getsockname()[1])])

    captured = capsys.readouterr()
    assert code == 1
    assert captured.err.startswith("sentry_sandbox: cannot listen on 127.0.0.1:")
    assert captured.err.count("\n") == 1


def test_data_that_is_no_database_is_one_line_and_exit_code_1(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "sandbox.sqlite3").write_bytes(b"not a database" * 100)

    code = main(["--port", "0", "--data", str(tmp_path)])

    captured = capsys.readouterr()
    assert code == 1
    assert captured.err.startswith(f"sentry_sandbox: cannot use the data in {tmp_path}:")
    assert captured.err.count("\n") == 1


@pytest.mark.parametrize(("text", "milliseconds"), [("50ms", 50), ("0.2s", 200), ("7", 7), ("1 s", 1000)])
def test_a_latency_is_read_in_ms_and_s(text: str, milliseconds: float) -> None:
    assert parse_latency(text) == milliseconds


def test_a_latency_that_is_none_says_what_to_write(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--latency", "soon"])

    assert '"soon" is not a latency; write e.g. 50ms' in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "origin"),
    [
        ("http://sentry.test:9600", "http://sentry.test:9600"),
        ("https://Sentry.Example.com/", "https://sentry.example.com"),
        ("http://[2001:db8::1]:9600", "http://[2001:db8::1]:9600"),
    ],
)
def test_an_address_for_others_is_an_origin(text: str, origin: str) -> None:
    assert parse_public_url(text) == origin


@pytest.mark.parametrize(
    "text",
    [
        "",
        "sentry.test",
        "sentry.test:9600",
        "ftp://sentry.test",
        "http://",
        "http://me:secret@sentry.test",
        "http://sentry.test/sentry",
        "http://sentry.test?x=1",
        "http://sentry.test:0",
        "http://sentry.test:99999",
        "http://[::1",
    ],
)
def test_an_address_for_others_that_is_none_says_what_to_write(
    text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main([f"--public-url={text}"])
    assert "write e.g. http://sentry.test:9600" in capsys.readouterr().err


def test_a_sandbox_with_a_name_of_its_own_answers_to_it_and_dsns_have_it() -> None:
    with running("--public-url=http://sentry.test:8080") as (_, line):
        url = line.removeprefix("listening on ")

        def asked(path: str, host: str) -> httpx2.Response:
            headers = {"Host": host, "Authorization": "Bearer sandbox-token"}
            return httpx2.get(f"{url}{path}", headers=headers, trust_env=False)

        assert asked("/", "sentry.test:8080").status_code == 200
        assert asked("/", "127.0.0.1").status_code == 200
        assert "start it with --public-url" in asked("/", "other.test:8080").json()["detail"]
        organization = asked("/api/0/organizations/sandbox/", "sentry.test").json()
        assert organization["links"]["regionUrl"] == "http://sentry.test:8080"


def test_links_and_dsns_name_the_real_port(server: SandboxServer) -> None:
    headers = {"Authorization": f"Bearer {server.token}"}

    body = httpx2.get(f"{server.url}/api/0/organizations/sandbox/", headers=headers, trust_env=False).json()

    assert body["links"]["regionUrl"] == server.url


def test_a_server_in_a_thread_shows_no_token(server: SandboxServer) -> None:
    assert server.token not in repr(server)
