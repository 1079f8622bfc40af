from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from math import inf, log10
from statistics import fmean, stdev

import pytest

from sim_instruments.physics.converter import Converter
from sim_instruments.physics.hidden import HiddenErrors, HiddenTable
from sim_instruments.physics.output import Nature, Output, Setting
from sim_instruments.physics.wiring import Lead, Terminals

SETTLED = 100.0
NOTHING = Setting("dc_voltage", Decimal(1), Decimal(0))


def wired(setting=NOTHING, *, meter=None, source=None, energised=True, **lead):
    """A source that puts something out, leads, and the meter at their end."""
    output = Output(Nature("source", 1, HiddenTable(source), 0.2), NOTHING)
    output.program(setting, 0.0)
    if energised:
        output.energise(0.0)
    terminals = Terminals()
    terminals.connect(Lead(output, **lead))
    return Converter(Nature("meter", 1, HiddenTable(meter), 0.2), terminals)


def read(converter, function, full_scale="10", terminals="INPUT HI LO"):
    return converter.read(function, Decimal(full_scale), 10.0, SETTLED, terminals)


def volts(value, hertz="0"):
    function = "ac_voltage" if Decimal(hertz) else "dc_voltage"
    return Setting(function, Decimal(33), Decimal(value), Decimal(hertz))


def ohms(value, *, sensed=False, compensated=False):
    function = "resistance_4w" if sensed else "resistance"
    return Setting(function, Decimal(330), Decimal(value), wires=4 if sensed or compensated else 2)


@pytest.mark.parametrize(
    ("put_out", "function", "seen"),
    [
        (volts("10"), "dc_voltage", 10.0),
        (volts("-10"), "dc_voltage", -10.0),
        (volts("10"), "ac_voltage", 0.0),
        (volts("10", "1000"), "ac_voltage", 10.0),
        (volts("10", "1000"), "dc_voltage", 0.0),
        (volts("10"), "dc_current", 0.0),
        (volts("10"), "resistance", inf),
        (volts("10", "1000"), "frequency", 1000.0),
        (volts("10"), "frequency", 0.0),
        (Setting("dc_current", Decimal(1), Decimal("-0.5")), "dc_current", -0.5),
        (Setting("dc_current", Decimal(1), Decimal("0.5")), "ac_current", 0.0),
        (Setting("ac_current", Decimal(1), Decimal("0.5"), Decimal(60)), "ac_current", 0.5),
        (Setting("ac_current", Decimal(1), Decimal("0.5"), Decimal(60)), "dc_current", 0.0),
        (Setting("dc_current", Decimal(1), Decimal("0.5")), "dc_voltage", 0.0),
    ],
)
def test_a_meter_sees_what_its_function_looks_for(put_out, function, seen):
    assert read(wired(put_out), function) == pytest.approx(seen, rel=1e-12)


@pytest.mark.parametrize(
    ("function", "seen"),
    [("dc_voltage", 0.0), ("ac_voltage", 0.0), ("dc_current", 0.0), ("resistance", inf), ("resistance_4w", inf)],
)
def test_an_open_circuit_is_nothing_and_in_ohms_an_overload(function, seen):
    meter = Converter(Nature("meter", 1, HiddenTable(), 0.2), Terminals())
    assert read(meter, function) == seen
    assert read(wired(volts("10"), energised=False), function) == seen
    assert meter.look(function, SETTLED) == seen


@pytest.mark.parametrize(
    ("put_out", "function", "wires", "seen"),
    [
        (ohms("100"), "resistance", 2, 100.05),  # leads of 50 mΩ are in it
        (ohms("100"), "resistance", 4, 100.05),
        (ohms("100", compensated=True), "resistance", 4, 100.0),
        (ohms("100", compensated=True), "resistance", 2, 100.05),  # the leads that sense are missing
        (ohms("100", sensed=True), "resistance_4w", 4, 100.0),
        (ohms("0", sensed=True), "resistance_4w", 4, 0.0),  # a four-wire short
        (ohms("100", sensed=True), "resistance_4w", 2, inf),  # open sense terminals
        (ohms("100"), "resistance_4w", 4, inf),
        (ohms("100", sensed=True), "resistance", 4, 100.05),
    ],
)
def test_leads_are_in_a_resistance_unless_sense_leads_at_both_ends_take_them_out(put_out, function, wires, seen):
    converter = wired(put_out, wires=wires, resistance=0.05)
    assert read(converter, function, "1000") == pytest.approx(seen, rel=1e-12)


def test_leads_pass_only_between_the_terminals_that_they_join():
    current = Setting("dc_current", Decimal(20), Decimal(5), terminals="20 A")
    rightly = wired(current, source_terminals="20 A", terminals="CURRENT 10 A")
    assert read(rightly, "dc_current", terminals="CURRENT 10 A") == 5.0
    assert read(rightly, "dc_current", terminals="CURRENT 3 A") == 0.0
    wrongly = wired(current, source_terminals="AUX", terminals="CURRENT 10 A")
    assert read(wrongly, "dc_current", terminals="CURRENT 10 A") == 0.0
    assert read(wired(current), "dc_current", terminals="CURRENT 3 A") == 5.0
    assert read(wired(volts("10"), source_terminals="AUX"), "dc_voltage") == 0.0


def test_two_pairs_of_leads_end_at_two_pairs_of_terminals():
    converter = wired(volts("10"), source_terminals="NORMAL", terminals="INPUT HI LO")
    other = wired(Setting("dc_current", Decimal(1), Decimal(1), terminals="AUX"), terminals="CURRENT 3 A")
    converter.terminals.connect(other.terminals.lead_at("CURRENT 3 A"))
    assert read(converter, "dc_voltage") == 10.0
    assert read(converter, "dc_current", "1", "CURRENT 3 A") == 1.0


def test_the_thermal_voltage_of_the_leads_is_in_a_direct_voltage_alone():
    assert read(wired(volts("1"), thermal_emf=2e-6), "dc_voltage") == pytest.approx(1.000002, rel=1e-12)
    assert read(wired(volts("1", "1000"), thermal_emf=2e-6), "ac_voltage") == 1.0
    assert read(wired(volts("1"), thermal_emf=2e-6, energised=False), "dc_voltage") == 2e-6


def test_exchanged_leads_turn_a_direct_quantity_round_and_leave_the_others():
    assert read(wired(volts("1"), reversed=True), "dc_voltage") == -1.0
    assert read(wired(volts("1", "60"), reversed=True), "ac_voltage") == 1.0
    assert read(wired(ohms("100"), reversed=True), "resistance") == 100.0


def test_an_input_loads_the_leads():
    converter = wired(volts("10"), resistance=50.0)
    converter.input_impedance = 10e6
    assert read(converter, "dc_voltage") == pytest.approx(10 * 10e6 / (10e6 + 50), rel=1e-12)  # 5 ppm less
    converter.input_impedance = inf
    assert read(converter, "dc_voltage") == 10.0


FLAT = ((100.0, 0.0), (10e3, 200e-6), (100e3, -1000e-6))


@pytest.mark.parametrize(
    ("hertz", "response"),
    [
        ("20", 0.0),  # level below the first row
        ("100", 0.0),
        ("1000", 100e-6),  # half way between 100 Hz and 10 kHz on a logarithmic axis
        ("10000", 200e-6),
        ("20000", 200e-6 - 1200e-6 * log10(2)),
        ("100000", -1000e-6),
        ("500000", -1000e-6),
    ],
)
def test_a_frequency_response_goes_with_the_logarithm_of_the_frequency(hertz, response):
    meter = {("ac_voltage", Fraction(10)): HiddenErrors(10.0, gain=50e-6, flatness=FLAT)}
    assert read(wired(volts("5", hertz), meter=meter), "ac_voltage") == pytest.approx(5 * (1 + 50e-6 + response))
    source = {("ac_voltage", Fraction(33)): HiddenErrors(33.0, gain=50e-6, flatness=FLAT)}
    assert read(wired(volts("5", hertz), source=source), "ac_voltage") == pytest.approx(5 * (1 + 50e-6 + response))


def test_errors_of_source_and_meter_are_those_of_function_and_range():
    source = {("dc_current", Fraction(1)): HiddenErrors(1.0, gain=30e-6, offset=2e-6)}
    meter = {("dc_current", Fraction(3)): HiddenErrors(3.0, gain=-200e-6, offset=-5e-6)}
    converter = wired(Setting("dc_current", Decimal(1), Decimal("0.9")), meter=meter, source=source)
    true = 0.9 * 1.00003 + 2e-6
    assert read(converter, "dc_current", "3") == pytest.approx(true * 0.9998 - 5e-6, rel=1e-12)
    assert read(converter, "dc_current", "1") == pytest.approx(true, rel=1e-12)


def test_a_four_wire_resistance_has_the_errors_of_the_two_wire_one_unless_it_has_its_own():
    meter = {("resistance", Fraction(1000)): HiddenErrors(1000.0, gain=50e-6)}
    assert read(wired(ohms("100", sensed=True), meter=meter), "resistance_4w", "1000") == pytest.approx(100.005)
    meter[("resistance_4w", Fraction(100))] = HiddenErrors(100.0, gain=1e-6)
    assert read(wired(ohms("100", sensed=True), meter=meter), "resistance_4w", "1000") == 100.0


def test_an_overload_stays_one_whatever_the_errors():
    meter = {("resistance", Fraction(1000)): HiddenErrors(1000.0, gain=-1e-3, linearity=1e-3, noise=1.0)}
    converter = Converter(Nature("meter", 1, HiddenTable(meter), 0.2), Terminals())
    assert read(converter, "resistance", "1000") == inf


def test_a_rectified_quantity_is_never_below_zero():
    meter = {("ac_voltage", Fraction(10)): HiddenErrors(10.0, offset=-3e-6)}
    assert read(wired(volts("5"), meter=meter), "ac_voltage") == 3e-6


def test_noise_goes_with_the_square_root_of_the_integration_time():
    meter = {("dc_voltage", Fraction(10)): HiddenErrors(10.0, noise=1e-6)}
    converter = wired(volts("1"), meter=meter)
    slow = [converter.read("dc_voltage", Decimal(10), 10.0, SETTLED) for _ in range(2000)]
    fast = [converter.read("dc_voltage", Decimal(10), 0.1, SETTLED) for _ in range(2000)]
    assert fmean(slow) == pytest.approx(1.0, abs=4e-6 / 2000**0.5)
    assert stdev(slow) == pytest.approx(1e-6, rel=0.07)
    assert stdev(fast) == pytest.approx(10e-6, rel=0.07)


def test_noise_differs_between_functions_ranges_set_points_and_frequencies():
    rows = {
        (function, Fraction(scale)): HiddenErrors(float(scale), noise=1.0)
        for function in ("dc_voltage", "ac_voltage")
        for scale in (1, 10)
    }

    def departure(setting, function, scale):
        return read(wired(setting, meter=rows), function, scale) - float(setting.value)

    found = [
        departure(volts("5"), "dc_voltage", "10"),
        departure(volts("6"), "dc_voltage", "10"),
        departure(volts("5"), "dc_voltage", "1"),
        departure(volts("5", "60"), "ac_voltage", "10"),
        departure(volts("5", "1000"), "ac_voltage", "10"),
    ]
    assert len({round(value, 6) for value in found}) == len(found)
    assert departure(volts("5", "1E3"), "ac_voltage", "10") == found[-1]


def test_readings_are_counted_anew_when_the_leads_change():
    meter = {("dc_voltage", Fraction(10)): HiddenErrors(10.0, noise=1e-3)}
    converter = wired(volts("1"), meter=meter)
    first = [read(converter, "dc_voltage") for _ in range(3)]
    lead = converter.terminals.lead_at("INPUT HI LO")
    converter.terminals.disconnect(lead.source)
    assert abs(read(converter, "dc_voltage")) < 0.1
    converter.terminals.connect(lead)
    assert [read(converter, "dc_voltage") for _ in range(3)] == first


def test_a_change_of_leads_is_announced_before_it_happens():
    converter = wired(volts("1"))
    seen = []
    converter.terminals.before_change.append(lambda: seen.append(read(converter, "dc_voltage")))
    lead = converter.terminals.lead_at("INPUT HI LO")
    converter.terminals.disconnect(lead.source)
    converter.terminals.connect(lead)
    assert seen == [1.0, 0.0]


def test_a_current_settles_as_a_voltage_does():
    converter = wired(Setting("dc_current", Decimal(1), Decimal(1)))
    assert converter.look("dc_current", 0.2) == pytest.approx(1 - 0.36787944117144233)
