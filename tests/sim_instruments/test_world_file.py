from __future__ import annotations

from fractions import Fraction

import pytest

from bench_core.documents.model import parse
from bench_core.errors import DocumentInvalid
from sim_instruments.world_file import WorldFile

HEAD = "calbench: world/1\nworld: w\ninstruments:\n"
PAIR = "  a: {simulates: fluke.5522a}\n  b: {simulates: keysight.34401a}\n"
ROW = "  m: {{simulates: keysight.34401a, hidden: {{ac_voltage: [{}]}}}}\n"


def read(text: str) -> WorldFile:
    return parse("world.yaml", text.encode(), WorldFile).model


def test_hidden_errors_come_in_si_units():
    file = read(
        HEAD + "  meter: {simulates: keysight.34401a, hidden: {dc_voltage: "
        "[{range: 100 mV, gain: 4 ppm, offset: 2 µV, linearity: 1 ppm, noise: 300 nV}]}}\n"
    )
    errors = file.instruments["meter"].hidden_table().of("dc_voltage", Fraction(1, 10))
    assert (errors.gain, errors.offset, errors.linearity, errors.noise) == (4e-6, 2e-6, 1e-6, 3e-7)
    assert file.seed == 1


def test_a_frequency_response_and_a_characterised_value_come_in_si_units():
    row = "{range: 10 V, flatness: {1 kHz: 0 ppm, 100 kHz: -0.1 %}}"
    errors = read(HEAD + ROW.format(row)).instruments["m"].hidden_table().of("ac_voltage", Fraction(10))
    assert errors.flatness == ((1e3, 0.0), (1e5, -1e-3))
    text = "  c: {simulates: fluke.5730a, hidden: {resistance: [{range: 10 kΩ, characterised: 9.99987 kΩ}]}}\n"
    errors = read(HEAD + text).instruments["c"].hidden_table().of("resistance", Fraction(10000))
    assert errors.characterised == Fraction("9999.87")


def test_two_leads_may_end_at_two_pairs_of_terminals():
    ends = ("{from: a, to: b, terminals: {b: INPUT HI LO}}", "{from: a, to: b, terminals: {b: CURRENT 3 A}, wires: 2}")
    assert [lead.wires for lead in read(HEAD + PAIR + f"wiring: [{', '.join(ends)}]\n").wiring] == [4, 2]


def test_the_mains_have_50_hz_unless_60_hz_is_written():
    assert read(HEAD + PAIR).mains.si == 50
    assert read(HEAD + PAIR + "mains: 60 Hz\n").mains.si == 60


@pytest.mark.parametrize(
    ("body", "line", "words"),
    [
        ("  meter: {simulates: keysight.34410a}\n", 4, "nothing simulates 'keysight.34410a'"),
        ("  meter: {simulates: keysight.34401a, serail: '1'}\n", 4, "did you mean 'serial'?"),
        ("  meter: {simulates: keysight.34401a, serial: 'A,B'}\n", 4, "is no serial number"),
        ("  meter: {simulates: keysight.34401a, settling: 2 V}\n", 4, "is no time"),
        ("  meter: {simulates: keysight.34401a, port: 70000}\n", 4, "65535"),
        ("  meter:\n    simulates: keysight.34401a\n    hidden: {dc_volts: []}\n", 6, "unknown function 'dc_volts'"),
        (
            (
                "  meter:\n    simulates: keysight.34401a\n    hidden:\n      dc_voltage:\n"
                "        - {range: 1 V}\n        - {range: 10 A, offset: 1 V}\n"
            ),
            9,
            "10 A is no DC voltage",
        ),
        (
            "  meter:\n    simulates: keysight.34401a\n    hidden: {dc_voltage: [{range: 1 V}, {range: 1000 mV}]}\n",
            6,
            "stands twice",
        ),
        ("  meter: {simulates: keysight.34401a}\nwiring: [{from: metre, to: meter}]\n", 5, "no instrument 'metre'"),
        (
            (
                "  a: {simulates: fluke.5522a}\n  b: {simulates: keysight.34401a}\n"
                "wiring: [{from: a, to: b, thermal_emf: 1 A}]\n"
            ),
            6,
            "is not a voltage",
        ),
        (
            (
                "  a: {simulates: fluke.5522a}\n  b: {simulates: keysight.34401a}\n"
                "wiring:\n  - {from: a, to: b}\n  - {from: a, to: b}\n"
            ),
            8,
            "connected twice",
        ),
        (PAIR + "wiring: [{from: a, to: b, resistance: 1 V}]\n", 6, "is no resistance"),
        (PAIR + "wiring: [{from: a, to: b, wires: 3}]\n", 6, "write 2 or 4"),
        (PAIR + "wiring: [{from: a, to: b, terminals: {c: AUX}}]\n", 6, "do not reach 'c'"),
        (
            (
                PAIR + "wiring:\n  - {from: a, to: b, terminals: {b: INPUT HI LO}}\n"
                "  - {from: a, to: b, terminals: {a: AUX}}\n"
            ),
            8,
            "connected twice",
        ),
        ("  a: {simulates: keysight.34401a, remote: terminal}\n", 4, "has no terminal mode"),
        ("  a: {simulates: fluke.5522a, remote: terminl}\n", 4, "'terminal'"),
        ("  a: {simulates: handheld, counts: 10}\n", 4, "100"),
        (ROW.format("{range: 1 V, flatness: {1 V: 1 ppm}}"), 4, "is no frequency"),
        (ROW.format("{range: 1 V, flatness: {2 Hz: 0 ppm, 1 Hz: 0 ppm}}"), 4, "1 Hz does not rise above 2 Hz"),
        (ROW.format("{range: 1 V, flatness: {-1 Hz: 0 ppm}}"), 4, "not above 0"),
        (ROW.format("{range: 1 V, flatness: {1 Hz: 2 mV}}"), 4, "is not a ratio"),
        (ROW.format("{range: 1 V, characterised: 1 A}"), 4, "1 A is no AC voltage"),
        ("  m: {simulates: keysight.34401a, faults: [{kind: silnet}]}\n", 4, "did you mean 'silent'?"),
        ("  m: {simulates: keysight.34401a, faults: [{kind: late}]}\n", 4, "needs its delay"),
        ("  m: {simulates: keysight.34401a, faults: [{kind: silent, delay: 1 s}]}\n", 4, "has no delay"),
        ("  m: {simulates: keysight.34401a, faults: [{kind: silent, after: 3}]}\n", 4, "12 messages"),
        ("  m: {simulates: keysight.34401a, faults: [{kind: silent, at: 3 V}]}\n", 4, "is no time"),
        ("  {}\n", 4, "at least 1"),
        (PAIR + "mains: 55 Hz\n", 6, "55 Hz is no frequency of mains (write 50 Hz or 60 Hz)"),
        (PAIR + "mains: 50 V\n", 6, "50 V is no frequency of mains"),
    ],
)
def test_a_wrong_world_file_is_refused_at_its_line(body, line, words):
    with pytest.raises(DocumentInvalid) as caught:
        read(HEAD + body)
    assert words in str(caught.value)
    assert caught.value.mistakes[0].line == line


def test_another_kind_of_file_is_refused():
    with pytest.raises(DocumentInvalid, match="this file is bench/1, expected world/1"):
        read("calbench: bench/1\n")
