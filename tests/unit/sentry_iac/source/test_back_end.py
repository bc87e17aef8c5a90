"""What a back end's source says, as a process would run it."""

from __future__ import annotations

from pathlib import Path

import pytest

from sentry_iac.source import Place, Step, Unreadable, read_back_end
from tests.unit.sentry_iac.source.support import write

MAIN = """
    import os
    import sentry_sdk
    from fastapi import FastAPI
    from sentry_sdk.integrations.fastapi import FastApiIntegration

    WHOLE = [FastApiIntegration(), sentry_sdk.integrations.redis.RedisIntegration]
    sentry_sdk.init(
        os.environ["SENTRY_DSN"],
        integrations=WHOLE,
        _experiments={"data_collection": {"user_info": False}},
    )
    app = FastAPI()
    """


def test_a_start_is_told_in_order(tmp_path: Path) -> None:
    end = read_back_end(write(tmp_path, {"main.py": MAIN}))
    (start,) = end.starts
    assert (start.module, start.path) == ("main", tmp_path / "main.py")
    steps = [Step.READ, Step.INIT, Step.APPLICATION]
    assert [each.step for each in start.events] == steps
    assert [each.place.line for each in start.events] == [8, 7, 12]
    assert end.frameworks == {"fastapi"}


def test_what_init_is_given_is_plain(tmp_path: Path) -> None:
    init = read_back_end(write(tmp_path, {"main.py": MAIN})).init()
    assert init.place == Place(tmp_path / "main.py", 7)
    assert init.integrations("integrations") == {"fastapi", "redis"}
    collection = init.data_collection()
    assert collection is not None
    assert (collection.place.line, collection.is_told, collection.is_without_user) == (10, True, True)


def test_no_python_and_no_init_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="no Python source"):
        read_back_end(tmp_path)
    end = read_back_end(write(tmp_path, {"main.py": "print(1)"}))
    assert (end.files, end.has_init, end.starts) == (1, False, [])
    with pytest.raises(Unreadable, match=r"no call of sentry_sdk\.init in 1 files"):
        end.init()


@pytest.mark.parametrize(
    ("version", "majors", "exact"),
    [
        ("==2.75.0", (2, 2), True),
        ("~=2.1", (2, 2), False),
        (">=1,<3", (1, 2), False),
        ("", (None, None), False),
    ],
)
def test_a_requirement_says_which_majors_it_allows(
    version: str, majors: tuple[int | None, int | None], *, exact: bool, tmp_path: Path
) -> None:
    end = read_back_end(write(tmp_path, {"main.py": "print(1)", "requirements.txt": f"sentry-sdk{version}"}))
    (found,) = end.requirements("sentry-sdk", tmp_path)
    assert (found.majors, found.exact) == (majors, exact)
