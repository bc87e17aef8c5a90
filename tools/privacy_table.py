"""Prints the table of docs/privacy.md: what Relay's own code leaves of an event under the preset `strict`.

`python -m tools.privacy_table docs/privacy.md` writes it between its two marks.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

from sentry_relay.processing import StoreNormalizer, convert_datascrubbing_config, pii_strip_event

from sentry_iac.estate import PiiRuleSpec
from sentry_iac.estate.defaults.strict_privacy import STRICT_FIELDS, STRICT_RULES

BEGIN: Final = "<!-- printed by make docs: begin -->\n"
END: Final = "<!-- printed by make docs: end -->\n"

MAIL: Final = "jo@example.com"
_HOME: Final = "/home/jdoe/app.py"
_HEX: Final = "deadbeef" * 4

Kind = Literal["error", "transaction"]


@dataclass(frozen=True)
class Canary:
    """A person's data at one place of an event.

    Attributes:
        kind: the kind of event.
        path: where it stands, keys and places in lists parted by slashes.
        value: what stands there.
        personal: the part of it that tells of a person.
        stays: whether the preset lets it through.
    """

    kind: Kind
    path: str
    value: str
    personal: str = MAIL
    stays: bool = False


_FRAME: Final = "exception/values/0/stacktrace/frames/0"
_TEXT: Final = f"of {MAIL}"

CANARIES: Final = (
    Canary("error", "logentry/formatted", _TEXT),
    Canary("error", "exception/values/0/value", _TEXT),
    Canary("error", f"{_FRAME}/vars/who", _TEXT),
    Canary("error", f"{_FRAME}/vars/password", "hunter2", "hunter2"),
    Canary("error", f"{_FRAME}/abs_path", _HOME, "jdoe"),
    Canary("error", f"{_FRAME}/filename", _HOME, "jdoe"),
    Canary("error", "breadcrumbs/values/0/message", _TEXT),
    Canary("error", "breadcrumbs/values/0/data/url", f"https://a.example/{MAIL}"),
    Canary("error", "contexts/account/owner", _TEXT),
    Canary("error", "contexts/device/name", f"phone of {MAIL}"),
    Canary("error", "contexts/response/cookies/session", "s3ss10n", "s3ss10n"),
    Canary("error", "contexts/response/headers/Set-Cookie", "id=s3ss10n", "s3ss10n"),
    Canary("error", "contexts/application/note", _TEXT),
    Canary("error", "extra/note", _TEXT),
    Canary("error", "extra/sys.argv/0", _HOME, "jdoe"),
    Canary("error", "threads/values/0/stacktrace/frames/0/abs_path", _HOME, "jdoe"),
    Canary("error", "extra/paid with", "4111 1111 1111 1111", "4111"),
    Canary("error", "extra/paid to", "CH9300762011623852957", "CH93"),
    Canary("error", "extra/came from", "from 203.0.113.7", "203.0.113.7"),
    Canary("error", "extra/phone_number", "079 555 01 23", "555"),
    Canary("error", "server_name", f"host-{MAIL}"),
    Canary("error", "tags/customer", MAIL),
    Canary("error", "user/email", MAIL),
    Canary("error", "user/username", "jdoe", "jdoe"),
    Canary("error", "user/name", "Jo Doe", "Jo Doe"),
    Canary("error", "user/ip_address", "203.0.113.7", "203.0.113.7"),
    Canary("error", "user/geo/city", "Zurich", "Zurich"),
    Canary("error", "user/geo/country_code", "CH", "CH"),
    Canary("error", "user/sentry_user", "username:jdoe", "jdoe"),
    Canary("error", "user/data/note", _TEXT),
    Canary("error", "user/id", "u-4711", "u-4711", stays=True),
    Canary("error", "request/url", f"https://a.example/{MAIL}"),
    Canary("error", "request/query_string", f"mail={MAIL}"),
    Canary("error", "request/cookies/theme", "s3ss10n", "s3ss10n"),
    Canary("error", "request/headers/Cookie", "theme=s3ss10n", "s3ss10n"),
    Canary("error", "request/headers/Authorization", "Bearer s3ss10ns3ss10n", "s3ss10n"),
    Canary("error", "request/headers/X-Forwarded-For", "203.0.113.7", "203.0.113.7"),
    Canary("error", "request/headers/Referer", f"https://a.example/{MAIL}"),
    Canary("error", "request/data/street", "Main Street 1", "Main Street"),
    Canary("error", "request/env/REMOTE_ADDR", "203.0.113.7", "203.0.113.7"),
    Canary("error", f"{_FRAME}/context_line", f"mail = '{MAIL}'", stays=True),
    Canary("error", f"{_FRAME}/function", f"f-{MAIL}", stays=True),
    Canary("error", "exception/values/0/type", f"Error-{MAIL}", stays=True),
    Canary("error", "breadcrumbs/values/0/category", MAIL, stays=True),
    Canary("error", "environment", "e-jdoe", "jdoe", stays=True),
    Canary("error", "release", "r-jdoe", "jdoe", stays=True),
    Canary("error", "logger", MAIL, stays=True),
    Canary("error", "fingerprint/0", MAIL, stays=True),
    Canary("error", "transaction", f"/of/{MAIL}", stays=True),
    Canary("transaction", "transaction", f"/of/{MAIL}", stays=True),
    Canary("transaction", "spans/0/description", f"SELECT '{MAIL}'"),
    Canary("transaction", "spans/0/data/note", _TEXT),
    Canary("transaction", "spans/0/data/url.full", f"https://a.example/{MAIL}"),
    Canary("transaction", "spans/0/data/http.query", f"?mail={MAIL}"),
    Canary("transaction", "spans/0/tags/customer", MAIL),
    Canary("transaction", "spans/0/sentry_tags/user", "username:jdoe", "jdoe"),
    Canary("transaction", "contexts/trace/data/note", _TEXT),
    Canary("transaction", "tags/customer", MAIL),
    Canary("transaction", "request/url", f"https://a.example/{MAIL}"),
    Canary("transaction", "user/email", MAIL),
    Canary("transaction", "user/id", "u-4711", "u-4711", stays=True),
)

UNMEASURED: Final[Mapping[str, str]] = {
    "log": "Relay's library takes events only",
    "replay": "Relay's library takes events only; the SDK masks what it records",
    "check-in": "Relay's library takes events only; a check-in has no text but slug, environment and release",
}
"""Kinds of data that cannot be put through Relay's code from Python, and why."""

_BASES: Final[Mapping[Kind, Mapping[str, Any]]] = {
    "error": {"event_id": _HEX, "type": "error", "platform": "python", "level": "error"},
    "transaction": {
        "event_id": _HEX,
        "type": "transaction",
        "platform": "javascript",
        "start_timestamp": 1.0,
        "timestamp": 2.0,
        "contexts": {"trace": {"type": "trace", "trace_id": _HEX, "span_id": _HEX[:16], "op": "http.server"}},
        "spans": [
            {"span_id": _HEX[16:], "trace_id": _HEX, "op": "db", "start_timestamp": 1.0, "timestamp": 2.0}
        ],
    },
}


def event(kind: Kind) -> dict[str, Any]:
    """Return an event of a kind with every canary of that kind in its place."""
    made: dict[str, Any] = json.loads(json.dumps(_BASES[kind]))
    for canary in CANARIES:
        if canary.kind == kind:
            _put(made, canary.path.split("/"), canary.value)
    return made


def scrubbed(sent: Mapping[str, Any], rules: Iterable[PiiRuleSpec] = STRICT_RULES) -> dict[str, Any]:
    """Return what Relay leaves of an event: first by the rules, then by the project's data scrubbing settings."""
    settings = {
        "scrubData": True,
        "scrubDefaults": True,
        "scrubIpAddresses": True,
        "sensitiveFields": [*STRICT_FIELDS],
        "excludeFields": [],
    }
    left = pii_strip_event(relay_config(rules), dict(sent))
    found: dict[str, Any] = pii_strip_event(convert_datascrubbing_config(settings), left)
    found.pop("_meta", None)
    return found


def normalized(sent: Mapping[str, Any]) -> dict[str, Any]:
    """Return an event in the form that Relay gives it before it scrubs."""
    found: dict[str, Any] = StoreNormalizer().normalize_event(dict(sent))
    return found


def relay_config(rules: Iterable[PiiRuleSpec]) -> dict[str, Any]:
    """Return rules as Relay reads them."""
    config: dict[str, Any] = {"rules": {}, "applications": {}}
    for place, rule in enumerate(rules):
        redaction = {"method": rule.method, **({"text": rule.text} if rule.text else {})}
        pattern = {"pattern": rule.pattern} if rule.pattern else {}
        config["rules"][str(place)] = {"type": rule.type, **pattern, "redaction": redaction}
        config["applications"].setdefault(rule.source, []).append(str(place))
    return config


def value_at(left: Any, path: str) -> Any:
    """Return what stands at a path, in a list of pairs as well; None where nothing does."""
    for key in path.split("/"):
        if isinstance(left, dict):
            left = left.get(key)
        elif isinstance(left, list) and key.isdigit():
            left = left[int(key)] if int(key) < len(left) else None
        elif isinstance(left, list):
            pairs = (pair for pair in left if isinstance(pair, list) and str(pair[0]).lower() == key.lower())
            left = next((pair[1] for pair in pairs), None)
        else:
            return None
    return left


def table() -> str:
    """Return the table, as Relay's code fills it."""
    lines = ["| event | place | sent | kept |", "|---|---|---|---|"]
    kinds: tuple[Kind, ...] = ("error", "transaction")
    for kind in kinds:
        left = scrubbed(event(kind))
        for canary in CANARIES:
            if canary.kind == kind:
                kept = value_at(left, canary.path)
                place = canary.path.replace("/", ".")
                shown = f"`{kept}`" if kept not in (None, "") else "nothing"
                lines.append(f"| {kind} | `{place}` | `{canary.value}` | {shown} |")
    lines += [f"| {kind} | all | | not measured: {why} |" for kind, why in UNMEASURED.items()]
    return "\n".join(lines) + "\n"


def with_table(page: str) -> str:
    """Return a page with the table between its marks."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}{table()}{END}{after}"


def _put(into: Any, path: list[str], value: str) -> None:
    for key, following in zip(path, [*path[1:], None], strict=True):
        place: Any = int(key) if isinstance(into, list) else key
        if following is None:
            made: Any = value
        else:
            made = [] if following.isdigit() else {}
        if isinstance(into, list) and place == len(into):
            into.append(made)
        elif isinstance(into, dict):
            into.setdefault(place, made)
        into = into[place]


def main() -> None:
    """Write the table into the file that is named."""
    page = Path(sys.argv[1])
    page.write_text(with_table(page.read_text("utf-8")), "utf-8")


if __name__ == "__main__":
    main()
