"""The 8588A on an in-memory link: every setting is checked and read back, an overload is no number."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from bench_core.errors import (
    CapabilityMissing,
    InstrumentReported,
    MalformedReply,
    Overload,
    RangeInsufficient,
    UsageError,
)
from bench_core.metrology.quantity import Quantity

Q = Quantity.parse
DCV = [
    'FUNC "VOLT:DC"', "VOLT:DC:RANG 10", "VOLT:DC:RANG:AUTO OFF", "VOLT:DC:RES MIN", "VOLT:DC:APER:MODE MAN",
    "VOLT:DC:NPLC 100",
]  # fmt: skip


@pytest.fixture
def meter(in_memory):
    """An 8588A that keeps what it is told, and answers numbers with an exponent."""

    class Meter8588A(in_memory):
        def __init__(self):
            super().__init__("FLUKE,8588A,1234567890,2.10")
            self.kept = {}
            self.answers |= {
                "SYST:ERR?": lambda: self.queue.popleft() if self.queue else '0,"No error"',
                "READ?": "+1.000000234E+01",
            }

        def obey(self, command):
            if command.endswith("?") and command not in self.answers:
                return self.told(command)
            header, _, value = command.partition(" ")
            self.kept[header] = value
            return super().obey(command)

        def told(self, query):
            value = self.kept.get(query.removesuffix("?"))
            if value in {"ON", "OFF"}:
                return str(int(value == "ON"))
            try:
                return f"{float(Fraction(value)):.6E}"
            except (ValueError, TypeError):
                return value

    return Meter8588A()


@pytest.fixture
def prepared(connect, wire_to, meter):
    driver = connect(wire_to(meter), "fluke.8588a")
    driver.prepare()
    del meter.obeyed[:]
    return driver


def test_preparing_resets_it_and_empties_the_queue(connect, wire_to, meter):
    meter.queue.append('-113,"Undefined header"')
    meter.side_effects["*CLS"] = meter.queue.clear
    connect(wire_to(meter), "fluke.8588a").prepare()
    assert meter.settings() == ["*RST", "*CLS", "ROUT:TERM FRON"]


def test_front_terminals_that_do_not_hold_are_refused(connect, wire_to, meter):
    meter.answers["ROUT:TERM?"] = "REAR"
    with pytest.raises(MalformedReply, match="expected FRON or FRONT as it was set"):
        connect(wire_to(meter), "fluke.8588a").prepare()


def test_a_function_is_selected_checked_and_read_back(prepared, meter):
    raw = prepared.select("dc_voltage", Q("10 V"), {})
    assert meter.settings() == DCV
    assert raw == '"VOLT:DC";1.000000E+01;0;MAN;1.000000E+02'


@pytest.mark.parametrize(
    ("function", "range_", "header"),
    [
        ("ac_voltage", "10 mV", "VOLT:AC"),
        ("dc_current", "30 A", "CURR:DC"),
        ("ac_current", "10 µA", "CURR:AC"),
        ("resistance", "1 GΩ", "RES"),
        ("resistance_4w", "1 Ω", "FRES"),
    ],
)
def test_each_function_has_its_header(prepared, meter, function, range_, header):
    prepared.select(function, Q(range_), {})
    assert meter.kept["FUNC"] == f'"{header}"'
    assert Fraction(meter.kept[f"{header}:RANG"]) == Q(range_).si
    assert meter.kept[f"{header}:RANG:AUTO"] == "OFF"


@pytest.mark.parametrize(
    ("frequency", "filter_"),
    [("10 Hz", "10"), ("39 Hz", "10"), ("40 Hz", "40"), ("1 kHz", "1000"), ("50 mHz", "0.1"), (None, "0.1")],
)
def test_the_filter_is_the_fastest_that_passes_the_frequency(prepared, meter, frequency, filter_):
    prepared.select("ac_voltage", Q("10 V"), {"frequency": Q(frequency)} if frequency else {})
    assert meter.kept["VOLT:AC:FILT"] == filter_
    assert "VOLT:AC:NPLC" not in meter.kept


def test_four_wire_ohms_are_read_in_the_normal_mode(prepared, meter):
    prepared.select("resistance_4w", Q("10 kΩ"), {})
    assert meter.kept["FRES:MODE"] == "NORM"


@pytest.mark.parametrize("reply", ["VOLT:DC", '"VOLT"', '"VOLT:DC"'])
def test_each_form_of_a_function_is_known(prepared, meter, reply):
    meter.answers["FUNC?"] = reply
    assert prepared.select("dc_voltage", Q("10 V"), {}).startswith(reply)


@pytest.mark.parametrize(
    ("query", "reply"),
    [
        ("FUNC?", '"VOLT:AC"'),
        ("VOLT:DC:RANG?", "1.0E+00"),
        ("VOLT:DC:RANG:AUTO?", "1"),
        ("VOLT:DC:NPLC?", "10"),
        ("VOLT:DC:APER:MODE?", "AUTO"),
        ("VOLT:DC:RANG?", "ten"),
    ],
)
def test_another_setting_read_back_is_refused(prepared, meter, query, reply):
    meter.answers[query] = reply
    with pytest.raises(MalformedReply, match="expected"):
        prepared.select("dc_voltage", Q("10 V"), {})
    with pytest.raises(UsageError, match="no function is selected"):
        prepared.indicate()


def test_a_refused_setting_is_reported(prepared, meter):
    meter.side_effects["VOLT:DC:NPLC 100"] = lambda: meter.queue.append('-222,"Data out of range"')
    with pytest.raises(InstrumentReported, match='-222, "Data out of range" after `VOLT:DC:NPLC 100`'):
        prepared.select("dc_voltage", Q("10 V"), {})


def test_what_it_does_not_have_is_refused_and_nothing_is_sent(prepared, meter):
    with pytest.raises(RangeInsufficient, match="has no range 20 V in dc_voltage; choose of 100 mV, 1 V, 10 V"):
        prepared.select("dc_voltage", Q("20 V"), {})
    with pytest.raises(CapabilityMissing, match="dc_voltage has no setting frequency"):
        prepared.select("dc_voltage", Q("10 V"), {"frequency": Q("1 kHz")})
    with pytest.raises(CapabilityMissing, match="does not indicate pressure"):
        prepared.select("pressure", Q("1 kPa"), {})
    assert meter.obeyed == []


def test_an_indication_keeps_every_digit_of_the_reply(prepared):
    prepared.select("dc_voltage", Q("10 V"), {})
    taken = prepared.indicate()
    assert (taken.value, taken.unit, taken.raw, taken.form) == (
        Decimal("10.00000234"), "V", "+1.000000234E+01", "nrf",
    )  # fmt: skip


@pytest.mark.parametrize("reply", ["+9.90000000E+37", "-9.9E37", "9.91E37"])
def test_an_overload_is_no_indication(prepared, meter, reply):
    prepared.select("dc_voltage", Q("10 V"), {})
    meter.answers["READ?"] = reply
    with pytest.raises(Overload, match="indicates overload"):
        prepared.indicate()
