"""The `python:` of a type record is complete, holds names and literals alone, and its mistakes have places."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bench_core.documents.instrument import TypeRecord
from bench_core.documents.model import parse
from bench_core.documents.python_opening import LIBRARIES
from bench_core.documents.python_values import Value
from bench_core.errors import DocumentInvalid

HEAD = """\
calbench: instrument/1
maker: Example
model: M-1
title: {zh: 示例, en: example}
source: {document: "written for a test, nothing checked", edition: none}
verified: false
interval: 1 year
temperature: 23 °C ± 5 °C
identity: {makers: [EXAMPLE], model: M-1}
functions:
  dc_voltage:
    coverage: {distribution: rectangular}
    ranges: [{range: 10 V, maximum: 12 V, resolution: 10 µV, of_reading: 0.005 %}]
  ac_voltage:
    coverage: {distribution: rectangular}
    ranges: [{range: 10 V, maximum: 12 V, resolution: 10 µV, bands: [{frequency: 10 Hz .. 20 kHz, of_reading: 0.1 %}]}]
python:
"""
METER = """\
  serves: indicator
  library: pymeasure
  class: pymeasure.instruments.hp.HP34401A
  open: {options: {read_termination: "\\n"}}
  ieee_488_2: true
  errors: {ask: next_error, depth: 20}
  prepare: [{call: reset}, {call: clear}]
  indicate: {ask: reading, overload: 9.9E37}
  functions:
    dc_voltage:
      select: [{set: function_, to: DCV}, {set: range_, to: "{range}"}, {set: nplc, to: 10}]
    ac_voltage:
      select: [{set: function_, to: ACV}, {call: write, with: ["VOLT:AC:RANG {range}"]}]
      read_back: [{ask: ask, with: ["VOLT:AC:RANG?"], expect: "{range}"}]
"""
SOURCE = """\
  serves: source
  library: qcodes
  class: qcodes.instrument.VisaInstrument
  ieee_488_2: false
  errors: none
  prepare: [{call: reset}]
  output:
    operate: [{set: output, to: true}]
    safe: [{set: output, to: false, reads: none}]
    ask: output
    on: true
    off: false
    settled: {ask: settled, expect: true}
  functions:
    dc_voltage:
      source: [{set: mode, to: DC}, {set: level, to: "{value}"}]
      setting: {ask: level}
    ac_voltage:
      source: [{set: mode, to: AC}, {set: hertz, to: "{frequency}"}, {set: level, to: "{value}"}]
      setting: {ask: level}
"""


def read(mapping, before="", after=""):
    assert before in mapping
    return parse("type.yaml", (HEAD + mapping.replace(before, after, 1)).encode(), TypeRecord).model.python


def mistakes(mapping, before, after):
    with pytest.raises(DocumentInvalid) as caught:
        read(mapping, before, after)
    first = HEAD.count("\n")
    return [f"{one.line - first}:{one.column}: {one.message.en} ({one.hint.en})" for one in caught.value.mistakes]


def test_a_few_lines_say_all_that_is_needed():
    meter, source = read(METER), read(SOURCE)
    assert [proof.ask for proof in meter.functions["dc_voltage"].proofs] == ["function_", "range_", "nplc"]
    assert [proof.ask for proof in meter.functions["ac_voltage"].proofs] == ["function_", "ask"]
    assert source.output.safe[0].expected is None
    assert source.errors is None


def test_a_library_is_opened_its_own_way_with_the_options_of_the_file_added():
    opening = read(METER).opening
    assert [str(one) for one in opening.arguments] == ["{link}"]
    assert {name: str(one) for name, one in opening.options.items()} == {
        "timeout": "{timeout_ms}",
        "read_termination": "\n",
    }
    assert opening.close == "adapter.close"


def test_what_the_file_says_of_the_opening_replaces_what_the_library_does():
    opening = read(METER, "open: {options:", 'open: {call: from_visa, with: ["{name}", "{link}"], options:').opening
    assert (opening.call, [str(one) for one in opening.arguments]) == ("from_visa", ["{name}", "{link}"])
    again = read(METER, "  ieee", '  close: shutdown\n  identity: {ask: query, with: ["*IDN?"]}\n  ieee').opening
    assert (again.close, again.identity.ask) == ("shutdown", "query")


@pytest.mark.parametrize("name", LIBRARIES)
def test_every_library_is_told_how_long_to_wait(name):
    assert LIBRARIES[name].limited
    assert LIBRARIES[name].base


@pytest.mark.parametrize(
    ("text", "plain", "literal"),
    [
        ("true", True, True), ("false", True, False), ("true", False, "true"), ("10", True, 10), ("10", False, "10"),
        ("9.9E37", True, 9.9e37), ("0.1", True, 0.1), ("DCV", True, "DCV"), ("10 V", True, "10 V"), ("", False, ""),
    ],
)  # fmt: skip
def test_a_value_is_a_literal_and_what_is_quoted_is_a_text(text, plain, literal):
    value = Value.parse(text, plain=plain).literal
    assert (type(value), value) == (type(literal), literal)


def test_a_place_alone_keeps_its_kind_and_one_in_a_text_its_digits():
    tenth = {"range": Decimal("0.0000001"), "port": 5025}
    assert Value.parse("{range}").fill(tenth) == 1e-07
    assert Value.parse("RANG {range}").fill(tenth) == "RANG 0.0000001"
    assert Value.parse("{port}").fill(tenth) == 5025
    assert Value.parse("10").fill(tenth) == 10


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("class: pymeasure.instruments.hp.HP34401A", "class: HP34401A", "3:10: 'HP34401A' is no path of a class (wri"),
        ("  class: pymeasure.instruments.hp.HP34401A\n", "", "0:1: which class? (add class: pymeasure.instruments.hp"),
        ("library: pymeasure", "library: pymeasur", "2:12: expected pymeasure or qcodes or instrumentkit, found 'p"),
        ("  library: pymeasure\n", "", "0:1: how is it opened? close: is missing (library: pymeasure, qcodes or in"),
        ("options: {read", "optons: {read", "4:10: unknown key 'optons' (did you mean 'options'?)"),
        ('"\\n"', '"{rnge}"', "4:38: unknown place {rnge} (did you mean 'range'?)"),
        ('"\\n"', '"{range}"', "4:38: {range} is not known here (known here: link, name, host"),
        ("  ieee_488_2: true\n", "", "0:1: does it speak IEEE 488.2? (add ieee_488_2: true where *ESE 5"),
        ("  ieee", "  identity: {ask: id}\n  ieee", "5:3: ieee_488_2: true needs a method that asks any question, by"),
        ("  errors: {ask: next_error, depth: 20}\n", "", "0:1: no word of its error queue (add errors: {ask: next_er"),
        ("errors: {ask: next_error, depth: 20}", "errors: never", "6:11: 'never' is no error queue (write {ask: …, de"),
        ("{call: reset}", "{call: reset()}", "7:20: 'reset()' is no name of a property, parameter or method (write it"),
        ("{call: reset}", "{call: __init__}", "7:20: '__init__' is no name of a property, parameter or method (write"),
        ("{call: reset}", "{call: a.__class__}", "7:20: 'a.__class__' is no name of a property, parameter or method"),
        ("{call: reset}", "{call: reset, to: 1}", "7:27: to: belongs to set: (arguments of a method stand in with:)"),
        ("{call: reset}", "{to: 1}", "7:13: one of set: and call: is needed (write {set: nplc, to: 10}, or"),
        ("{call: reset}", "{set: a, call: b}", "7:13: one of set: and call: is needed (write {set: nplc, to: 10}, or"),
        ("{call: reset}", '{call: reset, with: ["{range}"]}', "7:34: {range} is not known here (values belong to a f"),
        (", overload: 9.9E37", "", "8:3: what does it answer when the input is beyond the range? (add overload: 9.9E"),
        ("to: 10}", "}", "11:73: to what is nplc set? (add to: the value)"),
        ("nplc, to: 10", 'nplc, with: ["10"], to: 10', "11:85: with: belongs to call: (write to: the value)"),
        ('to: "{range}"', "to: 10", "11:15: {range} is never handed over (write it in a step of select:)"),
        ('to: "{range}"', 'to: "{range}", reads: none', "10:5: range is set, but not read back (set a property to '{r"),
        ('to: "{range}"', 'to: "{value}"', "11:61: {value} has no value in dc_voltage (known here: range)"),
        ("to: ACV", "to: DCV", "12:5: no answer tells ac_voltage from dc_voltage (add the same ask: to both, with its"),
        ('expect: "{range}"', "expect: 10", "12:5: range is set, but not read back"),
        ('expect: "{range}"', "", "14:19: a question without what it must answer (add expect: the number, {range}"),
        ("    ac_voltage:", "    resistance:", "resistance has mapping, but no ranges (add it to functions:)"),
        ("  indicate: {ask: reading, overload: 9.9E37}\n", "", "9:5: dc_voltage has no question for an indication"),
    ],
)  # fmt: skip
def test_a_mistake_in_a_mapping_has_its_place_its_words_and_what_to_do(before, after, told):
    found = mistakes(METER, before, after)
    assert any(told in one for one in found), found


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("    safe: [{set: output, to: false, reads: none}]\n", "", "a source without its safe state (add safe:"),
        ("    ask: output\n", "", "a source that cannot be asked whether its output is on (add ask:"),
        ("off: false", "off: true", "on and off are both 'true' (they must differ)"),
        ("    settled: {ask: settled, expect: true}\n", "", "how does it tell that it has settled? (add settled:"),
        ('{set: hertz, to: "{frequency}"}, ', "", "{frequency} is never handed over (write it in a step of source:)"),
        ('hertz, to: "{frequency}"', 'hertz, to: "{frequency}", reads: none', "frequency is set, but not read back"),
        ("      setting: {ask: level}\n    ac", "    ac", "a source that cannot be asked what it is set to"),
        ("ask: output\n", 'ask: output\n    with: ["{value}"]\n', "{value} is not known here (write a literal value)"),
    ],
)  # fmt: skip
def test_a_mistake_in_the_mapping_of_a_source_has_its_words_and_what_to_do(before, after, told):
    found = mistakes(SOURCE, before, after)
    assert any(told in one for one in found), found


def test_a_library_that_would_wait_without_end_is_refused():
    way = '  open: {with: ["{link}"]}\n  close: close\n  identity: {ask: ask, with: ["*IDN?"]}\n'
    opened = METER[METER.index("  library") : METER.index("  ieee")]
    told = mistakes(METER, opened, f"  class: my.Meter\n{way}")
    assert told == ["3:3: nothing tells the library how long to wait for a reply (hand it {timeout_s} or {timeout_ms})"]
    told = mistakes(METER, opened, "  library: instrumentkit\n  class: instruments.Meter\n  open: {afterwards: []}\n")
    assert told == ["4:3: nothing tells the library how long to wait for a reply (hand it {timeout_s} or {timeout_ms})"]


def test_one_type_record_is_described_in_one_way():
    commands = """\
commands:
  serves: indicator
  ieee_488_2: true
  errors: none
  prepare: ["*RST"]
  indicate: {ask: "READ?", overload: 9.9E37}
  functions:
    dc_voltage:
      select: ["RANG {range}"]
      read_back: [{ask: "RANG?", expect: "{range}"}, {ask: "FUNC?", expect: DC}]
    ac_voltage:
      select: ["RANG {range}"]
      read_back: [{ask: "RANG?", expect: "{range}"}, {ask: "FUNC?", expect: AC}]
"""
    with pytest.raises(DocumentInvalid, match="commands: and python: both say how it is told and asked"):
        parse("type.yaml", (HEAD + METER + commands).encode(), TypeRecord)
