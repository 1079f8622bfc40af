"""Replies that come late, in pieces, twice or never, and connections that end: F01 to F08 and F24 to F26."""

from __future__ import annotations

import re
import socket

import pytest

from bench_core.capabilities.instruments import LinkContext
from bench_core.clock import ScaledClock, VirtualClock, system_clock
from bench_core.errors import InstrumentError, LinkClosed, LinkRefused, LinkTimeout, MalformedReply
from drivers.links.visa import VisaLinks
from drivers.session import Session
from sim_instruments.serving import serve

DOORS = pytest.mark.parametrize("door", ["sim", "socket", "hislip", "vxi11", "serial"])


def once(kind, more=""):
    """Return a fault that strikes the third question for a number, once."""
    return f'{{kind: {kind}, matching: "READ?", after: 2 messages{more}}}'


def recovers(bench, kind):
    """Two right numbers, the failure, and right numbers again."""
    bench.ask()
    bench.ask()
    failure = bench.failure()
    assert type(failure) is kind
    assert failure.retryable
    assert failure.who.startswith("meter (")
    before = bench.session.resynchronised
    bench.ask()
    assert bench.session.resynchronised == before + 1
    bench.ask()
    return failure


def attempt(act):
    """Return how it failed, or None."""
    try:
        act()
    except InstrumentError as failed:
        return failed
    return None


@DOORS
def test_f01_a_late_reply_never_answers_the_next_question(numbering, door):
    failure = recovers(numbering(once("late", ", delay: 600 ms"), door), LinkTimeout)
    assert re.search(r"no (complete )?reply within", failure.what)


@DOORS
def test_f02_bytes_of_an_earlier_connection_are_never_a_reading(numbering, door):
    bench = numbering("{kind: stale, reply: +9.99999999E+00}", door)
    assert [bench.ask(), bench.ask()] == [1, 2]


@pytest.mark.parametrize("end", ["CR", "none"])
@pytest.mark.parametrize("door", ["socket", "serial"])
def test_f03_a_reply_that_does_not_end_is_told_with_what_has_come(numbering, door, end):
    failure = recovers(numbering(once("terminator", f", terminator: {end}"), door), LinkTimeout)
    assert "15 bytes" in failure.what or "16 bytes" in failure.what
    assert "'+3.0000" in failure.what
    assert "without LF at its end; set the instrument to end replies with LF or CR LF" in failure.what


@DOORS
def test_f03_cr_lf_ends_a_reply_as_lf_does(numbering, door):
    bench = numbering("{kind: terminator, terminator: CR LF, lasting: true}", door)
    assert [bench.ask(), bench.ask()] == [1, 2]


@pytest.mark.parametrize("door", ["sim", "socket", "hislip", "serial"])
def test_f04_a_reply_in_single_bytes_is_one_reply(numbering, door):
    bench = numbering("{kind: split, delay: 2 ms, lasting: true}", door)
    assert [bench.ask(), bench.ask()] == [1, 2]


@pytest.mark.parametrize("door", ["sim", "socket", "serial"])
def test_f04_a_reply_that_trickles_is_given_up_at_the_time_out(numbering, door):
    recovers(numbering(once("split", ", delay: 40 ms"), door), LinkTimeout)


def test_f04_a_reply_that_trickles_over_vxi_11_is_given_up_and_asked_again(numbering):
    recovers(numbering(once("split", ", delay: 40 ms"), "vxi11"), LinkTimeout)


@pytest.mark.parametrize("door", ["socket", "vxi11", "serial"])
def test_f05_the_second_of_two_glued_replies_never_answers_the_next_question(numbering, door):
    bench = numbering("{kind: doubled, lasting: true}", door)
    assert [bench.ask() for _ in range(3)] == [1, 2, 3]


@pytest.mark.parametrize("door", ["sim", "hislip"])
def test_f05_two_replies_before_one_end_are_refused(numbering, door):
    bench = numbering(once("doubled"), door)
    bench.ask(), bench.ask()
    assert type(bench.failure()) is MalformedReply
    bench.ask()


@pytest.mark.parametrize("kind", ["close", "cut"])
@pytest.mark.parametrize("door", ["sim", "socket", "hislip", "vxi11"])
def test_f06_a_connection_closed_instead_of_a_reply_or_amid_it_is_opened_again(numbering, door, kind):
    recovers(numbering(once(kind), door), LinkClosed)


@pytest.mark.parametrize("door", ["sim", "socket", "hislip", "vxi11"])
def test_f06_a_connection_found_closed_is_opened_again_and_no_command_is_sent_twice(numbering, door):
    bench = numbering('{kind: hang_up, matching: "READ?"}', door)
    bench.ask()
    failures = [failed for failed in (attempt(lambda: bench.session.write("OUT 10 V")), attempt(bench.ask)) if failed]
    assert {type(failed) for failed in failures} == {LinkClosed}  # over some doors only the next reply tells
    bench.ask()
    assert bench.dialect.obeyed.count("OUT 10 V") <= 1


@pytest.mark.parametrize("kind", ["close", "cut"])
def test_f06_a_serial_adaptor_that_is_pulled_out_is_told_and_then_missing(numbering, kind):
    bench = numbering(once(kind), "serial")
    bench.ask(), bench.ask()
    assert type(bench.failure()) is LinkClosed
    missing = bench.failure()
    assert type(missing) is LinkRefused
    assert "check its name, its cable and who else has it open" in missing.what


@DOORS
def test_f07_an_instrument_that_never_answers_is_given_up_each_time_within_the_time_out(numbering, door):
    bench = numbering('{kind: silent, matching: "READ?", lasting: true}', door)
    bench.session.identify()
    for _ in range(2):
        assert type(bench.failure()) is LinkTimeout


@pytest.mark.parametrize("door", ["sim", "socket", "hislip", "vxi11", "serial"])
def test_f08_a_slow_command_ends_in_a_time_out_and_its_late_completion_answers_nothing(numbering, door):
    recovers(numbering(once("busy", ", delay: 500 ms"), door), LinkTimeout)


def test_f24_a_refused_connection_is_told_with_advice(twin):
    with pytest.raises(LinkRefused, match="check power, cable, address and port"):
        twin("keysight.34401a", "{kind: refuse}")


def test_f24_a_port_that_refuses_for_a_while_is_asked_again(numbering):
    bench = numbering(f"{once('close')}, {{kind: refuse, after: 1 connection}}", "socket")
    recovers(bench, LinkClosed)


@pytest.fixture
def for_one_client(tmp_path, ending):
    """Return a function that serves an instrument for one client, and gives two sessions to it, one after the other."""

    def connect(door):
        path = tmp_path / "world.yaml"
        entry = f"{{simulates: keysight.34401a, doors: [{door}], faults: [{{kind: sole_client, lasting: true}}]}}"
        path.write_text(f"calbench: world/1\nworld: w\ninstruments: {{it: {entry}}}\n", encoding="utf-8")
        running = serve(path, ScaledClock(1.0))
        ending.callback(running.close)
        links = VisaLinks(LinkContext(system_clock()))
        ending.callback(links.close)
        return (Session(links.open(running.links["it"][0], 0.3), name, VirtualClock()) for name in ("first", "second"))

    return connect


@pytest.mark.parametrize("door", ["socket", "hislip", "vxi11"])
def test_f25_the_second_program_on_an_instrument_that_allows_one_is_turned_away(for_one_client, door):
    sessions = for_one_client(door)
    first = next(sessions)
    assert first.identify().model == "34401A"
    refused = attempt(next(sessions).identify)
    assert type(refused) in {LinkClosed, LinkRefused}
    assert "no other program has the instrument" in str(refused)
    assert first.query("*OPC?") == "1"


def test_f25_a_lock_that_another_program_holds_is_told(numbering, ending):
    bench = numbering("", "vxi11")
    bench.ask()
    other = VisaLinks(LinkContext(system_clock()))
    ending.callback(other.close)
    holder = other.open(bench.session.resource, 1.0)
    holder._visa.lock_excl()
    assert "no other program" in str(bench.failure())
    holder._visa.unlock()
    bench.ask()


@pytest.mark.parametrize(("door", "words"), [("socket", "address"), ("serial", "null-modem")])
def test_f26_plain_silence_from_the_start_is_a_diagnosis_in_words(numbering, door, words):
    bench = numbering("{kind: silent, lasting: true}", door)
    with pytest.raises(LinkTimeout) as caught:
        bench.session.identify()
    assert "check power, cable" in str(caught.value)
    assert words in str(caught.value)
    assert "interface" in str(caught.value)


def test_f26_a_host_that_takes_no_connection_is_refused_within_the_time_out():
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port = listening.getsockname()[1]
        with pytest.raises(LinkRefused):
            VisaLinks(LinkContext(system_clock())).open(f"TCPIP::127.0.0.1::{port}::SOCKET", 0.2)
