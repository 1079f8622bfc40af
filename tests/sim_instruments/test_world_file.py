from __future__ import annotations

from fractions import Fraction

import pytest

from bench_core.documents.model import parse
from bench_core.errors import DocumentInvalid
from sim_instruments.world_file import WorldFile

HEAD = "calbench: world/1\nworld: w\ninstruments:\n"


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
        ("  m: {simulates: keysight.34401a, faults: [{kind: silnet}]}\n", 4, "did you mean 'silent'?"),
        ("  m: {simulates: keysight.34401a, faults: [{kind: late}]}\n", 4, "needs its delay"),
        ("  m: {simulates: keysight.34401a, faults: [{kind: silent, delay: 1 s}]}\n", 4, "has no delay"),
        ("  m: {simulates: keysight.34401a, faults: [{kind: silent, after: 3}]}\n", 4, "12 messages"),
        ("  m: {simulates: keysight.34401a, faults: [{kind: silent, at: 3 V}]}\n", 4, "is no time"),
        ("  {}\n", 4, "at least 1"),
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
