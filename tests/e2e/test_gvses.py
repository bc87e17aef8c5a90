"""The example applications send their errors to Sentry, without anybody's personal data."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
from websockets.sync.client import connect

from tests.e2e import browser
from tests.e2e.audited import checks_that_lost, sentry_iac, settle_in
from tests.e2e.gvses import Applications, applications, missing

MISSING = missing()
# In CI a missing program is a failure that says what to install.
pytestmark = pytest.mark.skipif(
    bool(MISSING) and not os.environ.get("CI"), reason=f"{MISSING} is not installed"
)

BACKEND, FRONTEND = "gvses-backend-dev", "gvses-frontend-dev"

PERSON = {
    "email": "customer@example.com",
    "token": "sntrys_b2ZhcGVyc29u",
    "ip": "203.0.113.7",
    "password": "correct-horse",
    "session": "cookie-of-a-person",
}
HEADERS = {
    "Authorization": f"Bearer {PERSON['token']}",
    "Cookie": f"session={PERSON['session']}",
    "X-Forwarded-For": PERSON["ip"],
    "X-Real-Ip": PERSON["ip"],
    "X-User-Id": "u-7",
    "Referer": f"http://127.0.0.1/?email={PERSON['email']}",
}
QUERY = {"email": PERSON["email"], "token": PERSON["token"]}
INNER = {"account": "trader@example.com", "token": "token-of-a-session"}
"""The front end's data about the signed-in user."""

ERRORS = {
    BACKEND: {
        "LookupError: no price for ACME, said [email] from [ip] with password=[token]": "error",
        "RateLimited: more than 100 quotes in a minute": "info",
        "VoiceAssistantDisconnected: the assistant closed the session": "info",
        "WebSocketDisconnect: (1000, '')": "info",
    },
    FRONTEND: {
        "Error: no portfolio for [email]": "error",
        "Error: cannot draw the portfolio of [email]": "error",
        "Error: HTTP Client Error with status code: 503": "error",
        "RateLimited: quotes are limited": "info",
        "VoiceAssistantDisconnected: the session ended early": "info",
        "TickerDisconnected: the ticker stopped": "info",
    },
}


@pytest.fixture(scope="module")
def gvses(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Applications]:
    """Both applications after each kind of error happened once in each."""
    assert not MISSING, f"{MISSING} is not installed"
    folder = tmp_path_factory.mktemp("gvses")
    with applications(folder / "project") as here:
        use_back_end(here)
        use_front_end(here, folder)
        yield here


def use_back_end(here: Applications) -> None:
    symbol = f"ACME, said {PERSON['email']} from {PERSON['ip']} with password={PERSON['password']}"
    asked = [
        ("/api/error", {"symbol": symbol}),
        ("/api/unavailable", {}),
        ("/api/quotes", {}),
        ("/health", {}),
    ]
    for path, more in asked:
        httpx2.get(here.backend + path, params={**QUERY, **more}, headers=HEADERS, trust_env=False)
    httpx2.post(f"{here.backend}/api/voice", params=QUERY, json=PERSON, headers=HEADERS, trust_env=False)
    ticker = f"{here.backend.replace('http', 'ws')}/api/ticker?email={PERSON['email']}"
    with connect(ticker, additional_headers=HEADERS) as socket:
        socket.send(PERSON["email"])
        socket.recv()


def use_front_end(here: Applications, folder: Path) -> None:
    scenes = "slow,unavailable,quotes,voice,ticker,error,broken"
    page = f"{here.frontend}/?email={PERSON['email']}&token={PERSON['token']}#{scenes}"

    def all_arrived() -> bool:
        there = {slug: {event["title"] for event in here.events(slug)} for slug in ERRORS}
        return (
            all(set(ERRORS[slug]) <= titles for slug, titles in there.items())
            and any(slow > 2000 for slow in transactions(here, FRONTEND).values())
            and bool(payloads(here, "replay_recording"))
        )

    browser.visit(page, folder / "profile", all_arrived)


def payloads(here: Applications, kind: str) -> list[str]:
    """What arrived of a kind."""
    return [item["text"] for one in here.sent() for item in one["items"] if item["type"] == kind]


def transactions(here: Applications, slug: str) -> dict[str, float]:
    """Transactions by name, with their longest duration in milliseconds."""
    longest: dict[str, float] = {}
    for event in here.events(slug):
        if event["kind"] == "transaction":
            longest[event["title"]] = max(event["durationMs"], longest.get(event["title"], 0))
    return longest


@pytest.mark.parametrize("slug", [BACKEND, FRONTEND])
def test_each_error_lands_once_in_its_project_at_its_level(gvses: Applications, slug: str) -> None:
    errors = [event for event in gvses.events(slug) if event["kind"] == "event"]

    assert {event["title"]: event["level"] for event in errors}.items() >= ERRORS[slug].items()
    other = set(ERRORS[FRONTEND if slug == BACKEND else BACKEND]) - set(ERRORS[slug])
    assert not {event["title"] for event in errors} & other
    unexpected = [event["title"] for event in errors if event["level"] == "error"]
    assert sorted(unexpected) == sorted(title for title, level in ERRORS[slug].items() if level == "error")


@pytest.mark.parametrize("slug", [BACKEND, FRONTEND])
def test_all_of_it_says_which_environment_and_release_it_comes_from(gvses: Applications, slug: str) -> None:
    found = {(event["environment"], event["release"]) for event in gvses.events(slug)}

    assert found == {("development", "gvses-dashboard@dev")}


def test_a_slow_request_is_a_slow_transaction_in_both(gvses: Applications) -> None:
    assert transactions(gvses, BACKEND)["/api/slow"] > 2000
    # The page load that waited for it, or the application's own transaction if the page was loaded before.
    assert max(transactions(gvses, FRONTEND).values()) > 2000


def test_a_5xx_without_an_exception_counts_as_a_failed_transaction(gvses: Applications) -> None:
    sent = [json.loads(text) for text in payloads(gvses, "transaction")]
    statuses = {
        one["transaction"]: one["contexts"]["response"]["status_code"]
        for one in sent
        if "response" in one["contexts"]
    }

    assert statuses["/api/unavailable"] == 503
    assert not [event for event in gvses.events(BACKEND) if "503" in event["title"]]


def test_the_uptime_monitor_leaves_no_transaction(gvses: Applications) -> None:
    assert "/health" not in transactions(gvses, BACKEND)


def test_a_request_of_the_front_end_is_one_trace_with_what_the_back_end_did(gvses: Applications) -> None:
    served = {
        one["contexts"]["trace"]["trace_id"]
        for one in map(json.loads, payloads(gvses, "transaction"))
        if one["transaction"] == "/api/slow"
    }
    loaded = {span["trace_id"] for text in payloads(gvses, "span") for span in json.loads(text)["items"]}

    assert served
    assert served <= loaded


def test_no_personal_data_leaves_either_application(gvses: Applications) -> None:
    sent = json.dumps(gvses.sent())

    private = [*PERSON.values(), *INNER.values(), "@example.com", "%40example", '"ip_address', "REMOTE_ADDR"]
    assert [text for text in private if text in sent] == []
    assert "u-7" in sent
    assert "u-1042" in sent


def test_a_replay_shows_the_page_without_what_is_written_on_it(gvses: Applications) -> None:
    recordings = "".join(payloads(gvses, "replay_recording"))

    assert '"tagName":"button"' in recordings
    assert "*" * len("Signed in as ") in recordings
    assert "GVSES" not in recordings


def test_what_is_published_holds_no_source_map_and_no_secret(gvses: Applications) -> None:
    files = {path: path.read_text() for path in gvses.site.rglob("*") if path.is_file()}

    secrets = "sourceMappingURL", gvses.project.env["SENTRY_AUTH_TOKEN"], gvses.upload
    assert {path.suffix for path in files} == {".html", ".js"}
    assert not [path for path, text in files.items() if any(secret in text for secret in secrets)]


def test_the_source_maps_of_the_build_reached_sentry_under_the_declared_release(gvses: Applications) -> None:
    state = gvses.hand.admin("GET", "state")
    (release,), (bundle,) = state["releases"], state["artifactBundles"]
    (project,) = [one["id"] for one in state["projects"] if one["slug"] == FRONTEND]

    assert (release["version"], bundle["release"]) == ("gvses-dashboard@dev", "gvses-dashboard@dev")
    assert release["projects"] == bundle["projects"] == [int(project)]
    assert release["dateReleased"]
    # A minified file and its source map share an id.
    scripts = len(list(gvses.site.rglob("*.js")))
    kinds = sorted((file["debugId"], file["type"]) for file in bundle["files"])
    assert len(kinds) == 2 * scripts
    assert [kind for _, kind in kinds] == ["minified_source", "source_map"] * scripts
    assert len({debug_id for debug_id, _ in kinds}) == scripts


def test_an_error_of_the_front_end_can_be_traced_to_its_line_in_the_source(gvses: Applications) -> None:
    (event,) = [
        one
        for one in map(json.loads, payloads(gvses, "event"))
        if "no portfolio" in one.get("exception", {"values": [{}]})["values"][0].get("value", "")
    ]
    frame = event["exception"]["values"][0]["stacktrace"]["frames"][-1]
    (image,) = [one for one in event["debug_meta"]["images"] if one["code_file"] == frame["filename"]]

    (bundle,) = gvses.bundles(image["debug_id"])
    (source_map,) = [name for name in bundle.namelist() if name.endswith(".map")]
    file, line = gvses.original(bundle.read(source_map), frame["lineno"], frame["colno"])

    assert image["type"] == "sourcemap"
    assert file.endswith("src/App.tsx")
    source = (gvses.folder / "frontend" / "src" / "App.tsx").read_text().splitlines()
    assert "throw new Error(`no portfolio for" in source[line - 1]


def test_their_audit_scores_a_hundred_once_people_have_done_their_part(gvses: Applications) -> None:
    before = sentry_iac(
        gvses, "audit", "--app", "gvses", "--fail-under", "100", token=gvses.project.env["SENTRY_AUTH_TOKEN"]
    )
    assert before.returncode == 3, before.stdout + before.stderr

    token = settle_in(gvses)
    drift = sentry_iac(gvses, "drift", token=token)
    assert drift.returncode == 0, drift.stdout + drift.stderr
    words = ("audit", "--app", "gvses", "--probe", "--format", "json", "--fail-under", "100")
    report = sentry_iac(gvses, *words, token=token)

    assert checks_that_lost(report.stdout) == []
    assert (report.returncode, json.loads(report.stdout)["score"]) == (0, 100)
