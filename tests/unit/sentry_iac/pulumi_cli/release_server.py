"""Archives as a release of the Pulumi CLI has them, and a server that offers some on this machine."""

from __future__ import annotations

import gzip
import hashlib
import io
import tarfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PROGRAM = b"#!/bin/sh\necho v3.274.1\n"
ANOTHER_MACHINE = b"\x7fELF\x02\x01\x01" + bytes(200)
NAMES = ("pulumi", "pulumi-language-python", "pulumi-language-python-exec", "pulumi-watch")


def member(name: str, kind: bytes = tarfile.REGTYPE, target: str = "", size: int = 0) -> tarfile.TarInfo:
    """A member of an archive."""
    made = tarfile.TarInfo(name)
    made.type, made.linkname, made.size, made.mode = kind, target, size, 0o755
    return made


def packed(
    *more: tarfile.TarInfo, program: bytes = PROGRAM, without: str = "", prefix: str = "pulumi/"
) -> bytes:
    """An archive of a release, with further members at its end."""
    written = io.BytesIO()
    # The same bytes each time.
    with (
        gzip.GzipFile(fileobj=written, mode="wb", mtime=0) as zipped,
        tarfile.open(fileobj=zipped, mode="w") as archive,
    ):
        archive.addfile(member("pulumi", tarfile.DIRTYPE))
        for name in NAMES:
            if name != without:
                archive.addfile(member(f"{prefix}{name}", size=len(program)), io.BytesIO(program))
        for each in more:
            archive.addfile(each, io.BytesIO(bytes(each.size)))
    return written.getvalue()


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@dataclass
class Offer:
    """What the server has.

    Attributes:
        files: the content of each path.
        says: the length that is said of each, where it is not the true one.
        pause: seconds between two bytes.
        asked: the paths that were asked for.
    """

    files: dict[str, bytes] = field(default_factory=dict)
    says: dict[str, int] = field(default_factory=dict)
    pause: float = 0.0
    asked: list[str] = field(default_factory=list)


@contextmanager
def offering(offer: Offer) -> Iterator[str]:
    """Serve on this machine, and yield the address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            offer.asked.append(self.path)
            content = offer.files.get(self.path)
            if content is None:
                self.send_error(404)
                return
            self.send_response(200)
            self.send_header("Content-Length", str(offer.says.get(self.path, len(content))))
            self.end_headers()
            try:
                for begin in range(0, len(content), step := len(content) if not offer.pause else 1):
                    self.wfile.write(content[begin : begin + step])
                    self.wfile.flush()
                    time.sleep(offer.pause)
            except OSError:
                self.close_connection = True

        def log_message(self, *_: object) -> None:
            """Nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
