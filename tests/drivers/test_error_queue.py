"""The error queue is read until it is empty, and no further than twice its depth."""

from __future__ import annotations

import pytest

from bench_core.clock import VirtualClock
from bench_core.errors import InstrumentReported, LinkTimeout, MalformedReply
from drivers.error_queue import ErrorQueue
from drivers.protocols import scpi
from drivers.session import Session


@pytest.fixture
def queue(meter_wire):
    session = Session(meter_wire, "meter", VirtualClock())
    return ErrorQueue(session, scpi.ERROR_QUERY, 20, scpi.QUERY_ERRORS)


def test_entries_of_an_earlier_user_are_taken_out(queue, meter):
    meter.queue.extend(['-113,"Undefined header"', '-350,"Too many errors"'])
    assert [entry.number for entry in queue.drain()] == [-113, -350]
    assert queue.drain() == ()


def test_a_queue_that_never_becomes_empty_ends_in_an_exception(queue, meter):
    meter.answers["SYST:ERR?"] = '-350,"Too many errors"'
    with pytest.raises(InstrumentReported, match="does not become empty"):
        queue.drain()
    assert meter.obeyed.count("SYST:ERR?") == 40


def test_every_entry_is_named_with_the_command(queue, meter):
    meter.queue.extend(['-222,"Data out of range"', '-113,"Undefined header"'])
    with pytest.raises(InstrumentReported, match=r'meter: reported -222, "Data out of range"; -113, .* after `CONF`'):
        queue.check("CONF")


def test_another_form_is_never_an_empty_queue(queue, meter):
    meter.answers["SYST:ERR?"] = "0"
    with pytest.raises(MalformedReply):
        queue.check("CONF")


def test_an_unread_reply_of_before_the_time_out_does_not_refuse_the_next_setting(queue, meter):
    meter.answers["READ?"] = None
    with pytest.raises(LinkTimeout):
        queue.session.query("READ?")
    meter.queue.append('-410,"Query INTERRUPTED"')
    queue.check("CONF")
    meter.queue.append('-410,"Query INTERRUPTED"')
    with pytest.raises(InstrumentReported):
        queue.check("CONF")


def test_a_refused_setting_after_a_time_out_is_reported_all_the_same(queue, meter):
    meter.queue.extend(['-410,"Query INTERRUPTED"', '-222,"Data out of range"'])
    with pytest.raises(InstrumentReported, match="-222"):
        queue.check("CONF")
