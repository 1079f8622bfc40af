from __future__ import annotations

from decimal import Decimal

import pytest

from sim_instruments.dialects.scpi_errors import ErrorEntry, ErrorQueue, ScpiError, event_of
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
        ("TRIG:COUN,1", -103),
        ("SAMPLECOUNTER 1", -112),
        ("VOLT:DC:RANG 1,,2", -102),
        ("123", -102),
        ("VÖLT", -101),
        ("ÖVOLT", -101),
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
        ("10 VOLT", -131),
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


@pytest.mark.parametrize(
    ("unit", "text", "value"),
    [
        ("A", "10 MA", "0.01"),
        ("A", "3UA", "3E-6"),
        ("OHM", "1 MOHM", "1E6"),
        ("OHM", "4.7KOHM", "4700"),
        ("HZ", "1MHZ", "1E6"),
        ("HZ", "50 KHZ", "5E4"),
        ("S", "500 MS", "0.5"),
        ("S", "20US", "2E-5"),
        ("V", "1 MAV", "1E6"),
        ("F", "1 NF", "1E-9"),
    ],
)
def test_a_suffix_multiplies_and_m_is_milli_but_for_ohms_and_hertz(unit, text, value):
    bounds = Bounds(Decimal(0), Decimal("1E12"), unit=unit)
    assert Arguments((text,)).number(bounds) == Decimal(value)


@pytest.mark.parametrize(("text", "value"), [("#H1F", 31), ("#q17", 15), ("#B1010", 10), ("31.4", 31), ("3.15E1", 32)])
def test_registers_take_numbers_of_other_bases_and_round(text, value):
    assert Arguments((text,)).integer(Bounds(Decimal(0), Decimal(255))) == value


@pytest.mark.parametrize(("text", "on"), [("ON", True), ("off", False), ("1", True), ("0.4", False), ("-2", True)])
def test_what_does_not_round_to_zero_is_on(text, on):
    assert Arguments((text,)).boolean() is on


def test_a_range_may_be_asked_for_below_the_smallest_while_min_means_the_smallest():
    bounds = Bounds(Decimal(100), Decimal("1E8"), lowest=Decimal(0))
    assert Arguments(("1",)).number(bounds) == 1
    assert Arguments(("MIN",)).number(bounds) == 100
    assert refused(lambda: Arguments(("-1",)).number(bounds)) == -222


def test_infinity_and_auto_are_words_only_where_they_mean_something():
    bounds = Bounds(Decimal(1), Decimal(10), infinite=True, automatic=Decimal(7))
    assert Arguments(("INF",)).number(bounds).is_infinite()
    assert Arguments(("infinity",)).number(bounds).is_infinite()
    assert Arguments(("AUTO",)).number(bounds) == 7
    assert refused(lambda: Arguments(("AUTO",)).number(VOLTS)) == -104


def test_a_doubled_mark_in_a_string_is_one_mark():
    assert Arguments(("'it''s'",)).string() == "it's"
    assert refused(lambda: Arguments(("word",)).string()) == -104


def test_a_channel_list_is_one_parameter():
    (unit,) = program_units("ROUT:SCAN:CRE (@1:3, 5,7)")
    assert len(unit.arguments) == 1
    assert Arguments(unit.arguments).channels() == "1:3,5,7"
    assert refused(lambda: Arguments(("1:3",)).channels()) == -171


def test_missing_and_surplus_parameters_have_their_own_numbers():
    assert refused(lambda: Arguments(()).number(VOLTS)) == -109
    assert refused(Arguments(("1",)).end) == -108


@pytest.fixture
def tree():
    done = []
    commands = {
        name: (lambda arguments, name=name: done.append((name, *arguments.suffixes) if arguments.suffixes else name))
        for name in (
            "[SENSe:]VOLTage[:DC]:RANGe[:UPPer]",
            "[SENSe:]VOLTage[:DC]:RANGe:AUTO",
            "[SENSe:]VOLTage[:DC]:NPLCycles",
            "INITiate[:IMMediate]",
            "READ?",
            "TRIGger:TIMer<4>:DELay",
            "INPut<1>:COUPling",
            "[SENSe:]DATA2?",
            "*CLS",
        )
    }
    tree = CommandTree(commands)

    def walk(message: str) -> list[str]:
        position = tree.root
        for unit in program_units(message):
            handler, suffixes, position = tree.resolve(unit, position)
            handler(Arguments((), suffixes))
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


@pytest.mark.parametrize(
    ("header", "suffix"), [("TRIG:TIM3:DEL", 3), ("TRIGGER:TIMER4:DELAY", 4), ("TRIG:TIM:DEL", 1), ("INP1:COUP", 1)]
)
def test_a_mnemonic_may_carry_a_numeric_suffix_which_is_1_when_it_is_left_out(tree, header, suffix):
    assert tree(header)[0][1] == suffix


@pytest.mark.parametrize("header", ["TRIG:TIM5:DEL", "TRIG:TIM0:DEL", "INP2:COUP"])
def test_a_suffix_beyond_what_the_instrument_has_is_refused(tree, header):
    assert refused(lambda: tree(header)) == -114


def test_a_digit_that_belongs_to_the_mnemonic_is_no_suffix(tree):
    assert tree("DATA2?") == ["[SENSe:]DATA2?"]
    assert refused(lambda: tree("DATA3?")) == -113
    assert refused(lambda: tree("READ1?")) == -113


def test_a_node_that_was_left_out_is_no_place_to_go_on_from(tree):
    assert tree("VOLT:NPLC;:VOLT:RANG;NPLC;RANG:AUTO") == [
        "[SENSe:]VOLTage[:DC]:NPLCycles",
        "[SENSe:]VOLTage[:DC]:RANGe[:UPPer]",
        "[SENSe:]VOLTage[:DC]:NPLCycles",
        "[SENSe:]VOLTage[:DC]:RANGe:AUTO",
    ]
    assert tree("VOLT:RANG:AUTO;:VOLT:NPLC;:INIT")[-1] == "INITiate[:IMMediate]"


@pytest.mark.parametrize("message", ["VOLT:DC:RANG:AUTO;VOLT:NPLC", "VOLT", "READ", "INIT?", "FOO?", "DC:RANG", "*FOO"])
def test_a_header_that_is_not_in_the_tree_at_this_place_is_undefined(tree, message):
    assert refused(lambda: tree(message)) == -113


@pytest.mark.parametrize("depth", [10, 20])
def test_the_last_entry_of_a_full_queue_says_that_more_came(depth):
    queue = ErrorQueue(depth)
    for _ in range(depth + 5):
        queue.put(ErrorEntry(-113))
    taken = [queue.take().number for _ in range(depth + 1)]
    assert taken == [-113] * (depth - 1) + [-350, 0]


@pytest.mark.parametrize(("number", "bit"), [(-113, 32), (-222, 16), (-350, 8), (-410, 4), (521, 8)])
def test_each_class_of_error_has_its_bit(number, bit):
    assert event_of(number) == bit
