"""Every way in which people name an object of Sentry."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pulumi_sentry.lifecycle.references import (
    ALERT,
    MEMBER,
    MONITOR,
    PROJECT,
    TEAM,
    Kind,
    ReferenceError,
    resolve_key_reference,
    resolve_pair,
    resolve_reference,
)

KEY = "0123456789abcdef" * 2


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (TEAM, "7", "7"),
        (TEAM, "web", "web"),
        (TEAM, " web\n", "web"),
        (TEAM, "web_2-b", "web_2-b"),
        (TEAM, "acme/web", "web"),
        (TEAM, "https://acme.sentry.io/settings/teams/web/", "web"),
        (TEAM, "https://sentry.io/settings/acme/teams/web/members/?cursor=0:0:1", "web"),
        (TEAM, "https://sentry.io/organizations/acme/settings/teams/web/", "web"),
        (PROJECT, "11", "11"),
        (PROJECT, "shop", "shop"),
        (PROJECT, "acme/11", "11"),
        (PROJECT, "https://sentry.io/organizations/acme/projects/shop/", "shop"),
        (PROJECT, "https://us.sentry.io/organizations/acme/projects/shop/", "shop"),
        (PROJECT, "https://www.sentry.io/organizations/acme/projects/shop", "shop"),
        (PROJECT, "https://acme.sentry.io/projects/shop/?project=11&statsPeriod=14d#top", "shop"),
        (PROJECT, "https://ACME.sentry.io/projects/shop/", "shop"),
        (PROJECT, "https://acme.sentry.io/settings/projects/shop/alerts/", "shop"),
        (PROJECT, "https://acme.sentry.io/insights/projects/shop/", "shop"),
        (PROJECT, "http://127.0.0.1:8000/organizations/acme/projects/shop/", "shop"),
        (PROJECT, "https://errors.example.com/sentry/settings/acme/projects/shop/", "shop"),
        (MONITOR, "31", "31"),
        (MONITOR, "acme/31", "31"),
        (MONITOR, "https://acme.sentry.io/monitors/31/", "31"),
        (MONITOR, "https://acme.sentry.io/issues/monitors/31/edit/?project=-1", "31"),
        (MONITOR, "https://sentry.io/organizations/acme/detectors/31/", "31"),
        (ALERT, "41", "41"),
        (ALERT, "acme/41", "41"),
        (ALERT, "https://acme.sentry.io/monitors/alerts/41/", "41"),
        (ALERT, "https://sentry.io/organizations/acme/issues/automations/41/edit/", "41"),
        (ALERT, "https://sentry.example.com/organizations/acme/workflows/41", "41"),
        (MEMBER, "8", "8"),
        (MEMBER, "dev+ops@example.com", "dev+ops@example.com"),
        (MEMBER, "acme/dev@example.com", "dev@example.com"),
        (MEMBER, "https://acme.sentry.io/settings/members/8/", "8"),
        (MEMBER, "https://sentry.io/settings/acme/members/8/", "8"),
    ],
)
def test_it_names_an_object(kind: Kind, text: str, value: str) -> None:
    assert resolve_reference(text, kind, "acme") == value


@pytest.mark.parametrize(
    "text",
    [
        f"shop/{KEY}",
        f"acme/shop/{KEY}",
        f"https://acme.sentry.io/settings/projects/shop/keys/{KEY}/",
        f"https://sentry.io/settings/acme/projects/shop/keys/{KEY}/?referrer=mail",
        f"http://localhost:9000/settings/acme/projects/shop/keys/{KEY}",
    ],
)
def test_it_names_a_client_key(text: str) -> None:
    assert resolve_key_reference(text, "acme") == ("shop", KEY)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (TEAM, ""),
        (TEAM, "Web Team"),
        (TEAM, "/web"),
        (TEAM, "acme/eu/web"),
        (TEAM, "https://acme.sentry.io/settings/projects/shop/"),
        (TEAM, "https://acme.sentry.io/settings/teams/"),
        (PROJECT, "shop/"),
        (PROJECT, "SHOP"),
        (PROJECT, "shop\nshop"),
        (PROJECT, "\u0661\u0661"),
        (PROJECT, "https://acme.sentry.io/issues/?project=11"),
        (PROJECT, "https://acme.sentry.io/projects/%2e%2e/"),
        (MONITOR, "latency"),
        (MONITOR, "https://acme.sentry.io/monitors/alerts/41/"),
        (MONITOR, "\u00b2"),
        (ALERT, "https://acme.sentry.io/alerts/rules/shop/12/details/"),
        (ALERT, "https://["),
    ],
)
def test_it_names_nothing_and_the_error_says_what_would(kind: Kind, text: str) -> None:
    with pytest.raises(
        ReferenceError, match=f"names no {kind.name}: give its .*, or the address of its page"
    ):
        resolve_reference(text, kind, "acme")


@pytest.mark.parametrize(
    "text",
    [
        "shop",
        KEY,
        f"shop/{KEY[:-1]}",
        f"shop/{KEY.upper()}",
        f"Shop/{KEY}",
        f"eu/acme/shop/{KEY}",
        f"https://{KEY}@o1.ingest.us.sentry.io/11",
        f"https://acme.sentry.io/settings/projects/shop/keys/{KEY[1:]}/",
        "https://acme.sentry.io/settings/projects/shop/keys/",
        "http://[",
    ],
)
def test_it_names_no_client_key_and_the_error_shows_none(text: str) -> None:
    with pytest.raises(ReferenceError, match=r"names no (client key|project)") as refused:
        resolve_key_reference(text, "acme")
    assert KEY not in str(refused.value)


@pytest.mark.parametrize(
    "text",
    [
        "other/shop",
        "https://other.sentry.io/settings/projects/shop/",
        "https://sentry.io/organizations/other/projects/shop/",
        "https://sentry.io/settings/other/projects/shop/",
    ],
)
def test_an_object_of_another_organization_is_refused_and_never_looked_up_here(text: str) -> None:
    with pytest.raises(ReferenceError, match=r"in organization 'other', but .* configured for 'acme'"):
        resolve_reference(text, PROJECT, "acme")
    with pytest.raises(ReferenceError, match="in organization 'other'"):
        resolve_key_reference(f"other/shop/{KEY}", "acme")


ADDRESSES = st.builds(
    "https://{}/{}".format,
    st.sampled_from(["acme.sentry.io", "sentry.io", "localhost:9000", "[::1]", "[", "a:b", ""]),
    st.lists(
        st.sampled_from(
            [
                "organizations",
                "settings",
                "acme",
                "other",
                "projects",
                "keys",
                "monitors",
                "7",
                KEY,
                "?x=1",
                "#",
                "",
            ]
        )
        | st.text(max_size=4),
        max_size=6,
    ).map("/".join),
)


@settings(deadline=None)
@given(st.text() | ADDRESSES, st.sampled_from([TEAM, PROJECT, MONITOR, ALERT]))
@example("https://[", TEAM)
def test_any_text_gives_a_value_or_a_reference_error(text: str, kind: Kind) -> None:
    try:
        value = resolve_reference(text, kind, "acme")
    except ReferenceError:
        return
    assert value
    assert set(value) <= set("abcdefghijklmnopqrstuvwxyz0123456789_-")


@settings(deadline=None)
@given(st.text() | ADDRESSES | st.text(max_size=4).map(lambda text: f"{text}/{KEY}"))
def test_any_text_gives_a_key_or_a_reference_error_without_it(text: str) -> None:
    try:
        project, key = resolve_key_reference(text, "acme")
    except ReferenceError as refused:
        shown = re.search(rf"\b{KEY}\b", str(refused))
    else:
        shown = None
        assert (bool(project), key) == (True, KEY)
    assert shown is None


@pytest.mark.parametrize(
    ("text", "pair"),
    [
        ("8/7", ("8", "7")),
        (" dev@example.com/web ", ("dev@example.com", "web")),
        ("acme/8/web", ("8", "web")),
    ],
)
def test_it_names_a_member_in_a_team(text: str, pair: tuple[str, str]) -> None:
    assert resolve_pair(text, (MEMBER, TEAM), "acme") == pair


@pytest.mark.parametrize("text", ["", "8", "/", "8/", "/7", "a/8/7/1", "//", "dev/web", "8/Web", "acme/8/"])
def test_what_is_no_pair_is_refused(text: str) -> None:
    with pytest.raises(ReferenceError, match="names no"):
        resolve_pair(text, (MEMBER, TEAM), "acme")


def test_a_pair_of_another_organization_is_refused() -> None:
    with pytest.raises(ReferenceError, match="'other'"):
        resolve_pair("other/8/7", (MEMBER, TEAM), "acme")


@pytest.mark.parametrize("text", ["dev", "dev@", "acme/dev"])
def test_a_member_has_no_slug(text: str) -> None:
    with pytest.raises(ReferenceError, match="its number, its email address"):
        resolve_reference(text, MEMBER, "acme")
