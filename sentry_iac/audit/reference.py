"""docs/audit.md: how to run the audit, the table of weights, and every check, printed from the catalogue.

`python -m sentry_iac.audit.reference FILE` writes it.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from sentry_iac.audit.catalogue import CHECKS
from sentry_iac.audit.check import Check, Section

_HEAD = """# The audit

`sentry-iac audit` tells whether a stack's Sentry and the applications that send to it are ready, and whether they are
safe. Every line is measured: what was read where stands beside it, and what would put it right. Nothing is written, and
a token that may read is enough.

```sh
sentry-iac audit --stack prod                                   # for a terminal
sentry-iac audit --stack prod --app ../dashboard                # with the applications' source
sentry-iac audit --stack prod --format html --output audit.html # one file that needs nothing else, and prints well
sentry-iac audit --stack prod --fail-under 90                   # for CI: exit code 3 below 90
sentry-iac audit --stack prod --probe                           # also ask each DSN whether it takes events
sentry-iac audit --stack prod --verbose                         # name each check that passed, too
sentry-iac audit --stack prod --format sarif --output audit.sarif # for code scanning
```

![The page of an audit: the score, the grave failures beside it, and what failed first](images/audit.png)

Every form begins with what is wrong. On the page, the counts at its top are a filter, each line leads to its details,
and what passed is folded. `--format sarif` writes a result for each finding that warns or fails: with its line in the
application's source where the check reads source, and else with the line of `sentry.yaml` where it is declared.
[ci.md](ci.md#findings-in-code-scanning) shows the upload. What could not be read is a notification there. This page is
printed from the checks themselves (`make docs`).

An application's source is looked for in the folder of its `.env` file: `--app ../dashboard` with
`envFile: { path: backend/.env }` is `../dashboard/backend`. Without `--app` it is the stack's `appRoot`. Where
there is no `.env` file beside the source, the one that the stack wrote is looked at. Source is read and never run:
Python by its own parser, JavaScript and TypeScript by the one of the extra `audit` (`pip install
'pulumi-sentry[cli]'`), which is part of this repository's requirements.

The local Sentry of `make up` has no past to draw. This makes one up, of which the page of `make audit` then shows
charts:

```sh
. .local/env && curl -X POST -H "Authorization: Bearer $SENTRY_AUTH_TOKEN" "$SENTRY_URL/_sandbox/month"
```

## The score

Each check has a weight: 5 where events or data are lost or others can read them, 3 where it costs hours on a bad day,
1 where it is a convenience. A check that passes earns its weight, one that warns half, one that fails none. What could
not be read is **unknown** and earns nothing, too: no token, no good mark. A check that speaks of several applications
earns the mean of them. What does not apply, such as replays of a back end, is left out. The score is what was earned of
what was possible, of 100, rounded down: 100 is only where every check passed."""


def reference(checks: Sequence[Check] = CHECKS) -> str:
    """Return the page, as Markdown."""
    rows = [
        f"| [`{each.name}`](#{_anchor(each.name)}) | {each.title} | {each.phase.value} | {each.weight} |"
        for each in checks
    ]
    parts = [_HEAD, "\n".join(["| check | passes when | can pass | weight |", "|---|---|---|---:|", *rows])]
    for section in Section:
        chapter = [each for each in checks if each.section is section]
        if chapter:
            parts.append(f"## {section.value}")
        for each in chapter:
            parts += [f"### {each.name}", f"Passes when {each.title}. Else: {each.fails}.", each.why]
    return "\n\n".join(parts) + "\n"


def _anchor(name: str) -> str:
    return name.replace(".", "")


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(reference(), encoding="utf-8")
