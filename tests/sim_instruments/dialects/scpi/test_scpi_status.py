from __future__ import annotations

import pytest

from sim_instruments.dialects.scpi_errors import ErrorEntry
from sim_instruments.dialects.scpi_status import EventGroup, ScpiStatus, plain_entry, signed_entry


@pytest.fixture
def status():
    groups = {"OPERation": EventGroup(summary=128), "QUEStionable": EventGroup(summary=8)}
    made = ScpiStatus(3, groups, queue_bit=4, write=signed_entry, now=lambda: 0.0)
    made.registers.take_events()
    return made


def test_an_event_remembers_a_condition_that_has_gone_until_it_is_asked_for():
    group = EventGroup(summary=8)
    group.become(0b101)
    group.become(0b100)
    assert (group.condition, group.event) == (0b100, 0b101)
    assert group.take() == 0b101
    assert group.take() == 0


def test_transition_filters_say_whether_coming_or_going_is_an_event():
    group = EventGroup(summary=8, positive=0b01, negative=0b10)
    group.become(0b11)
    assert group.take() == 0b01
    group.become(0b00)
    assert group.take() == 0b10


def test_a_preset_enables_nothing_and_lets_what_comes_through():
    group = EventGroup(summary=8, enable=5, positive=0, negative=7)
    group.preset()
    assert (group.enable, group.positive, group.negative) == (0, 0x7FFF, 0)


def test_only_enabled_events_are_summed_up(status):
    status.groups["QUEStionable"].note(1)
    assert status.byte() == 0
    status.groups["QUEStionable"].enable = 1
    assert status.byte() == 8
    status.groups["OPERation"].enable = 16
    status.groups["OPERation"].become(16)
    assert status.byte() == 128 | 8


def test_the_master_summary_follows_what_service_is_enabled_for(status):
    status.report(-113)
    assert status.byte() == 4
    status.registers.service_enable = 4
    assert status.byte() == 64 | 4
    status.registers.service_enable = 32
    assert status.byte() == 4
    status.registers.event_enable = 32
    assert status.byte() == 64 | 32 | 4


@pytest.mark.parametrize("bit", [1, 2, 4, 8, 128])
def test_every_bit_of_the_instrument_s_own_can_request_service(bit):
    group = EventGroup(summary=bit, enable=1, event=1)
    status = ScpiStatus(3, {"QUEStionable": group}, write=plain_entry, now=lambda: 0.0)
    status.registers.service_enable = bit
    assert status.byte() == 64 | bit


def test_a_reply_that_waits_is_in_the_status_byte(status):
    status.message_available = True
    assert status.byte() == 16


def test_clearing_forgets_events_and_errors_and_keeps_what_is_enabled(status):
    group = status.groups["QUEStionable"]
    group.enable = 3
    group.become(1)
    status.report(-222)
    status.clear()
    assert (status.byte(), group.event, group.enable, group.condition) == (0, 0, 3, 1)
    assert status.next_error() == '+0,"No error"'


def test_an_error_may_bring_its_own_text(status):
    status.report(-222, "Parameter 1, too much")
    assert status.next_error() == '-222,"Parameter 1, too much"'


def test_makers_write_the_same_entry_differently():
    assert signed_entry(ErrorEntry(0), "No error") == '+0,"No error"'
    assert plain_entry(ErrorEntry(0), "No error") == '0,"No error"'
    assert signed_entry(ErrorEntry(-113), "Undefined header") == plain_entry(ErrorEntry(-113), "Undefined header")
