"""What Sentry takes and refuses, as examples: the provider, `sentry.yaml` and the sandbox are held to the same ones.

From Sentry's source (`monitors/validators.py`, `issues/ownership/grammar.py`, `api/event_search.py`,
`snuba/snuba_query_validator.py`, `uptime/endpoints/validators.py`) and its own tests of them.
"""

from __future__ import annotations

import base64

CRONTABS = {
    "0 3 * * *": "0 3 * * *",
    "0  3 *   * *": "0 3 * * *",
    "@daily": "0 0 * * *",
    "@hourly": "0 * * * *",
    "@weekly": "0 0 * * 0",
    "@monthly": "0 0 1 * *",
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
    "*/5 * * 5-10 *": "*/5 * * 5-10 *",
    "0 0 * jan,DEC mon-FRI": "0 0 * jan,DEC mon-FRI",
    "0 0 1,15 * 7": "0 0 1,15 * 7",
    "5/10 0-6/2 * * *": "5/10 0-6/2 * * *",
    "0 0 L * *": "0 0 L * *",
    "0 0 LW * *": "0 0 LW * *",
    "0 0 * * 5L": "0 0 * * 5L",
    "0 0 * * MON#2": "0 0 * * MON#2",
    "0 0 29 2 *": "0 0 29 2 *",
    "0 0 31 2 MON": "0 0 31 2 MON",  # a day of the month OR a day of the week
}
"""Crontabs that Sentry takes, and what it keeps of each."""

BAD_CRONTABS = {
    "@midnight": "did you mean @daily?",
    "@reboot": "is not an alias that Sentry knows",
    "@DAILY": "did you mean @daily?",
    "0 3 * *": "has 4 fields, and a crontab has 5",
    "0 0 3 * * *": "has 6 fields, and a crontab has 5",
    "61 25 * * *": '"61" is no minute; write 0 to 59',
    "0 24 * * *": '"24" is no hour; write 0 to 23',
    "0 0 0 * *": '"0" is no day of the month',
    "0 0 * 13 *": '"13" is no month; write 1 to 12 or JAN to DEC',
    "0 0 * * 8": '"8" is no day of the week; write 0 to 7 or SUN to SAT',
    "0 0 * * MONDAY": '"MONDAY" is no day of the week',
    "0 0 * * 5-1": '"5-1" is no day of the week',
    "*/0 * * * *": '"*/0" is no minute',
    "0 0 W * *": '"W" is no day of the month',
    "0 0 ? * *": '"?" is no day of the month',
    "0 0 30 2 *": "never runs",
    "0 0 31 4,6 *": "never runs",
    "0 0 * * MON#6": '"MON#6" is no day of the week',
}
"""Crontabs that Sentry refuses, and what is said of each."""

TIME_ZONES = ("UTC", "Europe/Berlin", "US/Pacific", "America/Argentina/Buenos_Aires", "Etc/GMT+3")
BAD_TIME_ZONES = {
    "Europe/Berln": "(did you mean Europe/Berlin?)",
    "europe/berlin": "(did you mean Europe/Berlin?)",
    "Berlin": "is not a time zone of the tz database",
    "UTC+2": "is not a time zone of the tz database",
    "Mars/Olympus": "is not a time zone of the tz database",
}

RULES = (
    "path:src/* #core",
    "src/* #core",
    'path:"my dir/*" #core',
    "url:https://example.com/* #core owner@example.com",
    "module:shop.basket #core",
    "tags.browser:Chrome* #core",
    'tags.sku_class:"a b" #core',
    "# a comment\n\n  path:src/* #core  \r\n",
    "path:src/* #core # a comment behind",
    "path:src/* #core\npath:docs/* owner@example.com\n",
)
"""Ownership rules that Sentry takes, where #core and owner@example.com exist."""

BAD_RULES = {
    "path:src/generated/*": "line 1 names no owner",
    "path:src/* # nobody": "line 1 names no owner",
    "codeowners:src/* #core": "line 1 begins with codeowners:",
    "path:ok #core\n\ncodeowners:src/* #core": "line 3 begins with codeowners:",
    "path:src/* core": '"core" is neither a #team nor a member\'s address',
    "path: src/* #core": 'has nothing right after "path:"',
    "path:src/*\t#core": "holds a tab",
    "path:ok #core\n\tpath:src/* #core": "line 2 holds a tab",
    'path:"my dir/* #core': '"dir/*" is neither a #team nor a member\'s address',
}

SEARCHES = (
    "",
    "is_transaction:true span.status_code:5*",
    "span.op:[pageload,navigation]",
    'span.op:["a b", c]',
    'message:"open ended"',
    r"message:say\"hi\"",
    '(level:fatal OR level:error) environment:"my stage"',
    "!has:user.email AND transaction:/checkout/*",
    "p95(span.duration):>100 OR !count():<5",
    'tags[foo,number]:>5 "free text (with a paren"',
    "evaluating ()",
    'message:""',
    "level:error\n",
    "order:new nor:old",
    "release:latest-build",
)
BAD_SEARCHES = {
    'message:"open': 'has a double quote in "message:"open" that encloses nothing',
    'message:o"pen': "that encloses nothing",
    "(level:fatal OR level:error": "has a ( that is not closed",
    "level:fatal)": "has a ) that opens nowhere",
    "level:fatal OR": "has no condition on one side of OR",
    "and level:fatal": "has no condition on one side of AND",
    "a:b OR AND c:d": "has no condition on one side of AND",
    "( OR )": "has no condition on one side of OR",
    "level:": "has no value after level:",
    "level:(fatal OR error)": "has no value after level:",
    "span.op:[db, ]": "has an empty value in the list of span.op:",
    "level:fatal\nlevel:error": "has a line break",
    "level:error release:latest": "holds release:latest",
}

FINGERPRINTING = (
    "",
    "type:A -> a",
    'error.type:"Shop Error" !message:"*time*" -> shop, timeouts',
    "# a comment\n\nstack.function:run -> {{ default }}, {{error.type}}\r\n  logger:shop.* -> x",
    'logger:shop.* -> x title="Shop: {{ message }}"',
    '"tags.shop:basket":full tags.a-b:c -> a',
    "[ function:main ] | function:run | [ module:shop.* ] -> a",
    "type:A -> a # is no comment here",
    'message:"two\nlines" -> a',
    "thread.crashed:yes -> crashed",
)
"""Fingerprinting rules that Sentry takes."""

BAD_FINGERPRINTING = {
    "nonsense": "line 1 begins with no matcher; write e.g. error.type:",
    "type:A nonsense": "line 1 has no -> behind what it looks at",
    "type:A->a": "line 1 has no -> behind what it looks at",
    "# c\n\ntype:A ->": "line 3 has nothing behind ->",
    "type:A -> {a}": "line 1 has nothing behind ->",
    "type:A -> a{b": "line 1 has a { that begins no variable such as {{ default }}",
    "type:A\t-> a": "line 1 holds a tab",
    "[function:main] | function:run -> a": "line 1 begins with a [ that is not read",
    "typ:A -> a": 'line 1 looks at "typ", which is no matcher that Sentry knows (did you mean type?)',
    "type:A -> a\nerror.mechanism:x -> b": 'line 2 looks at "error.mechanism"',
    'type:A -> a name="b"': 'line 1 sets "name"; a fingerprint has no attribute but title',
}
ENHANCEMENTS = (
    "",
    "stack.function:run +app",
    "family:native stack.package:/usr/* -group",
    "# a comment\nmodule:shop.* ^+app v-group max-frames=3\r\n  error.type:A min-frames = 2 category=ui",
    "[ function:main ] | function:run | [ !module:shop.* ] +app",
    "function:a +app function:b -app",
    "path:**/vendor/** -app # none of ours",
)
"""Stack trace rules that Sentry takes."""

BAD_ENHANCEMENTS = {
    "nonsense": "line 1 begins with no matcher; write e.g. stack.module:",
    "stack.function:x +ap": "line 1 has no action behind what it looks at; known: +app, -app",
    "function:x +prefix": "line 1 has no action behind what it looks at",
    "function:x\n+app": "line 1 has no action behind what it looks at",
    "function:x +apps": 'line 1 goes on behind its end with "s"',
    "function:x\t+app": "line 1 holds a tab",
    "[function:a]| function:b +app": "line 1 begins with a [ that is not read",
    "function:a +app\n\ntype:B +app": 'line 3 looks at "type", which is no matcher that Sentry knows',
    '"function":a +app': 'line 1 puts the name "function" in quotes',
    "function:a max-frames=some": 'line 1 sets max-frames to "some", which is no whole number',
}

SELECTORS = (
    *(
        "$string",
        "user.geo.**",
        "(a || b) && !c",
        "extra.'my key'",
        "$frame.abs_path",
        "**",
        "a.0.b",
        "tags.*",
    ),
    *("a && (b || !(c))", "a-b.c_d", "a & ~b", "'it''s'", " a . b ", "$string && !$http.headers.'X-Id'"),
)
"""Selectors of scrubbing rules that Relay reads."""

BAD_SELECTORS = {
    "((": "has nothing on one side of (",
    "()": "has nothing on one side of (",
    "a ||": "has nothing on one side of ||",
    "|| a": "has nothing on one side of ||",
    "a b": 'cannot be read from "b" on',
    "a..b": 'cannot be read from "..b" on',
    "extra.*password*": 'cannot be read from "password*" on',
    "extra.passwörd": 'cannot be read from "örd" on',
    "1a": 'cannot be read from "a" on',
    "(a": "has a ( that is not closed",
    "a)": "has a ) that opens nowhere",
    "!!a": "negates twice",
    "*": "holds a * that stands alone",
    "**.a.**": "holds ** twice",
    "$strnig": "(did you mean $string?)",
}

DOMAINS = ("*", "example.com", "*.example.com", "https://shop.example.com/path:a", "https://*.example.com")
BAD_DOMAINS = {
    "localhost:3000": 'names a port, which Sentry refuses; write "localhost", which means any port',
    "https://shop.example.com:8443/a": 'write "https://shop.example.com/a"',
}

AGGREGATES = (
    ("count()", "events"),
    ("count_unique(user)", "events"),
    ("count_unique(tags[sentry:user])", "events"),
    ("p95(span.duration)", "events_analytics_platform"),
    ("p95(span.duraton)", "events_analytics_platform"),  # an attribute of one's own
    ("failure_rate()", "events_analytics_platform"),
    ("count_unique(my.attribute)", "events_analytics_platform"),
    ("equation|count(span.duration) / 2", "events_analytics_platform"),
    ("percentage(sessions_crashed, sessions)", "metrics"),
    ("percentage(users_crashed, users) AS _crash_rate_alert_aggregate", "metrics"),
)
BAD_AGGREGATES = {
    ("span.duration", "events_analytics_platform"): "is not a function of an attribute",
    ("p95(span.duration", "events_analytics_platform"): "is not a function of an attribute",
    ("count_unique()", "events_analytics_platform"): "needs what is counted",
    ("upsampled_count()", "events"): "write count()",
    ("count_unique(email)", "events"): 'looks at "email"',
    ("p95(span.duration)", "events"): 'looks at "span.duration"',
    ("count()", "metrics"): "is no crash-free rate",
}


def _place(number: int) -> str:
    """A place on the curve of Relay's keys, as a public key is written."""
    return base64.urlsafe_b64encode(number.to_bytes(32, "little")).decode().rstrip("=")


RELAY_KEYS = (
    *(_place(number) for number in (*range(12), 2**255 - 20, 2**255 - 19, 2**255 - 18, 2**255, 2**256 - 1)),
    *("k" * 43, "k" * 42, "k" * 44, f"{'k' * 43}=", f"{'k' * 42}l", "+" * 43, " " + "k" * 42, "short"),
    "20wNnMSPDRAREQQyQfBXV3j_ffpu36jLAlG1KXkVJeQ",
)
"""What may be the public key of a Relay; `sentry-relay` tells which of them are."""

ADDRESSES = (
    "https://shop.example.com",
    "https://shop.example.com:8443/health?deep=1#top",
    "http://localhost:8000/health",
    "http://10.0.0.1/",
    "https://[2001:db8::1]/",
    "https://user:secret@example.com/",
)
BAD_ADDRESSES = {
    "example.com": "is not an address; write it with https://",
    "ftp://example.com": "is not an address",
    "https://shop": 'names the host "shop"',
    "https://user:secret@shop": '"https://…@shop" names the host "shop"',
    "https://example.com/a b": "is not an address",
    "https://example.com:port/": "is not an address",
    f"https://example.com/{'a' * 250}": "is 270 characters long; Sentry takes at most 255",
}
