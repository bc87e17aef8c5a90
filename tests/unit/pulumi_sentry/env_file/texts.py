"""Texts of `.env` files as people and programs write them, and values that stacks have, for hypothesis."""

from __future__ import annotations

from hypothesis import strategies as st

from pulumi_sentry.env_file.dotenv_text import HEADER

VALUES = st.text(
    st.characters(codec="utf-8", exclude_characters="$\\'", exclude_categories=["Cc", "Cs"]), max_size=20
).filter(lambda value: not value or value.isprintable())

LINES = st.one_of(
    st.sampled_from(
        ["", "  ", "# note", "A=1", "export B = 'x' # y", "C", 'D="two\nlines"', "E=#x", "F=a b  ", "'G'=1", "K=old",
         " export K='old'#c", "K", "L = \"l\" # c", "L=", "K=`old\nK=older`", "H=`{\nK=x\nL='\n` # h", "I=`x", HEADER]
    ),
    st.from_regex(r"[A-J]=[a-z #'\"`]{0,8}", fullmatch=True),
    st.text(max_size=10),
)  # fmt: skip

TEXTS = st.builds(
    lambda bom, lines, end, last: bom + end.join(lines) + (end if last else ""),
    st.sampled_from(["", "\ufeff"]),
    st.lists(LINES, max_size=8),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.booleans(),
)
