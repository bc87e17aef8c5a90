"""Whatever an answer lacks, and whatever is in a field in place of its value, a person gets a sentence.

`make soak` puts more in place of each field (`FUZZ_EXAMPLES`).
"""

from __future__ import annotations

from itertools import count, cycle, islice
from typing import Any

import grpc
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.hostile.http.breaking import ANY_JSON, DROPPED, WRONG, WRONG_ONES, broken, fields
from tests.hostile.http.operations import OPERATIONS, Operation
from tests.unit.pulumi_sentry.bodies import PUBLIC_KEY, TOKEN
from tests.unit.pulumi_sentry.support import Engine, Failed

_names = count()


async def failure(engine: Engine, operation: Operation, call: str, answer: Any) -> Failed | None:
    """What comes of an operation one answer of which is another one."""
    engine.name = f"it{next(_names)}"
    for name, whole in operation.answers.items():
        engine.sentry.instead(name, answer if name == call else whole, 204 if whole is None else 200)
    for name, (body, status) in operation.more.items():
        engine.sentry.instead(name, body, status)
    try:
        await engine.another_run()
        await operation.run(engine, None)
    except Failed as failed:
        return failed
    return None


def assert_told(failed: Failed | None, what: object) -> None:
    if failed is None:
        return
    assert failed.code is not grpc.StatusCode.INTERNAL, f"{what}: {failed.message}"
    assert failed.code is grpc.StatusCode.UNKNOWN, f"{what}: {failed.code} {failed.message}"
    assert "Traceback" not in failed.message
    assert TOKEN not in failed.message
    assert PUBLIC_KEY not in failed.message


@pytest.mark.parametrize("operation", OPERATIONS.values(), ids=OPERATIONS)
async def test_whole_answers_are_enough(engine: Engine, operation: Operation) -> None:
    failed = await failure(engine, operation, "", None)
    assert failed is None, failed and failed.message


@pytest.mark.slow
@pytest.mark.parametrize("operation", OPERATIONS.values(), ids=OPERATIONS)
async def test_no_field_that_is_missing_or_of_another_type_is_an_internal_error(
    engine: Engine, operation: Operation
) -> None:
    for call, answer in operation.answers.items():
        for number, path in enumerate(fields(answer)):
            for instead in (DROPPED, *islice(cycle(WRONG), number, number + WRONG_ONES)):
                failed = await failure(engine, operation, call, broken(answer, path, instead))
                assert_told(failed, (call, path, instead))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.data())
async def test_no_json_in_place_of_any_field_is_an_internal_error(
    engine: Engine, data: st.DataObject
) -> None:
    operation = OPERATIONS[data.draw(st.sampled_from(sorted(OPERATIONS)))]
    call, answer = data.draw(st.sampled_from(list(operation.answers.items())))
    paths = list(fields(answer))
    path, instead = data.draw(st.sampled_from(paths or [()])), data.draw(ANY_JSON)
    whole = broken(answer, path, instead) if path else instead
    assert_told(await failure(engine, operation, call, whole), (call, path, instead))
