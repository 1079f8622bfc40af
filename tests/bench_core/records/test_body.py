from dataclasses import replace
from decimal import Decimal
from typing import get_args

import pytest

from bench_core.metrology.quantity import Quantity
from bench_core.records.body import body_text
from bench_core.records.chain import canonical
from bench_core.records.codec import to_json
from bench_core.records.events import (
    AbortRequested,
    Checkpoint,
    ConditionRecorded,
    Event,
    HoldWaited,
    IndicationTaken,
    MeasurementKey,
    OutputAsked,
    PreliminaryCompleted,
    PromptAsked,
    ReadingEntered,
    RunResumed,
    StepFailed,
    WiringProven,
)
from bench_core.records.plan import Bilingual

KEY = MeasurementKey("meter", "dc-voltage", "10 V/+90 %")
OTHERS = [
    AbortRequested("李", 'said "stop"\n'),
    ConditionRecorded("ambient.temperature", Quantity.parse("20.30 °C"), True, "li", "typed"),
    OutputAsked("calibrator", True, "1\r", KEY),
    ReadingEntered(KEY, "x", 1, Decimal("1.20"), "V", "p"),
    RunResumed("li", "\x00\x7f\xff", 1e-7),
    Checkpoint("00", "ff"),
    HoldWaited(KEY, "uut", Quantity.parse("3 s")),
    WiringProven(KEY, {"meter": "INPUT HI LO"}, *(Quantity.parse(text) for text in ("1 V", "0.9998 V", "50 mV"))),
    PreliminaryCompleted(KEY),
    PromptAsked("1", "connect", "connect.x", Bilingual("接线", "connect"), "1", KEY, "meter", {"m": "HI"}, {"a": "b"}),
    StepFailed("Overload", "€ \U0001f600 \u2028", None),
]


def test_every_event_is_written_as_the_general_way_writes_it(bench):
    events = [*bench.events(), *OTHERS]
    for event in events:
        assert body_text(event) == canonical(to_json(type(event), event))
    assert {type(event) for event in events} == set(get_args(Event))


@pytest.mark.parametrize("value", ["1.20", "-0.0000172140000", "1.2E-7", "0", "9.9E+30"])
@pytest.mark.parametrize("raw", ["+1.0", '"\\\x1f', "\x80é", "µ"])
def test_no_digit_and_no_byte_of_a_reading_is_lost(value, raw):
    event = IndicationTaken(KEY, "x", 7, "measurement", "m", Decimal(value), "µV", raw, "nrf", 0.1 + 0.2)
    assert body_text(event) == canonical(to_json(IndicationTaken, event))


def test_a_changed_key_is_a_changed_text():
    other = replace(KEY, attempt=2)
    assert body_text(OutputAsked("c", True, "1", KEY)) != body_text(OutputAsked("c", True, "1", other))
