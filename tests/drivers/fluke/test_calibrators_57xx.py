"""The 5730A on an in-memory link: three fields, fixed resistors, sense leads, and standby whatever happens."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from bench_core.capabilities.instruments import OutputState
from bench_core.errors import InstrumentReported, MalformedReply, OutputTripped, RangeInsufficient
from bench_core.metrology.quantity import Quantity

OUT = re.compile(r"OUT (?P<value>-?[0-9.]+) (?P<unit>V|A|OHM)(?:, (?P<hertz>[0-9.]+) HZ)?")
CHARACTERISED = {"0": "1.2E-05", "10000": "1.000012E+04", "1.9": "1.9000133E+00"}
SENSE, COMPENSATED = 4, 16


@pytest.fixture
def calibrator(in_memory):
    """A 5730A whose replies have the form of the manual's examples."""

    class Calibrator5730A(in_memory):
        def __init__(self):
            super().__init__("FLUKE,5730A,2719204,1.60+A1.0+*")
            self.register = 4096
            self.shown = self.edited = "0E+00,V,0E+00"
            self.post = "NORMAL"
            self.answers |= {
                "FAULT?": lambda: self.queue.popleft() if self.queue else "0",
                "OUT?": lambda: self.shown,
                "ADJOUT?": lambda: self.edited,
                "ISR?": lambda: str(self.register),
                "CUR_POST?": lambda: self.post,
            }

        def obey(self, command):
            for part in command.split(";") if not command.startswith("*ESE") else ():
                self.act(part)
            return super().obey(command)

        def act(self, command):
            output = OUT.fullmatch(command)
            if output:
                value, unit = output["value"], output["unit"]
                value = CHARACTERISED.get(value, value) if unit == "OHM" else value
                self.shown = self.edited = f"{value},{unit},{float(output['hertz'] or 0):.3E}"
            elif command in {"OPER", "STBY"}:
                self.register = self.register & ~1 | int(command == "OPER")
            elif command.startswith(("EXTSENSE", "RCOMP")):
                bit = SENSE if command.startswith("EXT") else COMPENSATED
                self.register = self.register & ~bit | (bit if command.endswith("ON") else 0)
            elif command.startswith("CUR_POST "):
                self.post = command.removeprefix("CUR_POST ")

    return Calibrator5730A()


@pytest.fixture
def wire(wire_to, calibrator):
    return wire_to(calibrator)


@pytest.fixture
def prepared(connect, wire, calibrator):
    driver = connect(wire, "fluke.5730a")
    driver.prepare()
    del calibrator.obeyed[:], wire.log[:]
    return driver


def source(driver, text, function="dc_voltage", frequency=None):
    settings = {"frequency": Quantity.parse(frequency)} if frequency else {}
    return driver.source(function, Quantity.parse(text), settings)


def test_preparing_takes_the_output_off_and_asks(connect, wire, calibrator):
    calibrator.register |= 1
    calibrator.queue.extend(["1", "108"])
    connect(wire, "fluke.5730a").prepare()
    assert calibrator.settings() == ["STBY", "*CLS", "RANGELCK OFF"]
    assert calibrator.obeyed[-1] == "ISR?"


def test_a_setting_is_sent_checked_and_read_back_without_energising(prepared, calibrator, wire):
    made = source(prepared, "10 V")
    assert wire.log == ["OUT 10 V, 0 HZ", "FAULT?", "ISR?", "OUT?", "ADJOUT?"]
    assert (made.value, made.unit, made.raw, made.form) == (10, "V", "10,V,0.000E+00", "nrf:0")
    assert not calibrator.register & 1


@pytest.mark.parametrize(
    ("function", "value", "frequency", "command"),
    [
        ("ac_voltage", "1.9 mV", "1 kHz", "OUT 0.0019 V, 1000 HZ"),
        ("ac_voltage", "21 V", "1 MHz", "OUT 21 V, 1000000 HZ"),
        ("dc_current", "-2.2 A", None, "OUT -2.2 A, 0 HZ"),
        ("ac_current", "188.3 mA", "442 Hz", "OUT 0.1883 A, 442 HZ"),
        ("resistance", "100 MΩ", None, "OUT 100000000 OHM"),
    ],
)
def test_no_prefix_is_ever_sent_for_m_is_milli_here_and_mega_there(
    prepared, calibrator, function, value, frequency, command
):
    made = source(prepared, value, function, frequency)
    assert calibrator.obeyed[0] == command
    assert Quantity.of(made.value, made.unit) == Quantity.parse(value)


def test_a_resistance_reads_back_as_its_characterised_value(prepared):
    made = source(prepared, "10 kΩ", "resistance")
    assert (made.value, made.unit, made.raw) == (Decimal("10000.12"), "Ω", "1.000012E+04,OHM,0.000E+00")
    assert prepared.output_setting() == made


def test_a_short_reads_back_as_its_characterised_value(prepared, calibrator):
    assert source(prepared, "0 Ω", "resistance_4w").value == Decimal("0.000012")
    assert calibrator.register & SENSE


def test_another_resistor_than_the_one_selected_is_refused(prepared, calibrator):
    calibrator.answers["OUT?"] = "1.9E+04,OHM,0E+00"
    with pytest.raises(MalformedReply, match="expected 10000 Ω as it was set"):
        source(prepared, "10 kΩ", "resistance")


@pytest.mark.parametrize(
    ("function", "value", "frequency", "words"),
    [
        ("resistance", "50 Ω", None, "cannot source 50 Ω, the nearest it has is 19 Ω; its values are 0 Ω, 1 Ω, 1.9 Ω"),
        ("resistance", "10.00012 kΩ", None, "the nearest it has is 10 kΩ"),
        ("resistance_4w", "100 MΩ", None, "cannot source 100 MΩ; the largest value is 10 MΩ"),
        ("ac_voltage", "200 V", "120 kHz", "cannot source 200 V at 120000 Hz"),
        ("ac_voltage", "1100 V", "20 Hz", "cannot source 1100 V at 20 Hz"),
        ("dc_voltage", "1.00000001 V", None, "its 2.2 V range has steps of 0.1 µV"),
    ],
)
def test_what_the_calibrator_cannot_give_is_refused_and_nothing_is_sent(
    prepared, calibrator, function, value, frequency, words
):
    with pytest.raises(RangeInsufficient, match=words):
        source(prepared, value, function, frequency)
    assert calibrator.obeyed == []


@pytest.mark.parametrize(
    ("function", "register", "sent"),
    [
        ("resistance", 4096, []),
        ("resistance", 4096 | SENSE, ["EXTSENSE OFF"]),
        ("resistance", 4096 | COMPENSATED, ["RCOMP OFF"]),
        ("resistance_4w", 4096, ["EXTSENSE ON"]),
        ("resistance_4w", 4096 | SENSE, []),
    ],
)
def test_sense_leads_and_compensation_follow_the_function(prepared, calibrator, function, register, sent):
    calibrator.register = register
    source(prepared, "10 kΩ", function)
    assert calibrator.settings() == ["OUT 10000 OHM", *sent]


def test_sense_leads_are_given_up_for_a_voltage(prepared, calibrator):
    calibrator.register |= SENSE
    source(prepared, "1 V")
    assert not calibrator.register & SENSE


def test_a_switch_that_does_not_hold_is_reported(prepared, calibrator):
    calibrator.answers["ISR?"] = "4096"
    with pytest.raises(InstrumentReported, match=r"says 4096 to `ISR\?` after `EXTSENSE ON`, the setting does not"):
        source(prepared, "10 kΩ", "resistance_4w")


def test_a_current_comes_out_of_the_auxiliary_terminals(prepared, calibrator):
    source(prepared, "100 mA", "dc_current")
    assert calibrator.settings() == ["OUT 0.1 A, 0 HZ", "CUR_POST AUX"]


def test_a_fault_after_a_setting_is_reported_by_its_number(prepared, calibrator):
    calibrator.queue.append("539")
    with pytest.raises(InstrumentReported, match='reported 539, "fault 539" after `OUT 10 V, 0 HZ`'):
        source(prepared, "10 V")


@pytest.mark.parametrize(
    "reply", ["10.00001,V,0E+00", "10,A,0E+00", "10,V,6.00E+01", "1.0000000E+01,V,0E+00,0,0.00E+00", "10"]
)
def test_another_output_read_back_is_refused(prepared, calibrator, reply):
    calibrator.answers["OUT?"] = reply
    with pytest.raises(MalformedReply, match="expected"):
        source(prepared, "10 V")


def test_an_output_that_was_edited_at_the_front_is_answered_as_it_is_now(prepared, calibrator):
    made = source(prepared, "10 V")
    calibrator.edited = "1.00001E+01,V,0.00E+00"
    now = prepared.output_setting()
    assert (now.value, made.value) == (Decimal("10.0001"), Decimal(10))


def test_energising_is_asked_in_bit_0_and_settled_in_bit_12(prepared, calibrator):
    source(prepared, "10 V")
    assert prepared.operate() == OutputState(energised=True, raw="4097")
    assert prepared.settled()
    calibrator.register = 1
    assert not prepared.settled()
    calibrator.answers["ISR?"] = "4096"
    with pytest.raises(OutputTripped, match=r"ISR\? answers 4096 after OPER"):
        prepared.operate()


def test_making_safe_takes_a_current_to_0_before_standby(prepared, wire):
    source(prepared, "1 A", "ac_current", "1 kHz")
    prepared.operate()
    del wire.log[:]
    assert prepared.make_safe() == OutputState(energised=False, raw="4096")
    assert wire.log == ["OUT 0.000009 A, 1000 HZ;STBY", "ISR?"]


def test_over_a_serial_line_the_calibrator_is_set_to_remote_first(connect, wire_to, calibrator):
    wire = wire_to(calibrator, "ASRL3::INSTR")
    connect(wire, "fluke.5730a").prepare()
    assert wire.log.index("REMOTE") < wire.log.index("STBY")


@pytest.mark.parametrize(
    ("left", "fallen"),
    [("OUT 2 A, 0 HZ", ["OUT 0 A, 0 HZ", "STBY"]), ("OUT 100 V, 0 HZ", ["STBY"])],
)
def test_a_current_that_a_crashed_program_has_left_falls_before_standby(connect, wire, calibrator, left, fallen):
    for command in (left, "OPER"):
        calibrator.obey(command)
    del calibrator.obeyed[:]
    connect(wire, "fluke.5730a").prepare()
    assert calibrator.settings()[: len(fallen)] == fallen
    assert calibrator.obeyed[-1] == "ISR?"
