"""Requests, and what a real Sentry answered to them: seen on one, or read in its newest source.

Each row is sent to a sandbox in which the project `backend` and the team `gvses` are.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

PROJECT = "/projects/sandbox/backend/"
TEAM = "/teams/sandbox/gvses/"
ORGANIZATION = "/organizations/sandbox/"
STATS = f"{ORGANIZATION}stats_v2/?field=sum(quantity)&groupBy=category"


@dataclass(frozen=True)
class Answer:
    """One request and its answer.

    Attributes:
        method: the method.
        path: the path, with its query.
        body: what is sent; None for nothing.
        status: the status of the answer.
        shows: what the answer holds: a whole body, or the part of an object that counts.
    """

    method: str
    path: str
    body: Any
    status: int
    shows: Any = None


BLANK = ["This field may not be blank."]
NULL = ["This field may not be null."]
FORBIDDEN = "You do not have permission to perform this action."
PATTERN = ["This value does not match the required pattern."]

ANSWERS = (
    Answer("PUT", PROJECT, {"name": ""}, 400, {"name": BLANK}),
    Answer("PUT", PROJECT, {"subjectTemplate": ""}, 400, {"subjectTemplate": BLANK}),
    Answer("PUT", PROJECT, {"safeFields": ["a", ""]}, 400, {"safeFields": BLANK}),
    Answer("PUT", PROJECT, {"securityTokenHeader": "X Y"}, 400, {"securityTokenHeader": PATTERN}),
    Answer("PUT", PROJECT, {"securityTokenHeader": None}, 400, {"securityTokenHeader": NULL}),
    Answer("PUT", PROJECT, {"securityTokenHeader": "X-Token"}, 200, {"securityTokenHeader": "X-Token"}),
    Answer("PUT", PROJECT, {"securityToken": "ab cd!"}, 400, {"securityToken": PATTERN}),
    Answer(
        "PUT",
        PROJECT,
        {"fingerprintingRules": "nonsense"},
        400,
        {"fingerprintingRules": ['Invalid syntax near "nonsense" (line 1, column 1)']},
    ),
    Answer(
        "PUT",
        PROJECT,
        {"groupingEnhancements": "nonsense"},
        400,
        {"groupingEnhancements": ['Invalid syntax near "nonsense" (line 1, column 1)']},
    ),
    Answer("PUT", PROJECT, {"fingerprintingRules": None}, 200, {"fingerprintingRules": ""}),
    Answer(
        "PUT",
        PROJECT,
        {"fingerprintingRules": "type:A -> a\n  type:B -> b{c"},
        400,
        {"fingerprintingRules": ['Invalid syntax near "{c" (line 2, column 14)']},
    ),
    Answer(
        "PUT",
        PROJECT,
        {"fingerprintingRules": "type:A # thirty-three characters and more than that"},
        400,
        {
            "fingerprintingRules": [
                'Invalid syntax near "type:A # thirty-three characters..." (line 1, column 1)'
            ]
        },
    ),
    Answer(
        "PUT",
        PROJECT,
        {"fingerprintingRules": "typ:A -> a"},
        400,
        {"fingerprintingRules": ["Unknown matcher 'typ'"]},
    ),
    Answer(
        "PUT",
        PROJECT,
        {"fingerprintingRules": 'type:A -> a name="b"'},
        400,
        {"fingerprintingRules": ["Unknown attribute 'name'"]},
    ),
    Answer(
        "PUT",
        PROJECT,
        {"groupingEnhancements": "[function:a]| function:b +app"},
        400,
        {"groupingEnhancements": ['Invalid syntax near "[function:a]| function:b +app" (line 1, column 1)']},
    ),
    Answer(
        "PUT",
        PROJECT,
        {"groupingEnhancements": "function:a max-frames=some"},
        400,
        {"groupingEnhancements": ["Invalid value 'some' for 'max-frames'"]},
    ),
    Answer("PUT", PROJECT, {"groupingEnhancements": "typ:A +app"}, 500, {"detail": "Internal Error"}),
    Answer(
        "PUT",
        PROJECT,
        {"groupingEnhancements": " stack.function:run +app \n\n"},
        200,
        {"groupingEnhancements": "stack.function:run +app"},
    ),
    Answer(
        "PUT",
        PROJECT,
        {"options": {"filters:releases": "MyApp@1.0-RC*\n b \n\nB"}},
        200,
        {"options": {"filters:releases": "myapp@1.0-rc*\nb\nb"}},
    ),
    Answer(
        "PUT",
        PROJECT,
        {"options": {"filters:error_messages": "*A*\n*b*\n"}},
        200,
        {"options": {"filters:error_messages": "*A*\n*b*"}},
    ),
    Answer(
        "PUT",
        PROJECT,
        {"options": {"sentry:csp_ignored_sources": "Self\n inline \n"}},
        200,
        {"options": {"sentry:csp_ignored_sources": "self\ninline"}},
    ),
    *(
        Answer("PUT", PROJECT, {name: sent}, 200, {name: kept})
        for name, sent, kept in (
            ("options", {"filters:blacklisted_ips": "FE80::1\n\n"}, {"filters:blacklisted_ips": "fe80::1"}),
            ("subjectPrefix", "[shop] ", "[shop]"),
            ("subjectTemplate", " $title ", "$title"),
            ("name", " Shop ", "Shop"),
            ("defaultEnvironment", " production ", "production"),
            ("securityToken", " abcd ", "abcd"),
            ("sensitiveFields", ["iban "], ["iban"]),
            ("safeFields", [" iban"], ["iban"]),
            ("allowedDomains", [" example.com "], ["example.com"]),
            ("groupingEnhancements", None, ""),
            ("relayPiiConfig", "", ""),
        )
    ),
    Answer(
        "PUT",
        PROJECT,
        {"allowedDomains": ["localhost:3000"]},
        400,
        {"allowedDomains": ["localhost:3000 is not an acceptable domain"]},
    ),
    Answer(
        "PUT",
        PROJECT,
        {"relayPiiConfig": '{"applications": {"((": ["a"]}}'},
        400,
        {"relayPiiConfig": ['invalid value: string "((", expected a selector at line 1 column 22']},
    ),
    Answer("PUT", PROJECT, {"dataScrubber": "yes"}, 200, {"dataScrubber": True}),
    Answer("PUT", PROJECT, {"dataScrubber": "Off"}, 200, {"dataScrubber": False}),
    Answer("PUT", f"{PROJECT}filters/legacy-browsers/", {"subfilters": ["ie9", "android_pre_4"]}, 204),
    Answer("POST", f"{PROJECT}keys/", {"name": "a", "rateLimit": None}, 400, {"rateLimit": NULL}),
    Answer("POST", f"{PROJECT}keys/", {"name": "a", "rateLimit": {}}, 500, {"detail": "Internal Error"}),
    Answer(
        "POST", f"{PROJECT}keys/", {"name": "a", "rateLimit": {"count": 5}}, 500, {"detail": "Internal Error"}
    ),
    Answer("POST", f"{PROJECT}keys/", {"name": "a"}, 201, {"browserSdkVersion": "10.x"}),
    Answer("POST", f"{PROJECT}teams/nobody/", None, 404, {"detail": "Team does not exist."}),
    Answer("POST", f"{PROJECT}keys/", {"name": " web "}, 201, {"name": "web"}),
    Answer("PUT", TEAM, {"name": ""}, 400, {"name": BLANK}),
    Answer("PUT", TEAM, {"name": "Web team "}, 200, {"name": "Web team"}),
    Answer("POST", f"{ORGANIZATION}teams/", {"name": "Ünï Cödé!!"}, 201, {"slug": "uni-code"}),
    Answer("POST", f"{ORGANIZATION}teams/", {}, 400, {"non_field_errors": ["Name or slug is required"]}),
    Answer(
        "PUT",
        ORGANIZATION,
        {"slug": "settings"},
        400,
        {"slug": ['The slug "settings" is reserved and not allowed.']},
    ),
    Answer(
        "PUT",
        ORGANIZATION,
        {"trustedRelays": [{"name": "r", "publicKey": "short"}]},
        400,
        {"trustedRelays": ["Invalid public key for relay key info with name:'r' in Trusted Relays"]},
    ),
    *(
        Answer(
            "PUT", ORGANIZATION, {"trustedRelays": relays}, 400, {"trustedRelays": [f"{said} Trusted Relays"]}
        )
        for relays, said in (
            (["r"], "Bad structure received for"),
            ([{"publicKey": "k" * 43}], "Relay key info with missing name in"),
            ([{"name": " ", "publicKey": "k" * 43}], "Relay key info with empty name in"),
            ([{"name": "r"}], "Missing public key for relay key info with name:'r' in"),
        )
    ),
    Answer(
        "PUT",
        ORGANIZATION,
        {"require2FA": True},
        400,
        {"require2FA": ["Cannot require two-factor authentication without personal two-factor enabled."]},
    ),
    Answer(
        "POST",
        f"{ORGANIZATION}members/",
        {"email": "dev@example.com", "orgRole": "admin"},
        400,
        {"orgRole": ["The role 'admin' is deprecated and may no longer be assigned."]},
    ),
    *(
        Answer("GET", f"{ORGANIZATION}{listed}/?projectSlug=nonexistent", None, 403, {"detail": FORBIDDEN})
        for listed in ("detectors", "workflows", "issues", "replays")
    ),
    Answer(
        "POST",
        f"{ORGANIZATION}members/",
        {"email": "dev@example.com", "orgRole": "nonsense"},
        400,
        {"orgRole": ['"nonsense" is not a valid choice.']},
    ),
    Answer(
        "GET",
        f"{ORGANIZATION}teams/?per_page=1000",
        None,
        400,
        {"detail": "Invalid per_page value. Cannot exceed 100."},
    ),
    Answer(
        "GET",
        f"{ORGANIZATION}stats_v2/?field=sum(quantity)&groupBy=outcome&statsPeriod=1d",
        None,
        400,
        {"detail": "Query must have category as groupby or filter"},
    ),
    Answer(
        "GET",
        f"{STATS}&start=2026-11-01T00:00:00&end=2026-11-01T02:00:00&interval=1h",
        None,
        200,
        {"intervals": [f"2026-11-01T0{hour}:00:00Z" for hour in range(3)]},
    ),
    Answer("GET", f"{ORGANIZATION}nonsense/", None, 404, ""),
    Answer("GET", f"{ORGANIZATION}teams", None, 404, "Route not found, did you forget a trailing slash?"),
    Answer(
        "DELETE",
        f"{ORGANIZATION}workflows/",
        None,
        400,
        {"detail": "At least one of 'id', 'query', 'project', or 'projectSlug' must be provided."},
    ),
    Answer("GET", f"{PROJECT}rules/", None, 410, {"detail": "This API no longer exists."}),
)
