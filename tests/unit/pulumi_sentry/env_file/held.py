"""Holds what the package believes of the readers to the readers themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from hypothesis import strategies as st

from pulumi_sentry.env_file.dotenv_text import HEADER, EnvFileError, plan
from pulumi_sentry.env_file.readers import READERS, RefusedByReader
from tests.unit.pulumi_sentry.env_file.real_readers import NAMES, Read

# A shell runs what it reads: no line here names a program, and none writes a file.
PIECES = st.sampled_from(
    ["v", "w w", "'v'", '"v"', "`v`", "'v' # n", '"v"#n', "v # n", " # n", "#n", "'v", '"v', "`v", "it's", "'a\nK=b'",
     '"a\nL=b"', "`a\nK=b`", "`a\nL=b` c", "a\\", "'a\\'b'", '"a\\"b"', '"\\n"', "=", "''", '""', "\t", "  v  ",
     "'a' 'b'", '\'"v"\'', "", "é", "\u00a0v", "v\u2028K=w", "v\x0bK=w", "a b", "'", '"', "`", "%v", "a:b"]
)  # fmt: skip
NAMES_OF_LINES = st.sampled_from(
    ["K=", "L=", "K =", "K= ", "  K=", "export K=", "export  L=", "\texport\tK=", "A=", "B=", "k=", "K", "'K'=", "K: ",
     "K:", "export", "export A=", "# K=", "#", "", "A.b-c=", "A b=", "1K=", "=", "\ufeffK=", "\u00a0K="]
)  # fmt: skip
TEXTS = st.builds(
    lambda bom, lines, end, last: bom + end.join(lines) + (end if last else ""),
    st.sampled_from(["", "", "\ufeff"]),
    st.lists(st.builds(str.__add__, NAMES_OF_LINES, PIECES) | st.sampled_from(["", HEADER, " "]), max_size=6),
    st.sampled_from(["\n", "\n", "\r\n"]),
    st.booleans(),
)
OURS = st.fixed_dictionaries(
    dict.fromkeys(
        NAMES, st.sampled_from(["v", "", "pre prod", "it's", 'say "hi"', '"v"', "a#b", "é", "https://k@h/1"])
    )
)


def believed(text: str) -> dict[str, Read]:
    """What each reader finds of the variables, by what the package knows of it."""
    found: dict[str, Read] = {}
    for reader in READERS:
        try:
            read = reader.read(text)
        except RefusedByReader:
            found[reader.title] = None
        else:
            values = {name: read[reader.key(name)].value for name in NAMES if reader.key(name) in read}
            found[reader.title] = {name: value for name, value in values.items() if value is not None}
    return found


def written(text: str, ours: Mapping[str, str]) -> Iterator[str]:
    """A text, and the same with our variables in it, where they can be written."""
    yield text
    try:
        yield plan(text, ours)
    except EnvFileError:
        return


def put(folder: Path, text: str) -> Path:
    """Make a folder with a text as its `.env` file."""
    folder.mkdir(exist_ok=True)
    (folder / ".env").write_bytes(text.encode())
    return folder


def warned(warnings: Sequence[str], title: str) -> bool:
    """Whether a reader is named in a warning."""
    return any(
        re.search(rf"(: |, | and ){re.escape(title)}(,| and | will | cannot )", each) for each in warnings
    )


FRAMEWORKS = {
    "vite": '# Environment\r\nVITE_API_URL=http://localhost:3000\r\nVITE_APP_NAME="Knowledge Lab"\r\n\r\n'
    '# Optional: Monitoring\r\n# K=your_sentry_dsn_here\r\nVITE_FOOTER="\u00a9 Shop | v${VITE_APP_VERSION}"\r\n',
    "laravel": 'APP_NAME="Laravel Boilerplate"\nAPP_ENV=local\nLOG_LEVEL=error\n\nMAIL_FROM_NAME="${APP_NAME}"\n'
    'REDIS_PASSWORD=null\n\nK=\nL=1.0\nVITE_SENTRY_DSN="${K}"\n',
    "django": "DEBUG=on\nSECRET_KEY='a$b#c'\nDATABASE_URL=psql://u:p%40@127.0.0.1:5432/db\n"
    "K=             # Sentry error tracking\n",
    "next": 'K=\nL=\nSENTRY_ORG=acme\nKEY="-----BEGIN PRIVATE KEY-----\\nMIIE\\n-----END PRIVATE KEY-----\\n"\n',
    "compose": 'COMPOSE_PROJECT_NAME=shop\nexport PASSWORD=p@ss\nK=${K:-}\nL="production" # do not change\n',
    "rails": "RAILS_ENV=production\nK: \nL=production",
}
"""`.env` files as frameworks bring them along; K and L stand for the variables that are ours."""
