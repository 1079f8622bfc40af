"""A small bench for procedures: a meter and a calibrator with round specifications, and a certificate."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

import pytest

from bench_core.capabilities.binding import BoundInstrument
from bench_core.documents.instrument import TypeRecord
from bench_core.documents.model import Document, parse
from bench_core.documents.standard import StandardCertificate
from bench_core.metrology.quantity import Quantity
from procedures.lint import checked
from procedures.model import Procedure
from procedures.reading import parse_procedure

PROCEDURE = """\
calbench: procedure/1
id: meters
title: {zh: 电压表校准, en: Calibration of voltmeters}
basis: {code: TEST 1}
kind: calibration
phases: [as_found]
roles:
  source: {is: reference, use: as_class, adequacy: uut.mpe / 3}
  uut: {entry: [wire, person]}
conditions:
  ambient.temperature: 20 °C ± 1 °C
  uut.warm_up: ≥ 1 h
items:
  - id: dc-voltage
    title: {zh: 直流电压, en: DC voltage}
    verified: false
    connections: {source: normal output, uut: voltage input, wiring: 2-wire}
    points:
      - {range: uut.basic_range(dc_voltage), at: [10 %, 90 %, -90 %], of: range}
      - {range: uut.other_ranges(dc_voltage), at: [90 %], of: range}
    method:
      - apply: {uut: {function: dc_voltage, range: point.range}, source: {dc_voltage: point.nominal}}
      - steady: {watch: uut, peak_to_peak: uut.mpe / 10, for: 3 s, give_up: 60 s}
      - take: {name: x, from: uut, readings: 10}
    model:
      per reading:
        e: x - source.output
      per point:
        error: mean(e)
    uncertainty:
      - {name: repeatability, of: e, type: A, cause: {zh: 重复性, en: repeatability}}
      - {name: resolution, of: x, half_width: uut.resolution / 2, distribution: rectangular, cause: {zh: 位, en: digit}}
      - larger_of: [repeatability, resolution]
      - {name: standard, of: source.output, from: source, cause: {zh: 标准器, en: standard}}
    requirements:
      - {what: {zh: 示值误差, en: error}, level: point, of: error, limit: ± uut.mpe, rule: jjf1094, verified: false}
report: {U: {digits: 2}, error: aligned with U, coverage: {k: 2}}
"""

METER = """\
calbench: instrument/1
maker: Keysight
model: 34401A
title: {zh: 六位半数字多用表, en: 6½-digit multimeter}
source: {document: a test, edition: "1"}
verified: false
interval: 1 year
temperature: 23 °C ± 5 °C
identity: {makers: [Keysight], model: 34401A}
functions:
  dc_voltage:
    basic_range: 10 V
    coverage: {distribution: rectangular}
    ranges:
      - {range: 100 mV, maximum: 120 mV, resolution: 100 nV, of_reading: 0.0050 %, of_range: 0.0035 %}
      - {range: 10 V, maximum: 12 V, resolution: 10 µV, of_reading: 0.0035 %, of_range: 0.0005 %}
"""

CALIBRATOR = """\
calbench: instrument/1
maker: Fluke
model: 5522A
title: {zh: 多产品校准器, en: multi-product calibrator}
source: {document: a test, edition: "1"}
verified: false
interval: 1 year
temperature: 23 °C ± 5 °C
identity: {makers: [FLUKE], model: 5522A}
functions:
  dc_voltage:
    coverage: {distribution: normal, probability: 99 %}
    ranges:
      - {range: 330 mV, maximum: 329.9999 mV, resolution: 100 nV, of_reading: 20 ppm, constant: 1 µV}
      - {range: 3.3 V, maximum: 3.299999 V, resolution: 1 µV, of_reading: 11 ppm, constant: 2 µV}
      - {range: 33 V, maximum: 32.99999 V, resolution: 10 µV, of_reading: 12 ppm, constant: 20 µV}
"""

CERTIFICATE = """\
calbench: standard/1
number: DC-1
issuer: {zh: 计量院, en: Metrology institute}
instrument: {maker: Fluke, model: 5522A, serial: "1"}
issued: 2026-03-02
due: 2027-03-01
functions:
  dc_voltage:
    drift: 5 ppm
    ranges:
      - range: 330 mV
        pairs:
          - {setting: 10 mV, actual: 10.0001 mV, U: 0.4 µV, k: 2}
          - {setting: 100 mV, actual: 100.0002 mV, U: 0.6 µV, k: 2}
      - range: 3.3 V
        pairs:
          - {setting: 1 V, actual: 1.000002 V, U: 3 µV, k: 2}
      - range: 33 V
        pairs:
          - {setting: -10 V, actual: -10.00002 V, U: 40 µV, k: 2}
          - {setting: -5 V, actual: -5.00001 V, U: 20 µV, k: 2}
          - {setting: 5 V, actual: 5.00001 V, U: 20 µV, k: 2}
          - {setting: 10 V, actual: 10.00002 V, U: 40 µV, k: 2}
"""

ALL_OF_A_METER = """\
calbench: instrument/1
maker: Test
model: M6
title: {zh: 数字多用表, en: multimeter}
source: {document: a test, edition: "1"}
verified: false
interval: 1 year
temperature: 23 °C ± 5 °C
identity: {makers: [Test], model: M6}
functions:
  dc_voltage:
    basic_range: 10 V
    coverage: {distribution: rectangular}
    terminals: INPUT HI LO
    ranges:
      - {range: 10 V, maximum: 12 V, resolution: 10 µV, of_reading: 0.0040 %, of_range: 0.0010 %}
      - {range: 1000 V, maximum: 1000 V, resolution: 1 mV, of_reading: 0.0050 %, of_range: 0.0010 %}
  ac_voltage:
    basic_range: 10 V
    coverage: {distribution: rectangular}
    terminals: INPUT HI LO
    volt_hertz: 1e7 V·Hz
    ranges:
      - range: 10 V
        maximum: 12 V
        resolution: 10 µV
        bands:
          - {frequency: 10 Hz .. 20 kHz, of_reading: 0.06 %, of_range: 0.03 %}
          - {frequency: 20 kHz .. 100 kHz, of_reading: 0.60 %, of_range: 0.08 %}
      - range: 700 V
        maximum: 700 V
        resolution: 1 mV
        bands:
          - {frequency: 10 Hz .. 20 kHz, of_reading: 0.10 %, of_range: 0.05 %}
          - {frequency: 20 kHz .. 50 kHz, of_reading: 0.20 %, of_range: 0.05 %, maximum: 300 V}
  dc_current:
    basic_range: 100 mA
    coverage: {distribution: rectangular}
    terminals: CURRENT 3 A
    ranges:
      - {range: 100 mA, maximum: 120 mA, resolution: 100 nA, of_reading: 0.050 %, of_range: 0.005 %}
      - {range: 10 A, maximum: 10 A, resolution: 10 µA, of_reading: 0.150 %, of_range: 0.020 %, terminals: CURRENT 10 A}
  resistance_4w:
    basic_range: 10 kΩ
    coverage: {distribution: rectangular}
    terminals: INPUT HI LO
    ranges:
      - {range: 100 Ω, maximum: 120 Ω, resolution: 100 µΩ, of_reading: 0.010 %, of_range: 0.004 %}
      - {range: 10 kΩ, maximum: 12 kΩ, resolution: 10 mΩ, of_reading: 0.010 %, of_range: 0.001 %}
"""
"""A meter of four functions: terminals that change with the range, bands, a limit of volts times hertz."""

ALL_OF_A_CALIBRATOR = """\
calbench: instrument/1
maker: Test
model: C5
title: {zh: 校准器, en: calibrator}
source: {document: a test, edition: "1"}
verified: false
interval: 1 year
temperature: 23 °C ± 5 °C
identity: {makers: [Test], model: C5}
functions:
  dc_voltage:
    coverage: {distribution: normal, probability: 99 %}
    terminals: NORMAL
    ranges:
      - {range: 33 V, maximum: 32.99999 V, resolution: 10 µV, of_reading: 12 ppm, constant: 20 µV}
      - {range: 1000 V, maximum: 1020 V, resolution: 1 mV, of_reading: 12 ppm, constant: 1 mV}
  ac_voltage:
    coverage: {distribution: normal, probability: 99 %}
    terminals: NORMAL
    ranges:
      - range: 33 V
        maximum: 32.9999 V
        resolution: 100 µV
        bands:
          - {frequency: 10 Hz .. 45 Hz, of_reading: 300 ppm, constant: 600 µV}
          - {frequency: 45 Hz .. 100 kHz, of_reading: 150 ppm, constant: 600 µV}
      - range: 1000 V
        maximum: 1020 V
        resolution: 10 mV
        bands: [{frequency: 45 Hz .. 10 kHz, of_reading: 100 ppm, constant: 10 mV}]
  dc_current:
    coverage: {distribution: normal, probability: 99 %}
    terminals: AUX
    ranges:
      - {range: 330 mA, maximum: 329.999 mA, resolution: 1 µA, of_reading: 100 ppm, constant: 2 µA}
      - {range: 11 A, maximum: 10.9999 A, resolution: 100 µA, of_reading: 500 ppm, constant: 500 µA, terminals: 20 A}
  resistance_4w:
    coverage: {distribution: normal, probability: 99 %}
    terminals: NORMAL
    ranges:
      - {range: 110 Ω, maximum: 109.9999 Ω, resolution: 0.1 mΩ, of_reading: 20 ppm, constant: 1 mΩ}
      - {range: 11 kΩ, maximum: 10.99999 kΩ, resolution: 10 mΩ, of_reading: 20 ppm, constant: 20 mΩ}
"""
"""A calibrator of the same functions, which gives every value of its ranges."""

FIXED_RESISTORS = """\
  resistance_4w:
    coverage: {distribution: rectangular}
    terminals: OHMS
    ranges:
      - {range: 0 Ω, maximum: 0 Ω, fixed: true, resolution: 1 µΩ, constant: 40 µΩ}
      - {range: 10 Ω, maximum: 10 Ω, fixed: true, resolution: 1 µΩ, of_reading: 20 ppm}
      - {range: 19 Ω, maximum: 19 Ω, fixed: true, resolution: 1 µΩ, of_reading: 20 ppm}
      - {range: 100 Ω, maximum: 100 Ω, fixed: true, resolution: 10 µΩ, of_reading: 10 ppm}
      - {range: 10 kΩ, maximum: 10 kΩ, fixed: true, resolution: 1 mΩ, of_reading: 8 ppm}
      - {range: 19 kΩ, maximum: 19 kΩ, fixed: true, resolution: 1 mΩ, of_reading: 8 ppm}
"""
"""What stands in the place of a calibrator's resistance when it has resistors of a few values."""

Read = Callable[..., Document[Procedure]]
Bind = Callable[..., Mapping[str, BoundInstrument]]
TODAY = date(2026, 11, 21)


@pytest.fixture
def today() -> date:
    """Return a day on which the certificate is in date."""
    return TODAY


@pytest.fixture
def base() -> str:
    """Return the text of a procedure without a mistake."""
    return PROCEDURE


def changed(text: str, *changes: tuple[str, str]) -> str:
    """Return a text with each first passage replaced; each must be there."""
    for old, new in changes:
        assert old in text, f"{old!r} is not in the text"
        text = text.replace(old, new, 1)
    return text


@pytest.fixture
def read() -> Read:
    """Return a reader of the base procedure with some changes."""
    return lambda *changes: checked(parse_procedure("p.yaml", changed(PROCEDURE, *changes).encode()))


@pytest.fixture
def bind() -> Bind:
    """Return a maker of the bench with changed files and limits."""

    def make(
        meter: tuple[tuple[str, str], ...] = (),
        calibrator: tuple[tuple[str, str], ...] = (),
        certificate: tuple[tuple[str, str], ...] | None = (),
        limits: Mapping[str, str] | None = None,
        meter_limits: Mapping[str, str] | None = None,
        simulated: bool = False,
        by_person: bool = False,
    ) -> Mapping[str, BoundInstrument]:
        standard = None
        if certificate is not None:
            content = changed(CERTIFICATE, *certificate).encode()
            standard = parse("standard.yaml", content, StandardCertificate).model
        return {
            "source": BoundInstrument(
                "calibrator", _record(CALIBRATOR, calibrator), standard, _limits(limits), simulated
            ),
            "uut": BoundInstrument("meter", _record(METER, meter), None, _limits(meter_limits), simulated, by_person),
        }

    return make


@pytest.fixture
def instrument() -> Callable[..., BoundInstrument]:
    """Return a maker of an instrument on a bench: `meter`, `calibrator`, or the text of its type record."""
    texts = {"meter": ALL_OF_A_METER, "calibrator": ALL_OF_A_CALIBRATOR, "resistors": _with_resistors()}

    def make(
        kind: str,
        *changes: tuple[str, str],
        name: str = "",
        limits: Mapping[str, str] | None = None,
        by_person: bool = False,
        functions: str = "",
    ) -> BoundInstrument:
        record = _record(texts[kind], changes)
        text = CERTIFICATE.partition("functions:")[0] + (f"functions:\n{functions}" if functions else "")
        standard = parse("standard.yaml", text.encode(), StandardCertificate).model
        return BoundInstrument(name or kind, record, standard, _limits(limits), False, by_person)

    return make


def _with_resistors() -> str:
    before, _, _ = ALL_OF_A_CALIBRATOR.partition("  resistance_4w:")
    return before + FIXED_RESISTORS


def _record(text: str, changes: tuple[tuple[str, str], ...]) -> TypeRecord:
    return parse("type.yaml", changed(text, *changes).encode(), TypeRecord).model


def _limits(limits: Mapping[str, str] | None) -> dict[str, Quantity]:
    return {name: Quantity.parse(text) for name, text in (limits or {}).items()}
