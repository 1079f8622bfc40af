"""Ranges with bands of frequency, fixed values and terminals: what holds a value, and how exactly at the edges."""

from __future__ import annotations

import pytest

from bench_core.documents.instrument import FunctionRecord, TypeRecord
from bench_core.documents.model import parse
from bench_core.errors import DocumentInvalid
from bench_core.metrology.quantity import Quantity

Q = Quantity.parse

RECORD = """\
calbench: instrument/1
maker: Fluke
model: 5730A
title: {zh: 校准器, en: calibrator}
source: {document: "Manual", edition: "1", pages: "1"}
verified: {by: 张三, on: 2026-11-01, edition: "1", page: "1"}
interval: 1 year
temperature: 23 °C ± 5 °C
identity: {makers: [FLUKE], model: 5730A}
functions:
  ac_voltage:
    coverage: {distribution: normal, probability: 99 %}
    terminals: NORMAL
    volt_hertz: 2.2e7 V·Hz
    ranges:
      - range: 22 V
        maximum: 22 V
        minimum: 2.2 V
        resolution: 10 µV
        bands:
          - {frequency: 10 Hz .. 20 kHz, of_reading: 90 ppm, constant: 70 µV}
          - {frequency: 20 kHz .. 50 kHz, of_reading: 150 ppm, of_range: 3 ppm, verified: false}
          - {frequency: 100 kHz .. 1 MHz, of_reading: 0.1 %, maximum: 20 V}
      - range: 220 V
        maximum: 220 V
        resolution: 100 µV
        terminals: BOOST
        bands: [{frequency: 40 Hz .. 300 kHz, of_reading: 120 ppm}]
  resistance:
    coverage: {distribution: rectangular}
    ranges:
      - {range: 0 Ω, maximum: 0 Ω, fixed: true, resolution: 0.1 µΩ, constant: 50 µΩ}
      - {range: 10 Ω, maximum: 10 Ω, fixed: true, resolution: 1 µΩ, of_reading: 24 ppm}
      - {range: 19 Ω, maximum: 19 Ω, fixed: true, resolution: 1 µΩ, of_reading: 24 ppm}
      - {range: 100 Ω, maximum: 100 Ω, fixed: true, resolution: 10 µΩ, of_reading: 10 ppm}
"""


def record() -> TypeRecord:
    return parse("f", RECORD.encode(), TypeRecord).model


def ac() -> FunctionRecord:
    return record().functions["ac_voltage"]


@pytest.mark.parametrize(
    ("frequency", "of_reading"),
    [
        ("10 Hz", "90 ppm"),  # the lowest band has its lower end
        ("1 kHz", "90 ppm"),
        ("20 kHz", "90 ppm"),  # where two bands meet: the lower
        ("20.001 kHz", "150 ppm"),
        ("50 kHz", "150 ppm"),
        ("100 kHz", "0.1 %"),  # after a gap the lower end is in the band
        ("1 MHz", "0.1 %"),
    ],
)
def test_a_frequency_has_the_specification_of_its_band(frequency: str, of_reading: str) -> None:
    row = ac().ranges[0]
    specification = row.specification(ac().coverage, Q(frequency))
    assert specification is not None
    assert str(specification.of_reading) == of_reading
    assert specification.range == Q("22 V")


@pytest.mark.parametrize("frequency", ["9.99 Hz", "50.001 kHz", "99 kHz", "1.001 MHz"])
def test_between_and_outside_the_bands_nothing_is_specified(frequency: str) -> None:
    row = ac().ranges[0]
    assert row.specification(ac().coverage, Q(frequency)) is None
    assert not row.holds(Q("5 V"), Q(frequency))


def test_without_a_frequency_an_ac_range_has_no_specification() -> None:
    assert ac().ranges[0].specification(ac().coverage) is None


def test_the_parts_of_a_band_are_its_own() -> None:
    specification = ac().ranges[0].specification(ac().coverage, Q("30 kHz"))
    assert specification is not None
    assert (str(specification.of_range), specification.constant) == ("3 ppm", None)


def test_a_band_may_end_below_the_maximum_of_its_range() -> None:
    function = ac()
    row = function.ranges[0]
    assert (row.largest(), row.largest(Q("1 kHz")), row.largest(Q("1 MHz"))) == (Q("22 V"), Q("22 V"), Q("20 V"))
    assert row.largest(Q("60 kHz")) == Q("22 V")
    assert function.range_for(Q("20 V"), Q("1 MHz")) is row
    assert function.range_for(Q("20.01 V"), Q("1 MHz")) is None
    assert function.range_for(Q("20.01 V"), Q("1 kHz")) is row


@pytest.mark.parametrize(
    ("value", "frequency", "range_"),
    [
        ("5 V", "1 kHz", "22 V"),
        ("5 V", "60 kHz", "220 V"),  # the smallest range has a gap there
        ("100 V", "20 Hz", None),
        ("100 V", None, "220 V"),
        ("2.1999 V", "1 kHz", "220 V"),  # below the minimum of the range
        ("220 V", "100 kHz", "220 V"),  # 2.2e7 V·Hz itself
        ("220 V", "100.001 kHz", None),
        ("220.001 V", "1 kHz", None),
    ],
)
def test_the_smallest_range_that_is_specified_at_the_frequency_holds_a_value(
    value: str, frequency: str | None, range_: str | None
) -> None:
    row = ac().range_for(Q(value), Q(frequency) if frequency else None)
    assert (None if row is None else row.range) == (Q(range_) if range_ else None)


def test_volts_times_hertz_are_limited_over_all_ranges() -> None:
    function = ac()
    low, high = function.ranges
    assert function.specified(low, Q("20 V"), Q("1 MHz"))
    assert function.specified(high, Q("73 V"), Q("300 kHz"))
    assert not function.specified(high, Q("74 V"), Q("300 kHz"))
    assert function.specified(high, Q("74 V"), None)


@pytest.mark.parametrize(
    ("value", "range_"), [("10 Ω", "10 Ω"), ("0.019 kΩ", "19 Ω"), ("0 Ω", "0 Ω"), ("10.001 Ω", None), ("5 Ω", None)]
)
def test_a_fixed_range_holds_its_own_value_alone(value: str, range_: str | None) -> None:
    row = record().functions["resistance"].range_for(Q(value))
    assert (None if row is None else row.range) == (Q(range_) if range_ else None)


@pytest.mark.parametrize(
    ("value", "nearest"), [("12 Ω", "10 Ω"), ("14.5 Ω", "10 Ω"), ("15 Ω", "19 Ω"), ("1 kΩ", "100 Ω"), ("0 Ω", "0 Ω")]
)
def test_a_source_with_fixed_values_has_a_nearest_one(value: str, nearest: str) -> None:
    assert record().functions["resistance"].nearest(Q(value)) == Q(nearest)


def test_where_values_are_not_fixed_the_nearest_is_the_value_itself() -> None:
    assert ac().nearest(Q("12.34567 V")) == Q("12.34567 V")
    assert ac().nearest(Q("5000 V")) == Q("5000 V")


def test_terminals_are_those_of_the_range_or_of_the_function() -> None:
    function = ac()
    assert [function.terminals_of(row) for row in function.ranges] == ["NORMAL", "BOOST"]
    resistance = record().functions["resistance"]
    assert resistance.terminals_of(resistance.ranges[0]) is None


def test_a_band_is_verified_by_its_own_mark_or_its_rows_or_the_records() -> None:
    row = ac().ranges[0]
    assert record().is_verified(row, Q("1 kHz"))
    assert not record().is_verified(row, Q("30 kHz"))
    assert record().is_verified(row)


BROKEN = [
    # what is replaced, by what, line, column, words
    ("20 kHz .. 50 kHz", "19 kHz .. 50 kHz", 22, 25,
     "the band 19 kHz .. 50 kHz begins below 20 kHz, the end of the band before it (bands rise and do not overlap)"),
    ("100 kHz .. 1 MHz", "1 kHz .. 1 MHz", 23, 25, "the band 1 kHz .. 1 MHz begins below 50 kHz"),
    ("10 Hz .. 20 kHz", "≤ 20 kHz", 21, 25, "the band ≤ 20 kHz has one end (write both, such as 10 Hz .. 20 kHz)"),
    ("10 Hz .. 20 kHz", "10 V .. 20 V", 21, 25, "10 V is no frequency"),
    ("10 Hz .. 20 kHz", "0 Hz .. 20 kHz", 21, 25, "a band begins at 0 Hz"),
    ("of_reading: 90 ppm, constant: 70 µV", "page: '1'", 21, 13, "a band without its specification"),
    ("constant: 70 µV", "constant: 70 µA", 21, 72, "70 µA is no AC voltage"),
    ("maximum: 20 V}", "maximum: 22 V}", 23, 71, "maximum 22 V of the band is not below 22 V of its range"),
    ("maximum: 20 V}", "maximum: 20 A}", 23, 71, "20 A is no AC voltage"),
    ("of_reading: 90 ppm", "accuracy: 90 ppm", 21, 42, "a percentage needs its base"),
    ("        resolution: 10 µV\n", "        resolution: 10 µV\n        constant: 1 µV\n", 20, 19,
     "constant: beside bands: (write it in each band)"),
    ("        bands: [{frequency: 40 Hz .. 300 kHz, of_reading: 120 ppm}]\n", "        of_reading: 120 ppm\n", 24, 9,
     "an AC range without its bands of frequency"),
    ("fixed: true, resolution: 1 µΩ", "resolution: 1 µΩ, bands: [{frequency: 1 Hz .. 2 Hz, constant: 1 Ω}]", 33, 63,
     "DC resistance has no frequency, and so no bands"),
    ("minimum: 2.2 V", "minimum: 23 V", 18, 18, "minimum 23 V is above maximum 22 V"),
    ("minimum: 2.2 V", "minimum: 2.2 A", 18, 18, "2.2 A is no AC voltage"),
    ("maximum: 10 Ω", "maximum: 11 Ω", 33, 32, "maximum 11 Ω of a fixed range is not its value 10 Ω"),
    ("0 Ω, maximum: 0 Ω, fixed: true", "0 Ω, maximum: 1 Ω", 32, 17, "0 Ω is not above 0"),
    ("range: 220 V", "range: -220 V", 24, 16, "-220 V is not above 0"),
    ("2.2e7 V·Hz", "2.2e7 V", 14, 17, "22000000 V is no voltage × frequency"),
    ("  resistance:\n", "  resistance:\n    volt_hertz: 1 V·Hz\n", 30, 5, "DC resistance has no volt_hertz"),
    ("  resistance:\n", "  resistance:\n    reading_time: 4 V\n", 30, 19, "4 V is no time (write 0.4 s or 400 ms)"),
    ("    volt_hertz", "    reading_time: 1 s\n    slow_below: {frequency: 200 s, reading_time: 7 s}\n    volt_hertz",
     15, 29,
     "200 s is no frequency (write 200 Hz)"),
    ("    volt_hertz", "    reading_time: 1 s\n    slow_below: {frequency: 200 Hz, reading_time: 7 m}\n    volt_hertz",
     15, 51,
     "7 m is no time"),
    ("    volt_hertz", "    slow_below: {frequency: 200 Hz, reading_time: 7 s}\n    volt_hertz", 14, 5,
     "slow_below: without reading_time:"),
    ("  resistance:\n", "  resistance:\n    reading_time: 1 s\n    slow_below: {frequency: 20 Hz, reading_time: 7 s}\n",
     31, 5,
     "only an AC function is slow below a frequency"),
    ("identity: {makers: [FLUKE], model: 5730A}\n", "", 1, 1,
     "missing key 'identity' (add identity: {makers: [MAKER], model: MODEL}, as it answers *IDN?)"),
]  # fmt: skip


def test_a_reading_takes_longer_at_low_frequencies_where_the_record_says_so() -> None:
    slow = "    reading_time: 1 s\n    slow_below: {frequency: 200 Hz, reading_time: 7 s}\n    volt_hertz"
    found = parse("f", RECORD.replace("    volt_hertz", slow).encode(), TypeRecord).model.functions["ac_voltage"]
    assert found.reading_time_at(Q("199 Hz")) == Q("7 s")
    assert found.reading_time_at(Q("200 Hz")) == found.reading_time_at(None) == Q("1 s")
    assert ac().reading_time_at(Q("50 Hz")) is None


@pytest.mark.parametrize(("old", "new", "line", "column", "words"), BROKEN, ids=[row[4][:40] for row in BROKEN])
def test_a_broken_law_of_a_range_is_told_at_its_place(old: str, new: str, line: int, column: int, words: str) -> None:
    assert old in RECORD
    with pytest.raises(DocumentInvalid) as caught:
        parse("f", RECORD.replace(old, new, 1).encode(), TypeRecord)
    mistake = caught.value.mistakes[0]
    assert words in str(mistake)
    assert (mistake.line, mistake.column) == (line, column)
