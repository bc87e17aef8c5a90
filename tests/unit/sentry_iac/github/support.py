"""A repository at GitHub, to post to."""

from __future__ import annotations

import json
from typing import Any

import httpx2

from sentry_iac.github import GitHub

BOT = {"login": "github-actions[bot]"}
TOKEN = "ghs_0123456789"


class Repository:
    """A repository at GitHub, as far as posting goes."""

    def __init__(self) -> None:
        self.comments: list[dict[str, Any]] = []
        self.issues: list[dict[str, Any]] = []
        self.pulls: dict[int, dict[str, Any]] = {}
        self.sent: list[tuple[str, str]] = []
        self.status = 200
        self.github = GitHub("acme/sentry", TOKEN, transport=httpx2.MockTransport(self._answer))

    def _answer(self, request: httpx2.Request) -> httpx2.Response:
        assert request.headers["Authorization"] == f"Bearer {TOKEN}"
        path = request.url.path.removeprefix("/repos/acme/sentry/")
        if self.status != 200:
            return httpx2.Response(self.status, json={"message": "no"})
        if request.method == "GET" and path.startswith("pulls/"):
            return httpx2.Response(200, json=self.pulls[int(path.split("/")[1])])
        if request.method == "GET":
            page = int(request.url.params["page"])
            things = self.issues if path == "issues" else self.comments
            return httpx2.Response(200, json=things[(page - 1) * 100 : page * 100])
        self.sent.append((request.method, path))
        body = json.loads(request.content)
        if request.method == "PATCH":
            number = int(path.rsplit("/", 1)[1])
            thing = next(
                e for e in (*self.comments, *self.issues) if number in (e.get("id"), e.get("number"))
            )
            thing.update(body)
            self.issues = [each for each in self.issues if each.get("state") != "closed"]
            return httpx2.Response(200, json=thing)
        made = {"user": BOT, **body}
        if path == "issues":
            self.issues.append({**made, "number": 70 + len(self.issues)})
        else:
            self.comments.append({**made, "id": 900 + len(self.comments)})
        return httpx2.Response(201, json=made)
