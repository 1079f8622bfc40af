from __future__ import annotations

from decimal import Decimal

import pytest

from sim_instruments.dialects.scpi_errors import ErrorQueue, ScpiError, event_of
from sim_instruments.dialects.scpi_message import program_units
from sim_instruments.dialects.scpi_parameters import Arguments, Bounds, matches
from sim_instruments.dialects.scpi_tree import CommandTree


def refused(call) -> int:
    with pytest.raises(ScpiError) as caught:
        call()
    return caught.value.number


def test_a_message_falls_into_units_outside_quotation_marks():
    units = list(program_units('DISP:TEXT "a;b,""c""";:VOLT:DC:RANG? MAX ;*CLS;'))
    assert [unit.mnemonics for unit in units] == [("DISP", "TEXT"), ("VOLT", "DC", "RANG"), ("*CLS",)]
    assert units[0].arguments == ('"a;b,""c"""',)
    assert units[1].from_root
    assert units[1].query
    assert units[2].common


@pytest.mark.parametrize(
    ("message", "number"),
    [
        ("?", -102),
        ("VOLT::DC", -102),
        ("READ??", -102),
        ("VOLT:DC:RANG 1,,2", -102),
        ("123", -102),
        ("VÖLT", -102),
        ('DISP:TEXT "abc', -151),
        ("*IDN ?", None),
    ],
)
def test_what_is_no_header_is_a_syntax_error(message, number):
    if number is None:
        assert not next(program_units(message)).query
    else:
        assert refused(lambda: list(program_units(message))) == number


@pytest.mark.parametrize("word", ["IMM", "IMMEDIATE"])
def test_short_and_long_form_match(word):
    assert matches("IMMediate", word)


@pytest.mark.parametrize("word", ["IM", "IMME", "IMMEDIAT", "IMMEDIATES", ""])
def test_no_length_between_short_and_long_form_matches(word):
    assert not matches("IMMediate", word)


VOLTS = Bounds(Decimal(0), Decimal(1000), Decimal(10), "V")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("10", 10),
        ("1e1 V", 10),
        ("100MV", "0.1"),
        ("1 kv", 1000),
        (".5", "0.5"),
        ("MIN", 0),
        ("maximum", 1000),
        ("DEF", 10),
    ],
)
def test_a_number_may_carry_a_suffix_or_be_a_word(text, value):
    assert Arguments((text,)).number(VOLTS) == Decimal(value)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1001", -222),
        ("-1", -222),
        ("INF", -104),
        ("abc", -104),
        ('"10"', -104),
        ("10 A", -131),
        ("1e99", -123),
        ("1E99999999999999999999", -123),
        ("1,0", -104),
        ("NAN", -104),
        ("0x10", -104),
        ("٣", -104),
    ],
)
def test_what_is_no_number_of_this_command_is_refused(text, number):
    assert refused(lambda: Arguments((text,)).number(VOLTS)) == number


def test_a_number_without_unit_takes_no_suffix():
    assert refused(lambda: Arguments(("1 V",)).number(Bounds(Decimal(0), Decimal(1)))) == -138


def test_missing_and_surplus_parameters_have_their_own_numbers():
    assert refused(lambda: Arguments(()).number(VOLTS)) == -109
    assert refused(Arguments(("1",)).end) == -108


@pytest.fixture
def tree():
    done = []
    commands = {
        name: (lambda _, name=name: done.append(name))
        for name in (
            "[SENSe:]VOLTage[:DC]:RANGe[:UPPer]",
            "[SENSe:]VOLTage[:DC]:RANGe:AUTO",
            "[SENSe:]VOLTage[:DC]:NPLCycles",
            "INITiate[:IMMediate]",
            "READ?",
            "*CLS",
        )
    }
    tree = CommandTree(commands)

    def walk(message: str) -> list[str]:
        position = tree.root
        for unit in program_units(message):
            handler, position = tree.resolve(unit, position)
            handler(Arguments(()))
        return done

    return walk


@pytest.mark.parametrize(
    "header",
    ["VOLT:RANG", "volt:dc:range", "SENS:VOLT:DC:RANG:UPP", ":SENSe:VOLTage:RANGe:UPPer", "Volt:Rang:Upp"],
)
def test_optional_nodes_may_be_left_out_in_any_case(tree, header):
    assert tree(header) == ["[SENSe:]VOLTage[:DC]:RANGe[:UPPer]"]


@pytest.mark.parametrize("separated", ["VOLT:DC:RANG:AUTO;UPP", "VOLT:RANG:AUTO;UPP", "VOLT:RANG:AUTO;*CLS;UPP"])
def test_a_semicolon_keeps_the_place_in_the_tree_and_common_commands_do_not_move_it(tree, separated):
    assert tree(separated)[-1] == "[SENSe:]VOLTage[:DC]:RANGe[:UPPer]"


def test_a_colon_returns_to_the_root(tree):
    assert tree("VOLT:DC:RANG:AUTO;:INIT;:VOLT:NPLC")[1:] == ["INITiate[:IMMediate]", "[SENSe:]VOLTage[:DC]:NPLCycles"]


@pytest.mark.parametrize("message", ["VOLT:DC:RANG:AUTO;VOLT:NPLC", "VOLT", "READ", "INIT?", "FOO?", "DC:RANG", "*FOO"])
def test_a_header_that_is_not_in_the_tree_at_this_place_is_undefined(tree, message):
    assert refused(lambda: tree(message)) == -113


def test_the_last_entry_of_a_full_queue_says_that_more_came():
    queue = ErrorQueue(20)
    for _ in range(25):
        queue.put(-113)
    taken = [queue.take() for _ in range(21)]
    assert taken == [-113] * 19 + [-350, 0]


@pytest.mark.parametrize(("number", "bit"), [(-113, 32), (-222, 16), (-350, 8), (-410, 4), (521, 8)])
def test_each_class_of_error_has_its_bit(number, bit):
    assert event_of(number) == bit
