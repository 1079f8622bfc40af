from __future__ import annotations

import re

import pytest

from bench_core.errors import LinkTimeout

WORLD = """\
calbench: world/1
world: reference
seed: 5
instruments:
  calibrator: {simulates: fluke.5522a, serial: "1", settling: 0 s}
  meter:
    simulates: fluke.8508a
    serial: "912345678"
    hidden: {dc_voltage: [{range: 20 V, gain: 2 ppm, noise: 1 µV}]}
    faults: [FAULTS]
wiring: [{from: calibrator, to: meter}]
"""
COMMAND_ERROR, EXECUTION_ERROR, QUERY_ERROR = 32, 16, 4
READING = re.compile(r"[+-]\d\.\d+E[+-]\d\d")


@pytest.fixture
def make_reference(tmp_path, make_bench):
    def make(faults=""):
        path = tmp_path / "reference.yaml"
        path.write_text(WORLD.replace("FAULTS", faults), encoding="utf-8")
        return make_bench(path, timeout=200.0)

    return make


@pytest.fixture
def reference(make_reference):
    bench = make_reference()
    bench.ask("meter", "*ESR?")
    return bench


def ask(bench, message: str) -> str:
    return bench.ask("meter", message)


def tell(bench, *messages: str) -> None:
    for message in messages:
        bench.tell("meter", message)


def apply(bench, output: str = "10 V") -> None:
    bench.tell("calibrator", f"OUT {output};OPER")
    bench.ask("calibrator", "*OPC?")


def seconds(bench, message: str) -> float:
    before = bench.clock.now()
    ask(bench, message)
    return bench.clock.now() - before


def test_it_answers_who_it_is(reference):
    assert ask(reference, "*IDN?") == "FLUKE,8508A,912345678,2.10"
    assert ask(reference, "*OPT?;*TST?;*OPC?") == "8508A/01;0;1"


def test_range_and_keywords_may_stand_alone_or_joined_by_commas(reference):
    apply(reference)
    tell(reference, "TRG_SRCE EXT", "DCV 20,FILT_OFF,RESL6,FAST_ON,TWO_WR")
    joined = ask(reference, "X?")
    tell(reference, "DCV AUTO, RESL8", "DCV 20", "DCV FILT_OFF", "DCV RESL6", "dcv fast_on", "DCV TWO_WR")
    assert ask(reference, "X?") == joined
    assert READING.fullmatch(joined)
    assert float(joined) == pytest.approx(10.00002, abs=2e-5)
    assert ask(reference, "*ESR?") == "0"


@pytest.mark.parametrize(
    ("settings", "duration"),
    [
        ("DCV RESL5,FAST_OFF", 0.02),
        ("DCV RESL6,FAST_OFF", 0.32),
        ("DCV RESL7,FAST_ON", 1.28),
        ("DCV RESL7,FAST_OFF", 5.12),
        ("DCV RESL8,FAST_OFF", 20.48),
        ("DCV RESL6,FAST_ON,FILT_ON", 0.52),
        ("TRUE_OHMS 2000,RESL7,FAST_ON", 2.56),
        ("ACV 2,RESL6,TFER_ON,FILT40HZ", 3.56),
        ("ACV 2,RESL5,TFER_OFF,FILT100HZ", 0.72),
    ],
)
def test_digits_and_speed_set_how_long_a_reading_takes(reference, settings, duration):
    tell(reference, "TRG_SRCE EXT", settings)
    assert seconds(reference, "X?") == pytest.approx(duration)


def test_a_delay_replaces_the_instruments_own(reference):
    tell(reference, "TRG_SRCE EXT", "DCV RESL6,FAST_ON,FILT_ON", "DELAY 3")
    assert seconds(reference, "X?") == pytest.approx(3.02)
    tell(reference, "DELAY DFLT")
    assert seconds(reference, "X?") == pytest.approx(0.52)


def test_the_query_x_is_a_trigger_and_a_recall(reference):
    apply(reference)
    tell(reference, "TRG_SRCE EXT", "DCV 20,RESL7", "*TRG")
    first = ask(reference, "RDG?")
    assert ask(reference, "RDG?") == first
    assert float(ask(reference, "X?")) == pytest.approx(float(first), abs=1e-5)
    assert seconds(reference, "RDG?") == 0


def test_triggered_by_itself_it_gives_the_next_reading(reference):
    apply(reference)
    tell(reference, "DCV 20,RESL6,FAST_OFF")
    reference.clock.sleep(0.1)
    assert seconds(reference, "RDG?") == pytest.approx(0.22)
    assert seconds(reference, "RDG?") == pytest.approx(0.32)


def test_a_reading_shows_the_signal_of_its_own_time(reference):
    apply(reference)
    tell(reference, "TRG_SRCE EXT", "DCV 20,RESL6", "*TRG")
    reference.clock.sleep(1.0)
    reference.tell("calibrator", "STBY")
    assert float(ask(reference, "RDG?")) == pytest.approx(10, abs=1e-3)
    assert float(ask(reference, "X?")) == pytest.approx(0, abs=1e-3)


@pytest.mark.parametrize(("digits", "decimals"), [(5, 5), (6, 6), (7, 7), (8, 8)])
def test_a_reading_has_as_many_digits_as_were_asked_for(reference, digits, decimals):
    apply(reference)
    tell(reference, "TRG_SRCE EXT", f"DCV 20,RESL{digits},FAST_ON")
    mantissa = ask(reference, "X?").partition("E")[0]
    assert len(mantissa.partition(".")[2]) == decimals


@pytest.mark.parametrize("output", ["20 V", "25 V"])
def test_beyond_the_counts_of_its_range_a_reading_is_invalid(reference, output):
    apply(reference, output)
    tell(reference, "TRG_SRCE EXT", "DCV 20,RESL6")
    assert ask(reference, "X?") == "+200.0000E+33"
    apply(reference, f"-{output}")
    assert ask(reference, "X?") == "-200.0000E+33"


def test_before_the_first_reading_there_is_none_to_recall(reference):
    tell(reference, "TRG_SRCE EXT")
    assert ask(reference, "RDG?") == "+200.0000E+33"


def test_a_disturbance_of_the_world_overloads_one_reading(make_reference):
    bench = make_reference("{kind: overload, after: 1 readings}")
    tell(bench, "TRG_SRCE EXT", "DCV 20,RESL6,FAST_ON")
    assert [ask(bench, "X?") == "+200.0000E+33" for _ in range(3)] == [False, True, False]


def test_autorange_follows_the_signal_up_to_a_kilovolt(reference):
    tell(reference, "TRG_SRCE EXT", "DCV AUTO,RESL6,FAST_ON")
    for output in (0.1, 1.5, 15, 150, 1000):
        apply(reference, f"{output} V")
        assert float(ask(reference, "X?")) == pytest.approx(output, rel=1e-4)


def test_nothing_is_seen_at_the_rear_or_with_the_input_off(reference):
    apply(reference)
    tell(reference, "TRG_SRCE EXT", "DCV 20,RESL6,FAST_ON")
    for terminals, seen in (("REAR", 0), ("OFF", 0), ("FRONT", 10)):
        tell(reference, f"INPUT {terminals}")
        assert float(ask(reference, "X?")) == pytest.approx(seen, abs=1e-3)
    tell(reference, "OHMS 200,FOUR_WR", "INPUT OFF")
    assert ask(reference, "X?") == "+200.0000E+33"


def test_every_function_remembers_its_own_settings(reference):
    tell(reference, "TRG_SRCE EXT", "DCV 20,RESL5,FAST_ON", "OHMS 200,RESL8", "DCV")
    assert seconds(reference, "X?") == pytest.approx(0.165 / 50)


@pytest.mark.parametrize(
    "sent",
    [
        "FOO",
        "DCV RESL9",
        "ACV RESL7",
        "DCI RESL8",
        "ACI TFER_ON",
        "DCV 20,FOUR",
        "INPUT TOP",
        "GUARD",
        "TRG_SRCE BUS",
        "DELAY SOON",
        "RDG? 1",
        "*ESE X",
        "SYST:ERR?",
    ],
)
def test_what_it_does_not_understand_is_a_command_error_and_no_entry_of_a_queue(reference, sent):
    tell(reference, "TRG_SRCE EXT", "DCV 20,RESL5,FAST_ON", sent)
    assert ask(reference, "*ESR?") == str(COMMAND_ERROR)
    assert ask(reference, "EXQ?") == "0"
    assert seconds(reference, "X?") == pytest.approx(0.165 / 50)


@pytest.mark.parametrize(
    ("sent", "number"),
    [
        ("DCV 2000,RESL8", 1013),
        ("TRUE_OHMS 1E6", 1013),
        ("DELAY 65001", 1013),
        ("FREQ?", 1008),
        ("*SRE 256", 1013),
    ],
)
def test_what_it_cannot_do_is_an_execution_error_in_a_queue(reference, sent, number):
    tell(reference, "TRG_SRCE EXT", "DCV 20,RESL5,FAST_ON", sent)
    assert ask(reference, "*ESR?") == str(EXECUTION_ERROR)
    assert ask(reference, "EXQ?") == str(number)
    assert ask(reference, "EXQ?;DDQ?") == "0;0"


def test_the_error_queue_gives_the_newest_first_and_is_cleared(reference):
    tell(reference, "DCV 2000", "FREQ?")
    assert ask(reference, "EXQ?") == "1008"
    assert ask(reference, "EXQ?") == "1013"
    tell(reference, "DCV 2000", "*CLS")
    assert ask(reference, "EXQ?;*ESR?") == "0;0"


def test_a_read_without_a_query_is_a_query_error(reference):
    with pytest.raises(LinkTimeout):
        reference.link("meter").read()
    assert int(ask(reference, "*ESR?")) == QUERY_ERROR


def test_the_status_byte_sums_up_enabled_events_and_a_waiting_reply(reference):
    tell(reference, "*ESE 16;*SRE 32", "DCV 2000")
    assert ask(reference, "*STB?") == "96"
    assert ask(reference, "*ESE?;*SRE?") == "16;32"
    dialect = reference.links.world.instrument("meter").dialect
    assert dialect.status_byte(message_available=True) & 16


def test_the_frequency_of_an_alternating_signal(reference):
    apply(reference, "1 V, 1 KHZ")
    tell(reference, "TRG_SRCE EXT", "ACV AUTO")
    assert float(ask(reference, "FREQ?")) == pytest.approx(1000)


def test_reset_goes_back_to_automatic_ranges_and_triggers(reference):
    tell(reference, "TRG_SRCE EXT", "OHMS 200,RESL5", "INPUT OFF", "*RST")
    apply(reference, "1.5 V")
    assert float(ask(reference, "RDG?")) == pytest.approx(1.5, rel=1e-4)
