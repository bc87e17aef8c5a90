"""Which regular expressions are refused, held against the engine that Relay runs."""

from __future__ import annotations

import pytest
from sentry_relay.processing import pii_strip_event

from sentry_rules.patterns import pattern_complaint

REFUSED = (
    *(r"a(b", r"acct-([0-9]+", r"a)", r"(?<=a)b", r"(?<!a)b", r"(?=a)b", r"(?!a)b", r"(a)\1", r"(?P=n)"),
    *(r"(?P<n>a)(?P=n)", r"(?>a)", r"(?(1)a|b)", r"(?#c)a", r"(?a)a", r"(?L)a", r"(?i", r"(?P>n)", r"(?|a)"),
    *(r"a{2,1}", r"a{,3}", r"a{", r"{", r"*a", r"a|*", r"(*a)", r"[z-a]", r"[a-\d]", r"[", r"[]", r"[[a]"),
    *(
        r"\Za",
        r"a\Z",
        r"\e",
        r"\q",
        r"\h",
        r"\N{DIGIT ONE}",
        r"\01",
        r"\0",
        r"\8",
        r"\R",
        r"\X",
        r"\K",
        r"\G",
    ),
    *(r"\Q", r"\g<1>", r"\k<n>", r"\cA", r"\é", r"[\Z]", r"[\b]", "\\", r"\x4", r"\u41", r"(?P<1>a)"),
    *(r"(?P<a>b)(?P<a>c)", r"(?n)a", r"(?)"),
)
TAKEN = (
    *(
        r"GV-[0-9]{8}",
        r"a++",
        r"a*+",
        r"a?+",
        r"a**",
        r"a\z",
        r"\Aa",
        r"\p{L}+",
        r"\pL",
        r"\P{L}",
        r"^*",
        r"()",
    ),
    *(r"[[:alpha:]]+", r"(?<n>a)", r"(?P<n>a)", r"(?x) a # (c", r"}", r"]", r"\_", r"(?i)a", r"a(?i)b"),
    *(
        r"(?i-s:a)",
        r"(?U)a",
        r"[a&&b]",
        r"[a--b]",
        r"[a~~b]",
        r"\u00e9",
        r"\u{e9}",
        r"\x{e9}",
        r"\x41",
        r"(?R)",
    ),
    *(
        r"\b{start}a",
        r"\<a",
        r"a\>",
        r"[]a]",
        r"[^]a]",
        r"a{2}{3}",
        r"a{2, 3}",
        r"[\w.-]+",
        r"\-",
        r"\/",
        r"\B",
    ),
    *(
        r"(?:a|b)+?",
        r"[a-z&&[^b]]",
        r"(?-u:\w)",
        r"\U0001F600",
        r"\d{2,}+",
        r"[a\]b](c)",
        r"\(",
        "",
        r"é+",
        r"[-]",
        r"[^-]a",
        r"[^]-]",
        r"[+-[^]b",
    ),
)


def scrubs(pattern: str) -> bool:
    """Whether Relay applies a rule with this pattern: it finds the text QQ beside what the pattern finds."""
    rule = {
        "type": "pattern",
        "pattern": "QQ|(?:" + pattern + ("\n" if "(?x)" in pattern else "") + ")",
        "redaction": {"method": "remove"},
    }
    config = {"rules": {"0": rule}, "applications": {"extra.**": ["0"]}}
    return bool(pii_strip_event(config, {"extra": {"a": "QQ"}})["extra"]["a"] != "QQ")


@pytest.mark.parametrize("pattern", REFUSED)
def test_a_pattern_that_relay_skips_is_refused(pattern: str) -> None:
    assert pattern_complaint(pattern)
    assert not scrubs(pattern)


@pytest.mark.parametrize("pattern", TAKEN)
def test_a_pattern_that_relay_reads_is_taken(pattern: str) -> None:
    assert pattern_complaint(pattern) == ""
    assert scrubs(pattern)
