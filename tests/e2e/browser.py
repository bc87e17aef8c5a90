"""A page with `@sentry/browser` from npm, opened in a real browser without a window."""

from __future__ import annotations

import functools
import http.server
import json
import os
import shutil
import signal
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from tests.e2e.rotation import descendants, eventually

SDK = "@sentry/browser@11.12.0"
NAMES = ("chromium", "chromium-browser", "google-chrome")

PAGE = """<!doctype html>
<title>shop</title>
<script type="importmap">{imports}</script>
<script type="module">
import * as Sentry from "@sentry/browser";
Sentry.init({{ dsn: {dsn}, environment: {environment} }});
Sentry.captureException(new Error({message}));
</script>
"""


def missing() -> str:
    """Return the first needed program that is not installed; empty where all are."""
    if not shutil.which("npm"):
        return "npm"
    return "" if any(map(shutil.which, NAMES)) else "chromium"


class Site:
    """A folder that is served on this machine.

    Attributes:
        url: its address.
    """

    def __init__(self, folder: Path, url: str) -> None:
        self._folder = folder
        self.url = url

    def put_page(self, values: dict[str, str | None], message: str) -> str:
        """Build a page with the values of its `.env` file, as a bundler does; returns its address."""
        page = PAGE.format(
            imports=json.dumps({"imports": _imports(self._folder / "node_modules")}),
            dsn=json.dumps(values["VITE_SENTRY_DSN"]),
            environment=json.dumps(values["VITE_SENTRY_ENVIRONMENT"]),
            message=json.dumps(message),
        )
        (self._folder / "index.html").write_text(page)
        return f"{self.url}/index.html"


@contextmanager
def site(folder: Path) -> Iterator[Site]:
    """Install the SDK into a new folder and serve it."""
    folder.mkdir()
    (folder / "package.json").write_text("{}")
    subprocess.run(  # noqa: S603  # our own command line
        ["npm", "install", "--no-save", "--no-audit", "--no-fund", "--ignore-scripts", SDK],  # noqa: S607
        cwd=folder,
        check=True,
        capture_output=True,
        timeout=300,
    )
    handler = functools.partial(_Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield Site(folder, f"http://127.0.0.1:{server.server_address[1]}")
        finally:
            server.shutdown()
            thread.join()


def visit(url: str, profile: Path, until: Callable[[], bool]) -> None:
    """Open a page, and leave it once a condition is true."""
    browser = next(name for name in NAMES if shutil.which(name))
    words = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run"]
    # The browser must request the page only.
    words += ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
    process = subprocess.Popen(  # noqa: S603  # our own command line
        [browser, *words, f"--user-data-dir={profile}", url],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        eventually(until, f"the page at {url} has done what it is for")
    finally:
        for pid in descendants(process.pid):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        process.wait()


class _Quiet(http.server.SimpleHTTPRequestHandler):
    extensions_map = {**http.server.SimpleHTTPRequestHandler.extensions_map, ".mjs": "text/javascript"}  # noqa: RUF012

    def log_message(self, format: str, *args: Any) -> None:
        """No log of requests."""


def _imports(modules: Path) -> dict[str, str]:
    """The import map: a file for each name that the installed packages export to bundlers."""
    found = {}
    for manifest in sorted([*modules.glob("*/package.json"), *modules.glob("@*/*/package.json")]):
        package = json.loads(manifest.read_text())
        folder = f"/node_modules/{package['name']}"
        exports = package.get("exports", {})
        entries = exports if "." in exports else {".": exports}
        for name, target in entries.items():
            file = _for_browsers(target)
            if file:
                found[package["name"] + name[1:]] = f"{folder}/{file.removeprefix('./')}"
    return found


def _for_browsers(target: Any) -> str:
    if isinstance(target, str):
        return target if target.endswith((".js", ".mjs")) else ""
    for condition in ("production", "import", "default"):
        if isinstance(target, dict) and condition in target:
            return _for_browsers(target[condition])
    return ""
