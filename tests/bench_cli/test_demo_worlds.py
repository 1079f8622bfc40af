"""The worlds of the demonstration hide what they claim: instruments within their specifications, and one fault."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

import bench_cli
import drivers
from bench_core.documents.instrument import TypeRecord
from bench_core.documents.model import load
from bench_core.metrology.quantity import Quantity
from bench_core.metrology.specification import limit_of_error
from bench_core.metrology.unit import unit
from sim_instruments.world_file import WorldFile

DEMO = Path(bench_cli.__file__).parent / "demo"
DRIVERS = Path(drivers.__file__).parent
HERTZ = unit("Hz")
FIRST, LAST = Fraction("0.1"), Fraction(1)
TYPES = {"calibrator": "fluke/fluke_5522a.yaml", "meter": "keysight/hp_34401a.yaml"}


def frequencies(row):
    """Both ends of every band of a range, and what lies between them; None for what does not alternate."""
    if not row.bands:
        return [None]
    ends = [(band.frequency.lower.si, band.frequency.upper.si) for band in row.bands]
    return [Quantity(hertz, HERTZ) for low, high in ends for hertz in (low, (low + high) / 2, high)]


def departures(name: str):
    """For each range, value and frequency: the hidden error with the noise, as a share of the limit of error."""
    table = load(DEMO / "world-good.yaml", WorldFile).model.instruments[name].hidden_table()
    for function, record in load(DRIVERS / TYPES[name], TypeRecord).model.functions.items():
        for row in record.ranges:
            errors = table.of(function, row.range.si)
            assert errors.gain != 0, f"{function} {row.range} has no errors"
            for frequency in frequencies(row):
                specification = row.specification(record.coverage, frequency)
                for share in (FIRST, LAST):
                    value = Quantity(row.largest(frequency).value * share, row.maximum.unit)
                    reading = float(value.si)
                    hertz = float(frequency.si) if frequency is not None else 0.0
                    error = abs(errors.apply(reading, hertz) - reading) + 3 * errors.noise
                    yield error / float(limit_of_error(specification, value).si), f"{function} {value} {frequency}"


@pytest.mark.parametrize("name", TYPES)
def test_a_good_instrument_is_within_its_specification_with_a_margin(name):
    worst = max(departures(name))
    assert worst[0] < 0.75, worst[1]


def test_the_faulty_world_differs_in_one_hidden_gain():
    texts = [(DEMO / f"world-{name}.yaml").read_text(encoding="utf-8") for name in ("good", "faulty")]
    good, faulty = (text.splitlines()[3:] for text in texts)
    row = "{{range: 100 V, gain: {}, offset: 60 µV, linearity: 1 ppm, noise: 40 µV}}"
    assert [(one.strip(), other.strip()) for one, other in zip(good, faulty, strict=True) if one != other] == [
        ("- " + row.format("-14 ppm"), "- " + row.format("120 ppm"))
    ]
