"""What several places say of one thing becomes one: the last that says a value wins."""

from __future__ import annotations

from dataclasses import fields

import pytest
from pydantic import BaseModel

from sentry_iac.estate import FiltersSpec, OrganizationSpec, ProjectSettings
from sentry_iac.estate.resolving.layers import given, merged
from sentry_iac.estate.written.monitors import CustomMonitor
from sentry_iac.estate.written.organization import OrganizationSettings
from sentry_iac.estate.written.project import SampleRates
from sentry_iac.estate.written.settings import Filters, Settings


def test_each_value_is_the_last_one_that_was_written() -> None:
    said = [SampleRates(traces="10%", profiles="1%"), SampleRates(traces="50%"), SampleRates()]
    assert merged(said, SampleRates()) == SampleRates(traces="50%", profiles="1%")


def test_what_is_empty_or_off_was_written_as_well() -> None:
    said = [CustomMonitor(query="span.op:db", enabled=True), CustomMonitor(query="", enabled=False)]
    assert merged(said, CustomMonitor()) == CustomMonitor(query="", enabled=False)
    assert given(0, 5) == 0
    assert given(None, 5) == 5


def test_where_nobody_says_anything_nothing_is_said() -> None:
    assert merged([], CustomMonitor()) == CustomMonitor()


@pytest.mark.parametrize(
    ("written", "spec"),
    [(Settings, ProjectSettings), (OrganizationSettings, OrganizationSpec), (Filters, FiltersSpec)],
)
def test_settings_are_called_in_the_estate_as_they_are_written(written: type[BaseModel], spec: type) -> None:
    assert set(written.model_fields) == {each.name for each in fields(spec)}
