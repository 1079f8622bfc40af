"""The 8508A on an in-memory link: its own language, errors by event register, an overload that is no number."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bench_core.errors import (
    InstrumentReported,
    LinkTimeout,
    MalformedReply,
    Overload,
    RangeInsufficient,
    SettingChanged,
)
from bench_core.metrology.quantity import Quantity
from drivers.protocols import fluke_8508a
from drivers.protocols.fluke_8508a import Event

Q = Quantity.parse
COMMAND, EXECUTION, DEVICE, QUERY, POWER_ON = 32, 16, 8, 4, 128


@pytest.fixture
def meter(in_memory):
    """An 8508A with one reading, whose event register and error queues a test can fill."""

    class Meter8508A(in_memory):
        def __init__(self):
            super().__init__("FLUKE,8508A,912345678,2.10")
            self.events = POWER_ON
            self.execution, self.device = [], []
            self.answers |= {
                "*ESR?": self.take_events,
                "EXQ?": lambda: str(self.execution.pop() if self.execution else 0),
                "DDQ?": lambda: str(self.device.pop() if self.device else 0),
                "X?": "+1.0000002E+01",
            }

        def take_events(self):
            taken, self.events = self.events, 0
            return str(taken)

    return Meter8508A()


@pytest.fixture
def prepared(connect, wire_to, meter):
    driver = connect(wire_to(meter), "fluke.8508a")
    driver.prepare()
    del meter.obeyed[:]
    return driver


def test_preparing_resets_it_and_lets_it_wait_for_a_trigger(connect, wire_to, meter):
    meter.events |= COMMAND | QUERY
    meter.side_effects["*CLS"] = meter.take_events
    connect(wire_to(meter), "fluke.8508a").prepare()
    assert meter.settings() == ["*RST", "*CLS", "TRG_SRCE EXT", "INPUT FRONT", "GUARD INT"]


def test_a_meter_that_refuses_to_wait_for_a_trigger_is_reported(connect, wire_to, meter):
    meter.side_effects["TRG_SRCE EXT"] = lambda: setattr(meter, "events", COMMAND)
    with pytest.raises(InstrumentReported, match="after `TRG_SRCE EXT`"):
        connect(wire_to(meter), "fluke.8508a").prepare()


@pytest.mark.parametrize(
    ("function", "range_", "frequency", "command"),
    [
        ("dc_voltage", "200 mV", None, "DCV 0.2,RESL7,FAST_OFF,FILT_OFF,TWO_WR"),
        ("dc_voltage", "1000 V", None, "DCV 1000,RESL7,FAST_OFF,FILT_OFF,TWO_WR"),
        ("ac_voltage", "20 V", "1 kHz", "ACV 20,RESL6,ACCP,TFER_ON,SPOT_OFF,TWO_WR,FILT100HZ"),
        ("ac_voltage", "20 V", "100 Hz", "ACV 20,RESL6,ACCP,TFER_ON,SPOT_OFF,TWO_WR,FILT100HZ"),
        ("ac_voltage", "20 V", "40 Hz", "ACV 20,RESL6,ACCP,TFER_ON,SPOT_OFF,TWO_WR,FILT40HZ"),
        ("ac_voltage", "20 V", None, "ACV 20,RESL6,ACCP,TFER_ON,SPOT_OFF,TWO_WR,FILT10HZ"),
        ("dc_current", "200 µA", None, "DCI 0.0002,RESL7,FAST_OFF,FILT_OFF"),
        ("ac_current", "20 A", "10 Hz", "ACI 20,RESL6,ACCP,FILT10HZ"),
        ("resistance", "2 GΩ", None, "OHMS 2000000000,RESL7,FAST_OFF,FILT_OFF,TWO_WR,LOI_OFF"),
        ("resistance_4w", "2 Ω", None, "TRUE_OHMS 2,RESL7,FAST_OFF,FILT_OFF,FOUR_WR,LOI_OFF"),
        ("resistance_4w", "20 kΩ", None, "TRUE_OHMS 20000,RESL7,FAST_OFF,FILT_OFF,FOUR_WR,LOI_OFF"),
        ("resistance_4w", "200 kΩ", None, "OHMS 200000,RESL7,FAST_OFF,FILT_OFF,FOUR_WR,LOI_OFF"),
    ],
)
def test_a_function_is_selected_in_one_message(prepared, meter, function, range_, frequency, command):
    raw = prepared.select(function, Q(range_), {"frequency": Q(frequency)} if frequency else {})
    assert meter.obeyed == [command, "*ESR?", "*ESR?"]
    assert raw == "0"


@pytest.mark.parametrize(
    ("events", "execution", "device", "told"),
    [
        (COMMAND, [], [], '32, "command error"'),
        (EXECUTION, [1013], [], '1013, "execution error"'),
        (EXECUTION, [1014, 1007], [], '1007, "execution error"; 1014, "execution error"'),
        (DEVICE, [], [2001], '2001, "device error"'),
    ],
)
def test_a_refused_setting_is_reported_with_its_numbers(prepared, meter, events, execution, device, told):
    meter.events, meter.execution, meter.device = events, execution, device
    with pytest.raises(InstrumentReported, match=f"reported {told} after `DCV 20,"):
        prepared.select("dc_voltage", Q("20 V"), {})


def test_a_query_error_refuses_no_setting(prepared, meter):
    meter.events = QUERY
    prepared.select("dc_voltage", Q("20 V"), {})


def test_a_queue_that_does_not_end_is_reported(prepared, meter):
    meter.events, meter.answers["EXQ?"] = EXECUTION, "1013"
    with pytest.raises(InstrumentReported, match="`EXQ\\?` does not become 0"):
        prepared.select("dc_voltage", Q("20 V"), {})


def test_a_range_that_it_does_not_have_is_refused_and_nothing_is_sent(prepared, meter):
    with pytest.raises(RangeInsufficient, match="has no range 10 V in dc_voltage; choose of 200 mV, 2 V, 20 V"):
        prepared.select("dc_voltage", Q("10 V"), {})
    assert meter.obeyed == []


def test_an_indication_is_triggered_and_keeps_every_digit(prepared, meter):
    prepared.select("dc_voltage", Q("20 V"), {})
    taken = prepared.indicate()
    assert (taken.value, taken.unit, taken.raw) == (Decimal("10.000002"), "V", "+1.0000002E+01")
    assert meter.obeyed[-1] == "X?"


@pytest.mark.parametrize("reply", ["+200.0000E+33", "-200.0000E+33", "+2.0000000E+35"])
def test_an_invalid_reading_is_an_overload(prepared, meter, reply):
    prepared.select("dc_voltage", Q("20 V"), {})
    meter.answers["X?"] = reply
    with pytest.raises(Overload, match="indicates overload"):
        prepared.indicate()


@pytest.mark.parametrize("reply", ["", "ERROR", "1.0,2.0"])
def test_a_reply_that_is_no_number_is_refused(prepared, meter, reply):
    prepared.select("dc_voltage", Q("20 V"), {})
    meter.answers["X?"] = reply
    with pytest.raises(MalformedReply):
        prepared.indicate()


def test_bits_of_the_event_register_that_are_no_error_are_left_out():
    assert fluke_8508a.events("128") == Event(0)
    assert fluke_8508a.events("61") == Event.COMMAND | Event.EXECUTION | Event.DEVICE


def test_after_a_time_out_the_query_error_that_it_leaves_refuses_nothing(prepared, meter):
    prepared.select("dc_voltage", Q("20 V"), {})
    meter.answers["X?"] = None
    with pytest.raises(LinkTimeout):
        prepared.indicate()
    meter.events, meter.answers["X?"] = QUERY, "+1.0000002E+01"
    assert prepared.indicate().raw == "+1.0000002E+01"


@pytest.mark.parametrize("events", [POWER_ON, POWER_ON | QUERY, EXECUTION])
def test_a_meter_that_was_switched_off_and_on_is_told_until_it_is_selected_again(prepared, meter, events):
    prepared.select("dc_voltage", Q("20 V"), {})
    assert prepared.confirm_selected() == "0"
    meter.events = events
    for ask in (prepared.confirm_selected, prepared.indicate, prepared.confirm_selected):
        with pytest.raises(SettingChanged, match="is not set any more as it was"):
            ask()
    prepared.select("dc_voltage", Q("20 V"), {})
    prepared.indicate()


@pytest.mark.parametrize("name", ["fluke.8508a", "fluke.8588a"])
def test_a_basic_range_of_currents_and_ohms_is_one_of_the_smallest_error(read_type, name):
    functions = read_type(name).functions
    for function in (functions[one] for one in functions if not one.endswith("_voltage")):
        errors = {}
        for row in function.ranges:
            stated = row.bands[0] if row.bands else row
            errors[row.range] = stated.of_reading.si + stated.of_range.si
        assert errors[function.basic_range] == min(errors.values())
