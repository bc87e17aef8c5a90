"""Everything of a release but to publish it: `python -m tools.publishing check|test`. See --help."""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

from sentry_iac.pulumi_cli.steps import StepError, guarded, say
from tools.publishing import naming, proving
from tools.publishing.building import build, checksums

ROOT = Path(__file__).resolve().parents[2]


def _words() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tools.publishing", description=__doc__)
    verbs = parser.add_subparsers(dest="verb", required=True)
    check = verbs.add_parser("check", help="build twice and compare, judge the metadata, install, test")
    check.add_argument("--tag", default=None, help="demand that version and changelog are those of this tag")
    test = verbs.add_parser("test", help="run the fast tests against a wheel that is there")
    test.add_argument("wheel", type=Path)
    for each in (check, test):
        each.add_argument(
            "--dist", type=Path, default=ROOT / "dist", help="the folder of the release's files"
        )
        each.add_argument("--python", default=sys.executable, help="a path, or a version such as 3.13")
        each.add_argument("--pytest", default=[], nargs=argparse.REMAINDER, help="further words for pytest")
    return parser.parse_args()


def _check(words: argparse.Namespace, work: Path) -> None:
    named = naming.read(ROOT)
    naming.demand(named, words.tag or None)
    shutil.rmtree(words.dist, ignore_errors=True)
    say(f"building version {named.version} twice")
    built = build(ROOT, work, words.dist)
    (wheel,) = (each for each in built if each.suffix == ".whl")
    packages = [each for each in built if each.name.startswith("pulumi_sentry-")]
    proving.judge_metadata(packages, named.version)
    say(f"installing {wheel.name}[cli] into a fresh environment")
    programs = proving.install(ROOT, wheel, work / "installed", words.python)
    (words.dist / "schema.json").write_text(proving.schema(programs, named.version), encoding="utf-8")
    say(proving.test(ROOT, wheel, _empty(work / "proof"), words.python, words.pytest))
    files = sorted(words.dist.iterdir())
    (words.dist / "SHA256SUMS").write_text(checksums(files), encoding="utf-8")
    (words.dist / "NOTES.md").write_text(f"{named.notes}\n", encoding="utf-8")
    print(checksums(files), end="")
    if named.unreleased:
        say(
            f"all is well, but {naming.CHANGELOG} begins with `## {naming.UNRELEASED}`: no tag would be released"
        )


def _there(wheel: Path) -> Path:
    if not wheel.is_file():
        raise StepError(f"there is no wheel {wheel}: `make release-check` makes it")
    return wheel.resolve()


def _empty(folder: Path) -> Path:
    folder.mkdir()
    return folder


def main() -> None:
    """Do what the words of the command line say."""
    words = _words()
    work = Path(tempfile.mkdtemp(prefix="release-"))
    try:
        if words.verb == "check":
            _check(words, work)
        else:
            say(proving.test(ROOT, _there(words.wheel), work, words.python, words.pytest))
    except StepError:
        print(f"==> what was made stays in {work}", file=sys.stderr)
        raise
    shutil.rmtree(work)


if __name__ == "__main__":
    sys.exit(guarded(main))
