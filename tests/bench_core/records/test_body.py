from dataclasses import replace
from decimal import Decimal
from typing import get_args

import pytest

from bench_core.bilingual import Bilingual
from bench_core.metrology.quantity import Quantity
from bench_core.records.body import body_text
from bench_core.records.chain import canonical
from bench_core.records.codec import to_json
from bench_core.records.events import (
    AbortExplained,
    AbortRequested,
    Checkpoint,
    ConcernAccepted,
    ConditionCorrected,
    ConditionRecorded,
    Event,
    GuardianActed,
    GuardianReady,
    HoldWaited,
    IndicationTaken,
    MeasurementKey,
    OutputAsked,
    PointSkipped,
    PreliminaryCompleted,
    ProgramChanged,
    PromptAsked,
    ReadingCorrected,
    ReadingEntered,
    RetryAsked,
    RunContinued,
    RunPaused,
    RunResumed,
    RunSuspended,
    StepFailed,
    WiringProven,
)

KEY = MeasurementKey("meter", "dc-voltage", "10 V/+90 %")
OTHERS = [
    AbortRequested("李", 'said "stop"\n'),
    AbortExplained("李", "冒烟"),
    ConcernAccepted("simulated", Bilingual("仿真", "simulated"), "试用", "li"),
    ConditionRecorded("ambient.temperature", Quantity.parse("20.30 °C"), True, "li", "typed"),
    OutputAsked("calibrator", True, "1\r", KEY),
    ReadingEntered(KEY, "x", 1, Decimal("1.20"), "V", "p"),
    ConditionCorrected("ambient.temperature", *(Quantity.parse(x) for x in ("20 K", "21 K")), "21", True, "li", "看错"),
    ReadingCorrected(KEY, "x", 1, *(Quantity.parse(x) for x in ("1.20 V", "1.02 V")), "1.02", "li", "看错", "", None),
    RunResumed("li", "\x00\x7f\xff", 1e-7),
    Checkpoint("00", "ff"),
    Checkpoint("00", "ff", 2),
    ProgramChanged({"drivers/meter.py": "00"}),
    RunPaused("li", now=True),
    RunSuspended(
        "condition",
        "ambient.temperature",
        Quantity.parse("22.51 °C"),
        Bilingual("环境温度为 22.51 °C", "ambient temperature is 22.51 °C"),
        Bilingual("环境温度回到 19.1 °C .. 20.9 °C", "ambient temperature back at 19.1 °C .. 20.9 °C"),
        (MeasurementKey("meter", "dc-voltage", "10 V/+90 %", attempt=2),),
        safe=True,
    ),
    ConditionRecorded(
        "ambient.temperature", Quantity.parse("22.51 °C"), False, "room", "instrument", raw="22.51", form="nrf"
    ),
    RunContinued("li"),
    RetryAsked("dc-voltage", "10 V/+90 %", "li", "contact", ""),
    PointSkipped("dc-voltage", "10 V/+90 %", "li", "无此量程"),
    GuardianReady("calibrator", None, hazardous=True),
    GuardianReady("supply", Quantity.parse("60 s"), hazardous=False),
    GuardianActed("ended", "calibrator", None, "no answer", 0.0125),
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
