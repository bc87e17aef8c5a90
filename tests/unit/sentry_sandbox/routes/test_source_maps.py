from __future__ import annotations

import gzip
import io
import zipfile
from typing import Any

import httpx2
import pytest

from sentry_sandbox.settings import FIXED_TOKEN
from tests.unit.sentry_sandbox.support import DEBUG_ID, Json, Local, bundle, form, sha1

CHUNKS = "/organizations/sandbox/chunk-upload/"
ASSEMBLE = "/organizations/sandbox/artifactbundle/assemble/"
LOOKUP = "/projects/sandbox/{}/artifact-lookup/"
BUNDLE = bundle(**{"_/_/a.js": "throw 1", "_/_/a.js.map": "{}"})


@pytest.fixture
def sandbox(sandbox: Local) -> Local:
    sandbox.project()
    sandbox.project("web")
    return sandbox


def upload(
    sandbox: Local, files: dict[str, bytes], field: str = "file", token: str = FIXED_TOKEN
) -> httpx2.Response:
    kind, body = form(files, field)
    headers = {"Authorization": f"Bearer {token}", "Content-Type": kind}
    return sandbox.client.post(f"/api/0{CHUNKS}", content=body, headers=headers)


def announced(content: bytes, *pieces: bytes, **more: Any) -> Json:
    return {
        "checksum": sha1(content),
        "chunks": [sha1(piece) for piece in pieces or (content,)],
        "projects": ["backend"],
        **more,
    }


def arrived(sandbox: Local, content: bytes, **more: Any) -> Json:
    """The result of uploading a bundle in one piece."""
    assert upload(sandbox, {sha1(content): content}).status_code == 200
    assert sandbox.done("POST", ASSEMBLE, announced(content, **more))["state"] == "created"
    told: Json = sandbox.done("POST", ASSEMBLE, announced(content, **more))
    return told


def found(sandbox: Local, project: str = "backend", debug_id: str = DEBUG_ID) -> list[Json]:
    answer: list[Json] = sandbox.done("GET", f"{LOOKUP.format(project)}?debug_id={debug_id}")
    return answer


def test_the_options_say_where_the_pieces_go_and_how_large_they_may_be(sandbox: Local) -> None:
    options = sandbox.done("GET", CHUNKS)

    assert options["url"].endswith(f"/api/0{CHUNKS}")
    assert (options["hashAlgorithm"], options["compression"]) == ("sha1", ["gzip"])
    assert options["chunkSize"] * options["chunksPerRequest"] > options["maxRequestSize"]


def test_a_bundle_is_put_together_once_all_of_its_pieces_are_there(sandbox: Local) -> None:
    pieces = BUNDLE[:100], BUNDLE[100:]
    body = announced(BUNDLE, *pieces)

    first = sandbox.done("POST", ASSEMBLE, body)
    upload(sandbox, {sha1(pieces[0]): pieces[0]})
    second = sandbox.done("POST", ASSEMBLE, body)
    upload(sandbox, {sha1(pieces[1]): pieces[1]})
    states = [sandbox.done("POST", ASSEMBLE, body) for _ in range(2)]

    assert first == {"state": "not_found", "missingChunks": body["chunks"], "detail": None}
    assert (second["state"], second["missingChunks"]) == ("not_found", body["chunks"][1:])
    assert [(one["state"], one["missingChunks"]) for one in states] == [("created", []), ("ok", [])]
    assert len(found(sandbox)) == 1


def test_a_gzipped_piece_is_called_by_what_is_in_it(sandbox: Local) -> None:
    assert upload(sandbox, {sha1(BUNDLE): gzip.compress(BUNDLE)}, "file_gzip").status_code == 200

    assert sandbox.done("POST", ASSEMBLE, announced(BUNDLE))["state"] == "created"


def test_a_bundle_is_found_by_its_debug_id_in_its_project_only(sandbox: Local) -> None:
    arrived(sandbox, BUNDLE)

    (one,) = found(sandbox, debug_id=DEBUG_ID.upper())

    assert (one["type"], one["resolved_with"]) == ("bundle", "debug-id")
    assert found(sandbox, "web") == []
    assert found(sandbox, debug_id="0" * 36) == []
    assert found(sandbox, debug_id="") == []
    path = one["url"].partition("/api/0")[2]
    content = sandbox.call("GET", path).content
    assert zipfile.ZipFile(io.BytesIO(content)).read("_/_/a.js") == b"throw 1"
    other = path.replace("/backend/", "/web/")
    assert sandbox.call("GET", other).status_code == 404


def test_the_state_names_the_release_of_a_bundle_and_its_files(sandbox: Local) -> None:
    arrived(sandbox, BUNDLE)
    named = bundle({"files": {}})
    arrived(sandbox, named, version="gvses@2", dist="web")

    first, second = sandbox.admin("GET", "state")["artifactBundles"]

    assert (first["release"], first["dist"], first["organization"]) == ("gvses@1", None, "sandbox")
    assert [(file["url"], file["type"], file["debugId"]) for file in first["files"]] == [
        ("~/a.js", "minified_source", DEBUG_ID),
        ("~/a.js.map", "source_map", DEBUG_ID),
    ]
    assert (second["release"], second["dist"], second["files"]) == ("gvses@2", "web", [])


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"no zip file", "the bundle is invalid"),
        (BUNDLE[:-8], "the bundle is invalid"),
        (bundle([]), "the bundle is invalid"),
        (bundle({"files": ["a.js"]}), "the bundle is invalid"),
        (bundle({"files": {"a.js": None}}), "the bundle is invalid"),
        (
            bundle({"files": {"a.js": {"url": "~/a.js"}}}),
            "uploading a bundle without debug ids or release is prohibited",
        ),
    ],
)
def test_what_is_no_bundle_is_not_kept_and_who_asks_is_told_why(
    sandbox: Local, content: bytes, reason: str
) -> None:
    told = arrived(sandbox, content)

    assert (told["state"], told["detail"]) == ("error", reason)
    assert found(sandbox) == []


def test_pieces_that_make_up_something_else_are_no_bundle(sandbox: Local) -> None:
    upload(sandbox, {sha1(BUNDLE): BUNDLE})
    body = {**announced(BUNDLE), "checksum": "0" * 40}

    states = [sandbox.done("POST", ASSEMBLE, body) for _ in range(2)]

    assert [(one["state"], one["detail"]) for one in states] == [
        ("created", None),
        ("error", "Reported checksum mismatch"),
    ]


@pytest.mark.parametrize(
    ("files", "field", "reason"),
    [
        ({"0" * 40: b"x"}, "file", "Checksum mismatch"),
        ({sha1(b"plain"): b"plain"}, "file_gzip", "Not a gzipped file"),
        ({"x": gzip.compress(b"\0" * (8 * 1024 * 1024 + 1))}, "file_gzip", "Chunk size too large"),
        ({sha1(bytes([n])): bytes([n]) for n in range(65)}, "file", "Too many chunks"),
    ],
)
def test_a_piece_that_is_not_what_it_is_called_is_refused(
    sandbox: Local, files: dict[str, bytes], field: str, reason: str
) -> None:
    answer = upload(sandbox, files, field)

    assert (answer.status_code, answer.json()) == (400, {"error": reason})


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("", b"x"),
        ("application/json", b"{}"),
        ("multipart/form-data", b"--edge"),
        ("multipart/form-data; boundary=edge", b""),
        ("multipart/form-data; boundary=edge", b"--edge--"),
        ("multipart/form-data; boundary=edge", b"--edge\r\n\r\n\r\n--edge--"),
        ("multipart/form-data; boundary=edge", b"--edge\r\n\xff: \xff\r\n\r\nx\r\n--edge--"),
        (*form({"name": b"x"}, "another"),),
    ],
)
def test_a_form_without_a_file_is_taken_and_means_nothing(sandbox: Local, kind: str, body: bytes) -> None:
    headers = {"Authorization": f"Bearer {FIXED_TOKEN}", "Content-Type": kind}

    answer = sandbox.client.post(f"/api/0{CHUNKS}", content=body, headers=headers)

    assert (answer.status_code, answer.content) == (200, b"")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"checksum": "x"}, "40-character hexadecimal"),
        ({"chunks": ["x"]}, "40-character hexadecimal"),
        ({"projects": [1]}, "array of strings"),
        ({"projects": []}, "at least one project"),
        ({"projects": ["nobody"]}, "projects are invalid"),
        ({"version": "web/1"}, 'cannot contain any "/"'),
        ({"version": ""}, "cannot be empty"),
        ({"dist": 1}, "must be a string"),
        ({"colour": "red"}, "'colour' was unexpected"),
    ],
)
def test_an_announcement_that_makes_no_sense_is_refused(sandbox: Local, change: Json, reason: str) -> None:
    answer = sandbox.call("POST", ASSEMBLE, {**announced(BUNDLE), **change})

    assert answer.status_code == 400
    assert reason in answer.json()["error"]


def test_an_announcement_says_what_it_lacks(sandbox: Local) -> None:
    assert sandbox.call("POST", ASSEMBLE, {}).json() == {"error": "'checksum' is a required property"}
    assert sandbox.call("POST", ASSEMBLE, []).status_code == 400
    upload(sandbox, {sha1(BUNDLE): BUNDLE})
    answer = sandbox.call("POST", ASSEMBLE, announced(BUNDLE, dist="web"))
    assert (answer.status_code, "release together with a dist" in answer.text) == (400, True)


@pytest.mark.parametrize("scope", ["org:ci", "project:releases"])
def test_the_token_of_a_build_may_bring_source_maps_and_look_at_nothing(sandbox: Local, scope: str) -> None:
    token = sandbox.token(scope, kind="org")

    statuses = [
        sandbox.call(
            "POST", "/organizations/sandbox/releases/", {"version": "1", "projects": ["web"]}, token=token
        ),
        sandbox.call("PUT", "/organizations/sandbox/releases/1/", {}, token=token),
        sandbox.call("GET", CHUNKS, token=token),
        upload(sandbox, {sha1(BUNDLE): BUNDLE}, token=token),
        sandbox.call("POST", ASSEMBLE, announced(BUNDLE), token=token),
    ]
    refused = [
        sandbox.call("GET", path, token=token)
        for path in (
            "/organizations/sandbox/",
            "/projects/sandbox/backend/",
            "/organizations/sandbox/members/",
        )
    ]
    taken = sandbox.call("GET", f"{LOOKUP.format('backend')}?download=artifact_bundle/1", token=token)

    assert [answer.status_code for answer in statuses] == [201, 200, 200, 200, 200]
    assert {answer.status_code for answer in (*refused, taken)} == {403}


def test_a_token_that_reads_may_not_bring_source_maps(sandbox: Local) -> None:
    token = sandbox.token("project:read", "org:read")

    assert sandbox.call("GET", CHUNKS, token=token).status_code == 200
    assert upload(sandbox, {sha1(BUNDLE): BUNDLE}, token=token).status_code == 403
    assert sandbox.call("POST", ASSEMBLE, announced(BUNDLE), token=token).status_code == 403


def test_the_pieces_of_an_organization_are_no_other_ones(sandbox: Local) -> None:
    sandbox.admin("POST", "organizations", {"slug": "other"})
    arrived(sandbox, BUNDLE)

    path = ASSEMBLE.replace("sandbox", "other")

    assert sandbox.call("POST", path, announced(BUNDLE)).json() == {
        "error": "One or more projects are invalid"
    }


def test_bundles_are_kept_and_brought_back_with_everything_else(sandbox: Local) -> None:
    arrived(sandbox, BUNDLE)
    sandbox.admin("POST", "keep")
    sandbox.admin("POST", "reset")
    sandbox.admin("POST", "reset", {"kept": True})

    (one,) = found(sandbox)

    assert sandbox.call("GET", one["url"].partition("/api/0")[2]).content == BUNDLE
