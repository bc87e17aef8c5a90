"""A checkout of a branch that is deployed, for tests of commands that ask git."""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest

from sentry_iac.errors import CommandError
from tests.git_remote import WHO

FILE = "Pulumi.prod.yaml"
FIRST = "config:\n  shop:environment: production\n"
ROTATED = f"{FIRST}  shop:projects:\n    cart:\n      rotation:\n        generation: 2\n"
ENVIRON = {"PATH": os.environ["PATH"], **WHO}


def refusal(act: Callable[[], None]) -> str:
    with pytest.raises(CommandError) as refused:
        act()
    assert "\n" not in str(refused.value)
    return str(refused.value)
