from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from bench_core.metrology.quantity import Quantity
from sim_instruments.dialects.execution import Body
from sim_instruments.dialects.handheld import Handheld, step_of
from sim_instruments.physics.converter import Converter
from sim_instruments.physics.hidden import HiddenErrors, HiddenTable
from sim_instruments.physics.output import Nature, Output, Setting
from sim_instruments.physics.wiring import Lead, Terminals


def handheld(setting, counts=6000, **rows):
    source = Output(Nature("source", 1, HiddenTable(), 0.0), setting)
    source.energise(0.0)
    terminals = Terminals()
    terminals.connect(Lead(source))
    table = {(function, Fraction(row.full_scale)): row for function, row in rows.items()}
    nature = Nature("handheld", 1, HiddenTable(table), 0.0)
    return Handheld(Body("1", nature, Output(nature, setting), Converter(nature, terminals), lambda: 10.0), counts)


def shown(meter, function, range_):
    meter.select(function, Quantity.parse(range_))
    return meter.shown()


@pytest.mark.parametrize(
    ("range_", "counts", "step"),
    [
        ("6", 6000, "0.001"),
        ("600", 6000, "0.1"),
        ("1000", 6000, "1"),
        ("10", 6000, "0.01"),
        ("2", 2000, "0.001"),
        ("50", 50000, "0.001"),
        ("0.6", 6000, "0.0001"),
    ],
)
def test_the_step_of_a_display_is_the_smallest_power_of_ten_that_its_count_resolves(range_, counts, step):
    assert step_of(Decimal(range_), counts) == Decimal(step)


@pytest.mark.parametrize(
    ("value", "range_", "text"),
    [
        ("5.0004", "6 V", "5.000 V"),
        ("5.0006", "6 V", "5.001 V"),
        ("-5.0006", "6 V", "-5.001 V"),
        ("0.1234567", "600 mV", "123.5 mV"),
        ("0", "6 V", "0.000 V"),
        ("-0.0001", "6 V", "0.000 V"),
        ("6.5", "6 V", "6.500 V"),
        ("6.7", "6 V", "OL"),
        ("-6.7", "6 V", "OL"),
        ("900.4", "1000 V", "900 V"),
    ],
)
def test_the_display_shows_its_digits_in_the_unit_of_the_range(value, range_, text):
    meter = handheld(Setting("dc_voltage", Decimal(1000), Decimal(value)))
    assert shown(meter, "dc_voltage", range_) == text


def test_it_has_hidden_errors_as_any_meter():
    error = HiddenErrors(6.0, gain=1e-3, offset=0.002)
    meter = handheld(Setting("dc_voltage", Decimal(10), Decimal(5)), dc_voltage=error)
    assert shown(meter, "dc_voltage", "6 V") == "5.007 V"


def test_an_open_circuit_in_ohms_is_overload_and_nothing_is_selected_at_first():
    meter = handheld(Setting("dc_voltage", Decimal(10), Decimal(5)))
    assert meter.shown() is None
    assert shown(meter, "resistance", "6 kΩ") == "OL"
    assert shown(meter, "weight", "6 kg") is None


def test_large_currents_have_terminals_of_their_own():
    meter = handheld(Setting("dc_current", Decimal(20), Decimal(5)))
    meter.body.converter.terminals.disconnect(meter.body.converter.terminals.lead_at("").source)
    source = Output(Nature("source", 1, HiddenTable(), 0.0), Setting("dc_current", Decimal(20), Decimal(5)))
    source.energise(0.0)
    meter.body.converter.terminals.connect(Lead(source, terminals="CURRENT 10 A"))
    assert shown(meter, "dc_current", "10 A") == "5.00 A"
    assert shown(meter, "dc_current", "600 mA") == "0.0 mA"
