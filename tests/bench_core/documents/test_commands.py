"""The `commands:` of a type record: what is described is followed without a guess, and every mistake has its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench_core.documents.commands import IndicatorCommands, SourceCommands
from bench_core.documents.instrument import TypeRecord
from bench_core.documents.model import load, parse
from bench_core.documents.templates import Template
from bench_core.errors import DocumentInvalid

DESCRIBED = Path(__file__).parents[2] / "drivers" / "generic"
METER = (DESCRIBED / "dmm.yaml").read_text("utf-8")
SOURCE = (DESCRIBED / "supply.yaml").read_text("utf-8")
WATCHED = (DESCRIBED / "n6700.yaml").read_text("utf-8")


def test_a_described_meter_and_a_described_source_are_told_apart() -> None:
    assert isinstance(load(DESCRIBED / "dmm.yaml", TypeRecord).model.commands, IndicatorCommands)
    assert isinstance(load(DESCRIBED / "supply.yaml", TypeRecord).model.commands, SourceCommands)


def test_a_type_record_without_commands_has_a_driver_of_its_own() -> None:
    text = METER[: METER.index("commands:")]
    assert parse("dmm.yaml", text.encode(), TypeRecord).model.commands is None


def test_the_places_of_a_command_are_filled_with_numbers() -> None:
    template = Template.parse("OUT {value} V, {frequency} HZ")
    assert template.places == {"value", "frequency"}
    assert template.fill({"value": "1.5", "frequency": "1000", "range": "10"}) == "OUT 1.5 V, 1000 HZ"


def mistakes(text: str, before: str, after: str) -> list[str]:
    assert text.count(before) >= 1, before
    with pytest.raises(DocumentInvalid) as refused:
        parse("type.yaml", text.replace(before, after, 1).encode(), TypeRecord)
    return str(refused.value).splitlines()


@pytest.mark.parametrize(
    ("before", "after", "where", "words"),
    [
        ("  serves: indicator\n", "", "25:1", "missing key 'serves'"),
        ("serves: indicator", "serves: meter", "26:11", "expected indicator or source, found 'meter'"),
        ("  ieee_488_2: true\n", "", "25:1", "does it speak IEEE 488.2? (add ieee_488_2: true where"),
        ('  errors: {ask: "SYST:ERR?", depth: 20}\n', "", "25:1", "no word of its error queue"),
        ('errors: {ask: "SYST:ERR?", depth: 20}', "errors: unknown", "28:11", "'unknown' is no error queue"),
        ("depth: 20", "depth: 0", "28:37", "0 is no depth of a queue"),
        ('"*CLS"]', '"*OPC?"]', "29:26", "'*OPC?' is a question, not a command"),
        ('["*RST", "*CLS"]', "[]", "29:12", "at least 1 expected, found 0"),
        ('"*CLS"]', '"OUT 1 µV"]', "29:28", "'µ' cannot be sent"),
        ('"*RST", "*CLS"', '"RANG {range}"', "29:19", "{range} is not known here"),
        ('  indicate: {ask: "READ?", overload: 9.9E37}\n', "", "31:5", "dc_voltage has no question for an indication"),
        (", overload: 9.9E37", "", "30:3", "what does it answer when the input is beyond the range?"),
        ("overload: 9.9E37", "overload: 1 V", "30:38", "1 V is no plain number above 0"),
        ("overload: 9.9E37", "overload: -1", "30:38", "-1 is no plain number above 0"),
        ('"READ?",', '"READ?", field: 0,', "30:35", "0 is no field of a reply"),
        ("DC {range}", "DC {rnage}", "33:30", "unknown place {rnage} in a command (did you mean"),
        ("DC {range}", "DC {value}", "33:30", "{value} has no value in dc_voltage"),
        ("DC {range}", "DC {frequency}", "33:30", "{frequency} has no value in dc_voltage"),
        ("DC {range}", "DC {range", "33:30", "a single '{'"),
        ("DC {range}", "DC 10", "33:15", "{range} is never sent"),
        ('        - {ask: "VOLT:DC:RANG?", expect: "{range}"}\n', "", "32:5", "range is set, but not read back"),
        (", expect: 10}", "}", "38:11", "a question without what it must answer"),
        ("""'"VOLT:AC"'""", """'"VOLT"'""", "39:5", "no answer tells ac_voltage from dc_voltage"),
        ("age:\n      select", "age:\n      unit: mA\n      select", "33:13", "mA is no unit of DC voltage"),
        ("age:\n      select", "age:\n      unit: VV\n      select", "33:13", "unknown unit 'VV'"),
        ('select: ["CONF:VOLT:DC', 'source: ["CONF:VOLT:DC', "33:7", "unknown key 'source'"),
        ("serves: indicator", "serves: indicator\n  terminator: CR", "27:15", "expected LF or CR LF, found 'CR'"),
    ],
)  # fmt: skip
def test_each_mistake_in_a_described_meter_has_its_place(before: str, after: str, where: str, words: str) -> None:
    found = mistakes(METER, before, after)
    assert any(line.startswith(f"type.yaml:{where}: {words}") for line in found), found


@pytest.mark.parametrize(
    ("before", "after", "where", "words"),
    [
        ('    safe: ["OUTP OFF"]\n', "", "37:3", "a source without its safe command"),
        ('safe: ["OUTP OFF"]', "safe: []", "39:11", "at least 1 expected"),
        ('    ask: "OUTP?"\n', "", "37:3", "a source that cannot be asked whether its output is on"),
        ("    on: ON\n", "", "37:3", "what does it answer when the output is on?"),
        ("    off: OFF\n", "", "37:3", "what does it answer when the output is off?"),
        ("off: OFF", "off: ON", "42:10", "on and off are both 'ON'"),
        ('    settled: {ask: "*OPC?", expect: 1}\n', "", "37:3", "how does it tell that it has settled?"),
        ('      setting: {ask: "VOLT?"}\n', "", "45:5", "a source that cannot be asked what it is set to"),
        ('"VOLT {value}"]', '"VOLT 5"]', "46:15", "{value} is never sent"),
        ('"FREQ {frequency}", ', "", "50:15", "{frequency} is never sent"),
        (', {ask: "FREQ?", expect: "{frequency}"}', "", "49:5", "frequency is set, but not read back"),
        ("expect: AC", "expect: DC", "49:5", "no answer tells ac_voltage from dc_voltage"),
        ('"OUTP ON"', '"VOLT {value}"', "38:21", "{value} is not known here"),
    ],
)  # fmt: skip
def test_each_mistake_in_a_described_source_has_its_place(before: str, after: str, where: str, words: str) -> None:
    found = mistakes(SOURCE, before, after)
    assert any(line.startswith(f"type.yaml:{where}: {words}") for line in found), found


@pytest.mark.parametrize(
    ("before", "after", "where", "words"),
    [
        ("    time: 60 s\n", "", "29:3", "after which time does it act?"),
        ("    time: 60 s", "    time: 60 V", "31:11", "60 V is no time"),
        ("    time: 60 s", "    time: 9 s", "31:11", "9 s may pass between two exchanges of a run"),
        ('    keep_alive: "*STB?"\n', "", "29:3", "what keeps it from acting?"),
        ('    off: ["OUTP:PROT:WDOG OFF"]\n', "", "29:3", "how is it switched off?"),
        ('"OUTP:PROT:WDOG ON"', '"OUTP:PROT:WDOG?"', "30:51", "'OUTP:PROT:WDOG?' is a question, not a command"),
        ("safe_within: 500 ms", "safe_within: 0 s", "28:18", "0 s is not above 0"),
        ("safe_within: 500 ms", "safe_within: 5 V", "28:18", "5 V is no time"),
    ],
)  # fmt: skip
def test_each_mistake_in_a_watchdog_has_its_place(before: str, after: str, where: str, words: str) -> None:
    found = mistakes(WATCHED, before, after)
    assert any(line.startswith(f"type.yaml:{where}: {words}") for line in found), found


def test_a_function_has_ranges_and_commands_or_neither() -> None:
    commands = METER[METER.index("    ac_voltage:\n      select") :]
    assert mistakes(METER, commands, "")[0].startswith("type.yaml:17:3: ac_voltage has no commands (add it")
    ranges = METER[METER.index("  ac_voltage:\n    coverage") : METER.index("commands:")]
    assert mistakes(METER, ranges, "")[0].startswith("type.yaml:31:5: ac_voltage has commands, but no ranges (add it")


def test_a_source_without_its_output_is_refused() -> None:
    begin, end = SOURCE.index("  output:"), SOURCE.index("  functions:\n    dc_voltage:\n      source")
    assert "a source without its output (add output:" in mistakes(SOURCE, SOURCE[begin:end], "")[0]


def test_all_mistakes_are_told_at_once() -> None:
    text = METER.replace("  ieee_488_2: true\n", "")
    found = mistakes(text, "CONF:VOLT:DC {range}", "CONF:VOLT:DC?")
    assert len(found) >= 2
