"""A stand-in for the sandbox: it keeps to the same contract and nothing else."""

from __future__ import annotations

import json
import os
import signal
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps({"environ": sorted(os.environ)}).encode())

    def log_message(self, format: str, *args: object) -> None:
        return


def main() -> None:
    signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
    token_file = Path(sys.argv[2])
    if not token_file.exists():
        token_file.write_text("sntryu_secret\n")
    server = HTTPServer(("127.0.0.1", int(sys.argv[1])), Handler)
    print(f"listening on http://127.0.0.1:{server.server_port}", flush=True)
    server.serve_forever()


main()
