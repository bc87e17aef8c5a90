"""Texts of `sentry.yaml` and of Sentry of which GitHub would make something that works."""

from __future__ import annotations

from typing import Final

VALUES: Final = (
    # People and teams.
    "@octocat",
    "@octo-cat_x",
    "@acme/security",
    "é@octocat",
    "a@octocat, b",
    "(@octocat)",
    "mail@example.com",
    "mailto:mail@example.com",
    "xmpp:mail@example.com/x",
    "first.last+tag@sub.example.com",
    # Issues and pull requests.
    "#12",
    "x#12",
    "owner/repo#12",
    "owner#12",
    "GH-12",
    "gh-12",
    "see GH-12.",
    # Commits.
    "0a1b2c3",
    "0123456789abcdef0123456789abcdef01234567",
    "0123456789ABCDEF0123456789ABCDEF01234567",
    "owner/repo@0a1b2c3d",
    "octocat@0a1b2c3d4e5f",
    "(0a1b2c3d)",
    "1234567",
    "x_0a1b2c3d",
    # Addresses.
    "http://example.com",
    "https://example.com/a?b=c&d=e#f",
    "HTTPS://EXAMPLE.COM",
    "ftp://example.com/",
    "xhttps://example.com",
    "www.example.com",
    "WWW.example.com",
    "(www.example.com)",
    "https://github.com/owner/repo/issues/12",
    "https://github.com/owner/repo/compare/main...next",
    "<https://example.com>",
    "[go](https://example.com)",
    "![x](https://example.com/x.png)",
    "[x]: https://example.com",
    "git@example.com:owner/repo.git",
    # Markup and pictures.
    "<img src=x onerror=alert(1)>",
    "<!-- hidden -->",
    "<details>",
    "&lt;b&gt; &amp; &#64;octocat",
    "**bold** __bold__ *a* _a_ ~~gone~~",
    "`code` ``code``",
    "a | b",
    "\\ \\* \\\\",
    "$a$ and $b$",
    ":tada:",
    ":+1: :100: :e-mail:",
)
"""Each is to be read as it stands, and to do nothing."""

PLAIN: Final = (
    "web: latency",
    "p95(span.duration) > 2000 for 10 min",
    "2026-11-29 10:20:30 UTC",
    "threshold 5 → 10",
    "web/.env",
    "sentry.yaml:3: guard",
    "127.0.0.1:9600",
    "defaced 123456",
    "o17.ingest.us.sentry.io",
)
"""What there is nothing to do about, except at most for a word of hexadecimal digits."""
