"""A laboratory dates its certificates by its own clock."""

from __future__ import annotations

from datetime import UTC, timedelta

import pytest

from bench_core.documents.laboratory import Laboratory
from bench_core.documents.model import parse
from bench_core.errors import DocumentInvalid

TEXT = """calbench: laboratory/1
name: {zh: 实验室, en: Laboratory}
address: {city: 上海, country: CN}
persons: [{id: wang, name: 王五, role: approver, main_signer: true}]
"""


def zone(offset):
    line = f'utc_offset: "{offset}"\n' if offset else ""
    return parse("laboratory.yaml", (TEXT + line).encode(), Laboratory).model.zone


@pytest.mark.parametrize(("offset", "minutes"), [("+08:00", 480), ("-03:30", -210), ("+00:00", 0)])
def test_an_offset_is_that_of_the_laboratorys_clock(offset, minutes):
    assert zone(offset).utcoffset(None) == timedelta(minutes=minutes)


def test_without_an_offset_it_is_utc():
    assert zone("") is UTC


@pytest.mark.parametrize("offset", ["+8", "08:00", "+25:00", "+08:60", "Asia/Shanghai"])
def test_another_form_is_refused_at_its_line(offset):
    with pytest.raises(DocumentInvalid, match=r"laboratory.yaml:5:\d+: .*is no offset from UTC"):
        zone(offset)
