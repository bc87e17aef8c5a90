"""What the example applications promise without being run."""

from __future__ import annotations

import importlib.util
import json
import re
from types import ModuleType
from typing import Any

import pytest

from tests.repository import ROOT

GVSES = ROOT / "examples" / "gvses"


@pytest.fixture(scope="module")
def privacy() -> ModuleType:
    """`privacy.py` of the back end, which is no package of ours."""
    spec = importlib.util.spec_from_file_location("gvses_privacy", GVSES / "backend" / "privacy.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("said", "sent"),
    [
        ("who.is+it@example.com wrote", "[email] wrote"),
        ("GET /?mail=who%40example.com&page=2", "GET /?mail=[email]&page=2"),
        ("Authorization: Bearer abc.def-1", "Authorization: [token]"),
        ("a JWT eyJhbGciOi.eyJzdWIi.c2ln here", "a JWT [token] here"),
        ('{"password": "horse", "n": 1}', '{"password": "[token]", "n": 1}'),
        ("/?access_token=abc#part", "/?access_token=[token]#part"),
        ("password%3Dhorse&x=1", "password%3D[token]&x=1"),
        ("from 203.0.113.7.", "from [ip]."),
        ("from%20203.0.113.7", "from%20[ip]"),
        ("from 2001:db8::1:2", "from [ip]"),
        ("from 2001:db8:0:0:0:0:0:1", "from [ip]"),
    ],
)
def test_personal_data_is_taken_out_of_texts(privacy: ModuleType, said: str, sent: str) -> None:
    event = {"exception": {"values": [{"value": said}]}, "breadcrumbs": {"values": [{"message": said}]}}

    cleaned = privacy.without_personal_data(event)

    assert cleaned["exception"]["values"] == [{"value": sent}]
    assert cleaned["breadcrumbs"]["values"] == [{"message": sent}]


@pytest.mark.parametrize(
    "text", ["at 12:30:45", "http://127.0.0.1:8000/api", "gvses-dashboard@dev", "v1.10.0", "module::function"]
)
def test_what_only_looks_like_it_stays(privacy: ModuleType, text: str) -> None:
    assert privacy.without_personal_data({"message": text}) == {"message": text}


def test_a_release_that_looks_like_an_address_stays_what_it_is(privacy: ModuleType) -> None:
    event = {"release": "gvses@example.com", "modules": {"x": "1.2.3.4"}}

    assert privacy.without_personal_data(event) == event


def test_of_a_request_what_it_asked_for_stays_and_of_a_person_the_id(privacy: ModuleType) -> None:
    event = {
        "request": {
            "method": "GET",
            "url": "http://127.0.0.1/api",
            "query_string": "email=who",
            "cookies": {"session": "1"},
            "data": {"name": "Who"},
            "env": {"REMOTE_ADDR": "127.0.0.1"},
            "headers": {"Host": "127.0.0.1", "Authorization": "x", "X-Forwarded-For": "y", "Referer": "z"},
        },
        "user": {"id": "7", "email": "who", "username": "who", "ip_address": "127.0.0.1"},
    }

    assert privacy.without_personal_data(event) == {
        "request": {"method": "GET", "url": "http://127.0.0.1/api", "headers": {"Host": "127.0.0.1"}},
        "user": {"id": "7"},
    }


def test_every_package_of_the_front_end_is_locked_by_its_hash_and_none_by_its_address() -> None:
    lock: dict[str, Any] = json.loads((GVSES / "frontend" / "package-lock.json").read_text())
    packages = {name: entry for name, entry in lock["packages"].items() if name}

    assert packages
    assert [name for name, entry in packages.items() if "resolved" in entry] == []
    # What a package brings inside itself has no hash of its own.
    unhashed = [name for name, entry in packages.items() if not entry.get("integrity")]
    assert [name for name in unhashed if not packages[name].get("inBundle")] == []


def test_every_package_of_the_back_end_is_locked_by_its_hash() -> None:
    entries = re.split(r"\n(?=[\w.-]+==)", (GVSES / "backend" / "requirements.txt").read_text())[1:]

    assert entries
    assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry] == []
