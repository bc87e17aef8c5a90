"""The few calls to GitHub's REST API for posting (https://docs.github.com/rest/issues)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

import httpx2

from sentry_iac.errors import CommandError

DEFAULT_API: Final = "https://api.github.com"
_SECONDS: Final = 30.0
_PAGE: Final = 100
# The search for our comment or issue ends after so many pages.
_MOST_PAGES: Final = 50
_HINTS: Final = {
    401: "the token is wrong or has expired",
    403: "the token may not do this; in a workflow, give the job the permission that docs/ci.md names",
    404: "there is no such thing, or the token may not see it",
    410: "issues are switched off in this repository",
}


class GitHub:
    """A repository at GitHub.

    Args:
        repository: `owner/name`.
        token: what may read and write comments or issues there; never shown.
        api: the address of the REST API.
        transport: what carries the requests; the network unless given.
    """

    def __init__(
        self,
        repository: str,
        token: str,
        api: str = DEFAULT_API,
        transport: httpx2.BaseTransport | None = None,
    ) -> None:
        self.repository = repository
        self._http = httpx2.Client(
            base_url=f"{api.rstrip('/')}/repos/{repository}/",
            headers={
                "Authorization": f"Bearer {token}",
                "Accept": "application/vnd.github+json",
                "X-GitHub-Api-Version": "2022-11-28",
            },
            timeout=_SECONDS,
            transport=transport,
        )

    def __repr__(self) -> str:
        """Without the token."""
        return f"GitHub(repository={self.repository!r})"

    def get(self, path: str) -> dict[str, Any]:
        """`GET` one thing below the repository.

        Raises:
            CommandError: GitHub refuses or cannot be reached.
        """
        found = self._call("GET", path)
        return found if isinstance(found, dict) else {}

    def list(self, path: str, **query: str) -> Iterator[dict[str, Any]]:
        """`GET` a list below the repository, page by page.

        Raises:
            CommandError: GitHub refuses or cannot be reached.
        """
        for page in range(1, _MOST_PAGES + 1):
            found = self._call("GET", path, query={**query, "per_page": str(_PAGE), "page": str(page)})
            items = [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []
            yield from items
            if len(items) < _PAGE:
                return

    def send(self, method: str, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """`POST` or `PATCH` something below the repository.

        Raises:
            CommandError: GitHub refuses or cannot be reached.
        """
        answer = self._call(method, path, body=body)
        return answer if isinstance(answer, dict) else {}

    def _call(
        self,
        method: str,
        path: str,
        *,
        body: Mapping[str, Any] | None = None,
        query: Mapping[str, str] | None = None,
    ) -> Any:
        what = f"{method} /repos/{self.repository}/{path}"
        try:
            answer = self._http.request(method, path, json=body, params=query)
            if answer.is_success:
                return answer.json()
        except httpx2.HTTPError as error:
            raise CommandError(
                f"GitHub cannot be reached ({what}): {type(error).__name__}; try it again"
            ) from error
        except ValueError as error:
            raise CommandError(
                f"GitHub answered something that is not JSON ({what}); is GITHUB_API_URL right?"
            ) from error
        hint = _HINTS.get(answer.status_code, "try it again, or look at githubstatus.com")
        raise CommandError(f"GitHub answered {answer.status_code} to {what}: {hint}")


def github_from(environ: Mapping[str, str], transport: httpx2.BaseTransport | None = None) -> GitHub:
    """Return the repository that the environment of a workflow names.

    Args:
        environ: GITHUB_REPOSITORY, GITHUB_TOKEN and, on GitHub Enterprise, GITHUB_API_URL.
        transport: what carries the requests; the network unless given.

    Raises:
        CommandError: one of them is missing.
    """
    repository, token = environ.get("GITHUB_REPOSITORY", ""), environ.get("GITHUB_TOKEN", "")
    if not token:
        raise CommandError("GITHUB_TOKEN is not set; in a workflow: env: GITHUB_TOKEN: ${{ github.token }}")
    if repository.count("/") != 1:
        raise CommandError("GITHUB_REPOSITORY is not set to owner/name; a workflow has it by itself")
    return GitHub(repository, token, environ.get("GITHUB_API_URL") or DEFAULT_API, transport)
