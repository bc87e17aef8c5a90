"""What the text alone tells, held to the examples of `tests.sentry_examples`."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sentry_relay.auth import PublicKey
from sentry_relay.exceptions import RelayError
from sentry_relay.processing import validate_pii_selector

from sentry_rules import (
    aggregates,
    crontab,
    grouping,
    ownership,
    relay_keys,
    searches,
    selectors,
    source_settings,
    time_zones,
    uptime,
)
from sentry_sandbox.behaviour.rules import fields as f
from sentry_sandbox.behaviour.rules import grouping as grouping_of_the_sandbox
from sentry_sandbox.behaviour.rules.crontab import crontab as kept_by_the_sandbox
from sentry_sandbox.behaviour.rules.scrubbing import _is_selector
from sentry_sandbox.http.errors import ApiError
from tests import sentry_examples as examples

_TERMS = (
    "* 0 1 5 7 8 12 13 23 24 30 31 32 59 60 007 L LW 5L 8L MON SUN JAN DEC MON#5 1#6 1-5 5-1 MON-FRI JAN-MAR "
    "*/2 */0 1/3 L/2 1-10/3 1,2 MON,TUE 5/ # - / ,"
)
_ATOMS = st.sampled_from(_TERMS.split())
_FIELDS = st.one_of(
    _ATOMS,
    st.lists(_ATOMS, min_size=1, max_size=3).map(",".join),
    st.tuples(_ATOMS, _ATOMS).map("/".join),
    st.text("0123456789*/,-L#W", max_size=5),
)


def of_crontabs(text: str) -> Iterable[str]:
    return filter(None, [crontab.complaint(text)])


def of_time_zones(text: str) -> Iterable[str]:
    return filter(None, [time_zones.complaint(text)])


def of_searches(text: str) -> Iterable[str]:
    return filter(None, [searches.complaint(text)])


def of_aggregates(pair: tuple[str, str]) -> Iterable[str]:
    return filter(None, [aggregates.complaint(*pair)])


def of_addresses(text: str) -> Iterable[str]:
    return filter(None, [uptime.address_complaint(text)])


def of_selectors(text: str) -> Iterable[str]:
    return filter(None, [selectors.complaint(text)])


def of_domains(text: str) -> Iterable[str]:
    return filter(None, [source_settings.domain_complaint(text)])


GOOD = [
    *((of_crontabs, each) for each in examples.CRONTABS),
    *((of_time_zones, each) for each in examples.TIME_ZONES),
    *((ownership.complaints, each) for each in examples.RULES),
    *((of_searches, each) for each in examples.SEARCHES),
    *((of_aggregates, each) for each in examples.AGGREGATES),
    *((of_addresses, each) for each in examples.ADDRESSES),
    *((grouping.fingerprinting_complaints, each) for each in examples.FINGERPRINTING),
    *((grouping.enhancement_complaints, each) for each in examples.ENHANCEMENTS),
    *((of_selectors, each) for each in examples.SELECTORS),
    *((of_domains, each) for each in examples.DOMAINS),
]
BAD = [
    *((of_crontabs, *each) for each in examples.BAD_CRONTABS.items()),
    *((of_time_zones, *each) for each in examples.BAD_TIME_ZONES.items()),
    *((ownership.complaints, *each) for each in examples.BAD_RULES.items()),
    *((of_searches, *each) for each in examples.BAD_SEARCHES.items()),
    *((of_aggregates, *each) for each in examples.BAD_AGGREGATES.items()),
    *((of_addresses, *each) for each in examples.BAD_ADDRESSES.items()),
    *((grouping.fingerprinting_complaints, *each) for each in examples.BAD_FINGERPRINTING.items()),
    *((grouping.enhancement_complaints, *each) for each in examples.BAD_ENHANCEMENTS.items()),
    *((of_selectors, *each) for each in examples.BAD_SELECTORS.items()),
    *((of_domains, *each) for each in examples.BAD_DOMAINS.items()),
]


@pytest.mark.parametrize(("complaints", "written"), GOOD)
def test_what_sentry_takes_is_no_complaint(complaints: Callable[[Any], Iterable[str]], written: Any) -> None:
    assert list(complaints(written)) == []


@pytest.mark.parametrize(("complaints", "written", "said"), BAD)
def test_what_sentry_refuses_is_told(
    complaints: Callable[[Any], Iterable[str]], written: Any, said: str
) -> None:
    told = list(complaints(written))

    assert len(told) == 1
    assert said in told[0]
    assert "\n" not in told[0]


@pytest.mark.parametrize(("written", "kept"), examples.CRONTABS.items())
def test_a_crontab_has_the_normal_form_that_sentry_keeps(written: str, kept: str) -> None:
    assert crontab.normal(written) == kept
    assert crontab.normal(kept) == kept


@given(st.lists(_FIELDS, min_size=4, max_size=6).map(" ".join))
def test_the_sandbox_reads_crontabs_as_the_library_of_sentry_does(text: str) -> None:
    try:
        kept_by_the_sandbox(text)
    except f.Invalid:
        taken = False
    else:
        taken = True

    assert (crontab.complaint(text) is None) is taken


_PARTS = st.sampled_from(
    [
        *(
            "type:A",
            'error.type:"a b"',
            "!function:x",
            '"tags.a:b":c',
            "typ:A",
            "tags.x:1",
            "app:yes",
            "a:",
            ":",
        ),
        *(
            "->",
            "{{ default }}",
            "{{a}}",
            "{{ a",
            "a{b",
            "x,y",
            ",",
            'title="q"',
            'name="q"',
            '"un',
            "#c",
            "!",
        ),
        *(" ", "\t", "\n", "\r\n", "[", "]", "|", "[ function:a ] |", "| [ module:b ]", "nonsense"),
        *("+app", "-group", "^+app", "v-group", "max-frames=3", "min-frames = x", "category=ui", "+prefix"),
    ]
)
_RULE_TEXTS = st.lists(_PARTS, max_size=9).map(" ".join) | st.lists(_PARTS, max_size=9).map("".join)


@given(_RULE_TEXTS)
@pytest.mark.parametrize(
    ("complaints", "check"),
    [
        (grouping.fingerprinting_complaints, grouping_of_the_sandbox.check_fingerprinting),
        (grouping.enhancement_complaints, grouping_of_the_sandbox.check_enhancements),
    ],
)
def test_grouping_rules_are_refused_where_the_sandbox_refuses_them(
    complaints: Callable[[str], Iterable[str]], check: Callable[[str], None], text: str
) -> None:
    try:
        check(text.strip())
    except (f.Invalid, ApiError):
        refused = True
    else:
        refused = False

    assert bool(list(complaints(text))) is refused


_SELECTOR_PARTS = st.sampled_from(
    [
        *(
            "a",
            "user",
            "$string",
            "$frame",
            "$strnig",
            "$foo",
            "**",
            "*",
            ".",
            "..",
            "||",
            "&&",
            "|",
            "&",
            "!",
            "~",
        ),
        *(
            "(",
            ")",
            "'a b'",
            "'it''s'",
            "'",
            "-",
            "0",
            "12",
            "_",
            "é",
            " ",
            "  ",
            "a-b",
            "$",
            "\t",
            '"a"',
            "#",
        ),
    ]
)


@given(st.lists(_SELECTOR_PARTS, max_size=7).map("".join))
def test_a_selector_is_refused_where_relay_refuses_it(text: str) -> None:
    try:
        validate_pii_selector(text)  # type: ignore[no-untyped-call]
        refused = ""
    except ValueError as error:
        refused = str(error)

    # A newer Relay may know more types of values.
    if "unknown value" not in refused:
        assert bool(selectors.complaint(text)) is bool(refused), refused
    assert _is_selector(text) is not bool(refused), refused


def test_relay_knows_every_type_of_a_value_that_a_selector_may_name() -> None:
    for name in selectors.VALUE_TYPES:
        validate_pii_selector(f"${name}")  # type: ignore[no-untyped-call]


@pytest.mark.parametrize("key", examples.RELAY_KEYS)
def test_a_key_is_one_of_a_relay_where_relay_reads_it(key: str) -> None:
    try:
        PublicKey.parse(key)  # type: ignore[no-untyped-call]
        refused = False
    except RelayError:
        refused = True

    said = relay_keys.complaint(key)
    assert bool(said) is refused
    assert not said or key not in said


def test_every_line_of_ownership_rules_is_looked_at() -> None:
    told = list(ownership.complaints("path:a\npath:b #core\ncodeowners:c core\n"))

    assert [one.split(maxsplit=2)[1].rstrip(":") for one in told] == ["1", "3", "3"]


@pytest.mark.parametrize(
    ("aggregate", "said"),
    [
        ("p95(span.duraton)", "did you mean span.duration?"),
        ("cuont(span.duration)", "did you mean count?"),
        ("p95(shop.basket.size)", None),
        ("p95(span.duration)", None),
        ("failure_rate()", None),
    ],
)
def test_a_word_of_an_aggregate_that_is_likely_misspelt_is_a_doubt(aggregate: str, said: str | None) -> None:
    told = aggregates.doubt(aggregate, "events_analytics_platform")

    assert (told is None) if said is None else (said in str(told))


def test_a_list_without_its_end_is_a_doubt() -> None:
    assert "has no ] after it" in str(searches.doubt("is_transaction:true span.op:[db"))
    assert searches.doubt("span.op:[db,cache]") is None


@pytest.mark.parametrize(
    ("query", "is_one"),
    [
        ("level:fatal OR level:error", True),
        ("level:fatal or level:error", True),
        ("level:fatal AND (a:1 OR b:2)", False),
        ("(a:1 OR b:2) OR c:3", True),
        ('message:"this OR that"', False),
        ("level:[fatal,error]", False),
        ("", False),
        ("ORDER:1", False),
    ],
)
def test_a_search_is_an_alternative_where_or_stands_outside_of_parentheses(query: str, is_one: bool) -> None:
    assert searches.is_alternative(query) is is_one


def test_the_rules_import_nothing_that_a_policy_pack_lacks() -> None:
    loaded = "import sys, sentry_rules.uptime, sentry_rules.aggregates, sentry_rules.searches, sentry_rules.ownership"
    loaded += ", sentry_rules.grouping, sentry_rules.selectors, sentry_rules.relay_keys, sentry_rules.source_settings"
    loaded += ", sentry_rules.crontab, sentry_rules.time_zones; sentry_rules.time_zones.names()"
    loaded += "; print(*{name.partition('.')[0] for name in sys.modules} & set(sys.argv[1].split()))"
    others = "pulumi grpc httpx2 pydantic pulumi_sentry sentry_iac sentry_sandbox components"

    ran = subprocess.run([sys.executable, "-c", loaded, others], capture_output=True, text=True, check=True)  # noqa: S603 - our own line

    assert ran.stdout.split() == []
