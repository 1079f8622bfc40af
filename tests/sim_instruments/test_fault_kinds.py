"""What each kind of fault does on the wire, and when: by count, by time and by seeded chance."""

from __future__ import annotations

from typing import get_args

import pytest

from bench_core.documents.model import parse
from bench_core.errors import DocumentInvalid, LinkClosed, LinkRefused, LinkTimeout, MalformedReply
from sim_instruments.fault_kinds import KINDS, Kind
from sim_instruments.fault_replies import HUGE, DisturbedReply, Segment
from sim_instruments.fault_script import FaultScript
from sim_instruments.faults import Fault
from sim_instruments.world_file import WorldFile

HEAD = "calbench: world/1\nworld: w\ninstruments:\n  m:\n    simulates: keysight.34401a\n    faults:\n"
IDENTITY = "HEWLETT-PACKARD,34401A,0,10-5-2"


def entry(text):
    file = f"{HEAD}      - {text}\n"
    return parse("world.yaml", file.encode(), WorldFile).model.instruments["m"]


def disturbed(*faults, message="READ?", noise=lambda: b"\xff\x00"):
    return DisturbedReply([Fault.model_validate(fault) for fault in faults], message, "0", noise)


def test_every_kind_is_told_in_both_languages():
    assert set(KINDS) == set(get_args(Kind))
    assert all(kind.zh and kind.en for kind in KINDS.values())


@pytest.mark.parametrize("name", KINDS)
def test_every_kind_can_be_written_with_its_parameter_alone(name):
    values = {"": "", "delay": "1 s", "reply": "x", "serial": "8", "terminator": "CR", "entries": "3"}
    parameter = KINDS[name].parameter
    written = f"{{kind: {name}, {parameter}: {values[parameter]}}}" if parameter else f"{{kind: {name}}}"
    assert entry(written.replace(": 8}", ': "8"}')).faults[0].kind == name


@pytest.mark.parametrize(
    ("written", "column", "words"),
    [
        ("{kind: clsoe}", 16, "did you mean 'close'?"),
        ("{kind: terminator, terminator: TAB}", 40, "expected LF or CR or CR LF or none"),
        ("{kind: silent, probability: 0 %}", 37, "0 % is no probability (write 5 %)"),
        ("{kind: silent, probability: 101 %}", 37, "101 % is no probability"),
        ("{kind: silent, probability: 0.1}", 37, "is not a share"),
        ("{kind: silent, after: 1 connection}", 31, "does not wait for connections (write after: 1 messages)"),
        ("{kind: refuse, after: 2 messages}", 31, "does not wait for messages (write after: 2 connections)"),
        ("{kind: overload, after: 2 messages}", 33, "does not wait for messages (write after: 2 readings)"),
        ("{kind: refuse, matching: READ}", 34, "happens at no message"),
        ("{kind: stale, reply: x, entries: 3}", 42, "has no entries"),
        ("{kind: unread_errors, entries: 0}", 40, "1"),
        ("{kind: busy, delay: -1 s}", 29, "-1 s is no time"),
    ],
)
def test_a_wrong_fault_is_refused_at_its_line_and_column(written, column, words):
    with pytest.raises(DocumentInvalid) as caught:
        entry(written)
    (mistake,) = caught.value.mistakes
    assert words in str(mistake)
    assert (mistake.line, mistake.column) == (7, column)


def test_several_mistakes_in_one_fault_are_told_at_once():
    with pytest.raises(DocumentInvalid) as caught:
        entry("{kind: refuse, matching: READ, delay: 3 s, probability: 200 %}")
    assert len(caught.value.mistakes) == 3


def hits(script, count=2000):
    return [n for n in range(count) if script.of_message("READ?", 0.0)]


def test_chance_is_seeded_and_has_its_probability():
    faults = entry("{kind: silent, probability: 5 %, lasting: true}").faults
    first, again, other = (hits(FaultScript(faults, seed)) for seed in (1, 1, 2))
    assert first == again != other
    assert 70 < len(first) < 130


def test_a_chance_that_does_not_last_strikes_once_after_its_moment():
    (once,) = hits(FaultScript(entry("{kind: silent, probability: 5 %, after: 100 messages}").faults, 3))
    assert once > 100


def test_two_instruments_of_a_world_have_chances_of_their_own(tmp_path, make_bench):
    path = tmp_path / "world.yaml"
    fault = "{kind: silent, probability: 30 %, lasting: true}"
    one = f"{{simulates: keysight.34401a, faults: [{fault}]}}"
    path.write_text(f"calbench: world/1\nworld: w\ninstruments: {{a: {one}, b: {one}}}\n", encoding="utf-8")

    def struck(bench, name):
        script = bench.links.world.instrument(name).faults
        return [bool(script.of_message("READ?", 0.0)) for _ in range(100)]

    bench, again, seeded = make_bench(path), make_bench(path), make_bench(path, seed=5)
    assert struck(bench, "a") == struck(again, "a") != struck(bench, "b")
    assert struck(seeded, "b") != struck(again, "b")


@pytest.mark.parametrize(
    ("fault", "bytes_"),
    [
        ({"kind": "terminator", "terminator": "CR"}, b"+1\r"),
        ({"kind": "terminator", "terminator": "CR LF"}, b"+1\r\n"),
        ({"kind": "terminator", "terminator": "none"}, b"+1"),
        ({"kind": "doubled"}, b"+1\n+1\n"),
        ({"kind": "noise"}, b"\xff\x00\n"),
        ({"kind": "stuck_bit"}, b"kq\n"),
    ],
)
def test_the_bytes_of_a_reply_are_disturbed(fault, bytes_):
    assert disturbed(fault).segments(b"+1", b"\n") == (Segment(0.0, bytes_),)


def test_a_huge_reply_has_ten_million_bytes():
    (segment,) = disturbed({"kind": "huge"}).segments(b"+1", b"\n")
    assert len(segment.data) == HUGE + 1 == 10_000_001


def test_a_reply_comes_byte_by_byte_and_ends_with_its_last():
    split = {"kind": "split", "delay": "100 ms"}
    assert disturbed(split).segments(b"+1", b"\n") == (
        Segment(0.0, b"+", ends=False),
        Segment(0.1, b"1", ends=False),
        Segment(0.2, b"\n"),
    )


def test_half_a_reply_has_no_end():
    half = disturbed({"kind": "cut"})
    assert half.segments(b"+1.5", b"\n") == (Segment(0.0, b"+1", ends=False),)
    assert half.closes


def test_two_faults_may_hit_one_reply():
    both = disturbed({"kind": "late", "delay": "3 s"}, {"kind": "garbage", "reply": "xyz"})
    assert both.text("+1") == "xyz"
    assert both.segments(b"xyz", b"\n") == (Segment(3.0, b"xyz\n"),)


def ask(bench, message="*IDN?"):
    return bench.ask("meter", message)


def test_an_echo_comes_before_the_reply_and_without_one_too(faulty_world, make_bench):
    bench = make_bench(faulty_world(meter="{kind: echo, lasting: true}"))
    assert ask(bench) == f"*IDN?\r\n{IDENTITY}"
    assert ask(bench, "*CLS") == "*CLS"


def test_a_blank_line_is_a_reply(faulty_world, make_bench):
    bench = make_bench(faulty_world(meter="{kind: blank}"))
    assert [ask(bench), ask(bench)] == ["", IDENTITY]


def test_a_busy_instrument_answers_when_it_has_time_and_all_behind_it_waits(faulty_world, make_bench):
    bench = make_bench(faulty_world(meter="{kind: busy, delay: 30 s}"))
    assert ask(bench, "*OPC?") == "1"
    assert bench.clock.now() == pytest.approx(30)
    assert ask(bench, "*OPC?") == "1"
    assert bench.clock.now() == pytest.approx(30)


def test_a_stalled_instrument_obeys_nothing_until_it_is_cleared(faulty_world, make_bench):
    bench = make_bench(faulty_world(meter="{kind: stall, after: 1 message}"), timeout=2.0)
    assert ask(bench)
    for _ in range(2):
        with pytest.raises(LinkTimeout):
            ask(bench)
    bench.link("meter").clear()
    assert ask(bench) == IDENTITY
    assert ask(bench, "SYST:ERR?") == '+0,"No error"'


def test_half_a_reply_and_then_nothing(faulty_world, make_bench):
    bench = make_bench(faulty_world(meter="{kind: cut, after: 1 message}"))
    assert ask(bench)
    with pytest.raises(LinkClosed):
        ask(bench)
    bench.link("meter").clear()
    assert ask(bench) == IDENTITY


def test_a_whole_reply_and_then_nothing(faulty_world, make_bench):
    bench = make_bench(faulty_world(meter="{kind: hang_up}"))
    assert ask(bench) == IDENTITY
    with pytest.raises(LinkClosed):
        ask(bench)


def test_a_reply_byte_by_byte_is_put_together(faulty_world, make_bench):
    bench = make_bench(faulty_world(meter="{kind: split, delay: 1 s}"))
    assert ask(bench) == IDENTITY
    assert bench.clock.now() == pytest.approx(len(IDENTITY))


def test_a_huge_reply_is_refused_within_the_process_too(faulty_world, make_bench):
    bench = make_bench(faulty_world(meter="{kind: huge}"))
    with pytest.raises(MalformedReply, match="more than 65536 bytes"):
        ask(bench)
    assert ask(bench) == IDENTITY


def test_old_bytes_wait_for_the_first_reader(faulty_world, make_bench):
    bench = make_bench(faulty_world(meter="{kind: stale, reply: old}"))
    assert bench.link("meter").read() == b"old"
    assert ask(bench) == IDENTITY


def test_old_errors_wait_in_the_queue(faulty_world, make_bench):
    bench = make_bench(faulty_world(meter="{kind: unread_errors, entries: 3}"))
    assert [ask(bench, "SYST:ERR?").partition(",")[0] for _ in range(4)] == ["-113", "-113", "-113", "+0"]


def test_connections_are_refused_by_count(faulty_world, make_bench):
    bench = make_bench(faulty_world(meter="{kind: refuse, after: 1 connection}"))
    assert ask(bench)
    with pytest.raises(LinkRefused, match="no other program has it"):
        bench.links.open("sim:meter", 2.0)
    assert bench.links.open("sim:meter", 2.0)


def test_a_sole_client_is_alone_until_it_leaves(faulty_world, make_bench):
    bench = make_bench(faulty_world(meter="{kind: sole_client, lasting: true}"))
    assert ask(bench)
    for _ in range(2):
        with pytest.raises(LinkRefused):
            bench.links.open("sim:meter", 2.0)
    bench.link("meter").close()
    assert bench.links.open("sim:meter", 2.0)


def test_switched_off_and_on_a_meter_has_lost_its_settings(faulty_world, make_bench):
    bench = make_bench(faulty_world(meter="{kind: restart, after: 2 messages}"))
    bench.tell("meter", "CONF:VOLT:AC 10")
    assert ask(bench, "FUNC?") == '"VOLT:AC"'
    with pytest.raises(LinkClosed):
        ask(bench, "FUNC?")
    bench.link("meter").clear()
    assert ask(bench, "FUNC?") == '"VOLT"'


def test_switched_off_and_on_a_source_has_no_output(faulty_world, make_bench):
    bench = make_bench(faulty_world(calibrator='{kind: restart, matching: "ISR?"}'))
    bench.tell("calibrator", "OUT 10 V;OPER")
    with pytest.raises(LinkClosed):
        bench.ask("calibrator", "ISR?")
    bench.link("calibrator").clear()
    assert bench.ask("calibrator", "OPER?") == "0"


def test_noise_is_random_and_repeatable():
    scripts = [FaultScript((), seed) for seed in (1, 1, 2)]
    first, again, other = ([script.noise() for _ in range(3)] for script in scripts)
    assert first == again != other
    assert len(set(first)) == 3
