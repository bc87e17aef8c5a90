"""Drives Chromium without a window, by the protocol of its developer tools on two pipes.

https://chromedevtools.github.io/devtools-protocol/ describes the commands.
"""

from __future__ import annotations

import base64
import itertools
import json
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from tests.e2e.browser import NAMES
from tests.e2e.rotation import descendants

_WORDS = (
    *("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run"),
    # The browser must request the page only.
    *("--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-quic"),
    *("--hide-scrollbars", "--remote-debugging-pipe"),
)
_KEYS = {
    "Enter": (13, "\r"),
    "Escape": (27, ""),
    "ArrowDown": (40, ""),
    "ArrowUp": (38, ""),
    "Tab": (9, ""),
}
_PATIENCE = 20.0

FAINT = """(() => {
  const parts = (colour) => (colour.match(/[\\d.]+/g) || []).map(Number);
  const line = (c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
  const light = (colour) => colour.slice(0, 3).map((c) => line(c / 255))
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const behind = (node) => {
    for (let at = node; at; at = at.parentElement) {
      const style = getComputedStyle(at);
      if (style.backgroundImage !== "none") return parts(style.backgroundImage.match(/rgb[^)]*/g).pop());
      const back = parts(style.backgroundColor);
      if (back.length === 3 || back[3] === 1) return back;
    }
    return [255, 255, 255];
  };
  const faint = [];
  for (const node of document.querySelectorAll("body *")) {
    if (!node.offsetParent) continue;
    if (![...node.childNodes].some((one) => one.nodeType === 3 && one.nodeValue.trim())) continue;
    if (getComputedStyle(node).animationName !== "none") continue;
    const [one, two] = [light(parts(getComputedStyle(node).color)), light(behind(node))].sort((a, b) => b - a);
    if ((one + 0.05) / (two + 0.05) < 4.5) faint.push(`${node.className} ${node.textContent.trim().slice(0, 40)}`);
  }
  return faint;
})()"""
"""An expression: the texts whose contrast with what is behind them is below 4.5 to 1 (WCAG 2.2, 1.4.3)."""


class Tab:
    """An open tab.

    Args:
        read: a descriptor that answers come from.
        write: a descriptor that commands go to.
    """

    def __init__(self, read: int, write: int) -> None:
        self._read, self._write, self._rest = read, write, b""
        self._numbers = itertools.count(1)
        self._session = ""
        self.failures: list[str] = []
        """What the console said that is an error: a script that failed, or a thing that the page may not load."""
        target = self._send("Target.createTarget", {"url": "about:blank"})["targetId"]
        self._session = self._send("Target.attachToTarget", {"targetId": target, "flatten": True})[
            "sessionId"
        ]
        for domain in ("Page", "Runtime", "Log"):
            self._send(f"{domain}.enable")

    def open(self, url: str) -> None:
        """Open an address, and wait for the page."""
        self._send("Page.navigate", {"url": url})
        self.wait_for("document.readyState === 'complete' && location.href !== 'about:blank'")

    def look(self, width: int, height: int = 900, *, dark: bool = False) -> None:
        """See pages as a device of that size does, in pixels."""
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600}
        self._send("Emulation.setDeviceMetricsOverride", size)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self._send("Emulation.setEmulatedMedia", {"features": [scheme]})

    def value(self, expression: str) -> Any:
        """The value of an expression in the page."""
        said = {"expression": expression, "returnByValue": True, "awaitPromise": True}
        answer = self._send("Runtime.evaluate", said)
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def wait_for(self, expression: str) -> None:
        """Wait until an expression is true."""
        end = time.monotonic() + _PATIENCE
        while not self._is_true(expression):
            assert time.monotonic() < end, f"never true: {expression}"
            time.sleep(0.05)

    def seconds_of_work(self) -> float:
        """The time that the page's own thread has used of a processor, in seconds."""
        self._send("Performance.enable", {"timeDomain": "threadTicks"})
        metrics = self._send("Performance.getMetrics")["metrics"]
        return float(next(each["value"] for each in metrics if each["name"] == "TaskDuration"))

    def press(self, *keys: str) -> None:
        """Press keys, by their names or letters."""
        for key in keys:
            code, text = _KEYS.get(key, (ord(key.upper()[0]), key))
            event = {"key": key, "text": text, "windowsVirtualKeyCode": code}
            self._send("Input.dispatchKeyEvent", {"type": "keyDown" if text else "rawKeyDown", **event})
            self._send("Input.dispatchKeyEvent", {"type": "keyUp", "key": key, "windowsVirtualKeyCode": code})

    def picture(self, file: Path, *, whole: bool = False) -> None:
        """Take a picture of what is seen, or of the whole page."""
        answer = self._send("Page.captureScreenshot", {"captureBeyondViewport": whole, **self._clip(whole)})
        file.write_bytes(base64.b64decode(answer["data"]))

    def _clip(self, whole: bool) -> dict[str, Any]:
        if not whole:
            return {}
        size = self._send("Page.getLayoutMetrics")["cssContentSize"]
        return {"clip": {"x": 0, "y": 0, "width": size["width"], "height": size["height"], "scale": 1}}

    def _is_true(self, expression: str) -> bool:
        try:
            return bool(self.value(expression))
        except AssertionError:
            # A page that is just being left has no more values.
            return False

    def _send(self, method: str, parameters: dict[str, Any] | None = None) -> dict[str, Any]:
        number = next(self._numbers)
        message: dict[str, Any] = {"id": number, "method": method, "params": parameters or {}}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._write, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._receive()
            if answer.get("id") == number:
                assert "error" not in answer, f"{method}: {answer['error']}"
                result: dict[str, Any] = answer["result"]
                return result
            self._note(answer)

    def _note(self, event: dict[str, Any]) -> None:
        if event.get("method") == "Runtime.exceptionThrown":
            self.failures.append(json.dumps(event["params"]["exceptionDetails"]))
        entry = event.get("params", {}).get("entry", {}) if event.get("method") == "Log.entryAdded" else {}
        if entry.get("level") == "error":
            self.failures.append(f"{entry['text']} {entry.get('url', '')}")

    def _receive(self) -> dict[str, Any]:
        while b"\0" not in self._rest:
            more = os.read(self._read, 1 << 16)
            assert more, "the browser has ended"
            self._rest += more
        line, _, self._rest = self._rest.partition(b"\0")
        answer: dict[str, Any] = json.loads(line)
        return answer


@contextmanager
def chromium(profile: Path) -> Iterator[Tab]:
    """A tab of a browser that ends with the block.

    Args:
        profile: an empty folder for it.
    """
    browser = next(name for name in NAMES if shutil.which(name))
    to_read, to_write = os.pipe()
    from_read, from_write = os.pipe()

    def arrange() -> None:
        # The browser reads commands from descriptor 3 and writes answers to 4.
        high_read, high_write = os.dup2(to_read, 103), os.dup2(from_write, 104)
        os.dup2(high_read, 3)
        os.dup2(high_write, 4)

    process = subprocess.Popen(  # noqa: S603  # our own command line
        [browser, *_WORDS, f"--user-data-dir={profile}", "about:blank"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        preexec_fn=arrange,  # noqa: PLW1509 - nothing else runs in this process while it starts
        close_fds=False,
    )
    os.close(to_read)
    os.close(from_write)
    try:
        yield Tab(from_read, to_write)
    finally:
        for pid in descendants(process.pid):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        process.wait()
        os.close(to_write)
        os.close(from_read)
