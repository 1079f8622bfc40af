"""A source that has no driver of its own, wholly described in a file; its safe state does not depend on luck."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from bench_core.capabilities.instruments import Indication, Indicator, Source
from bench_core.errors import (
    CapabilityMissing,
    InstrumentReported,
    LinkTimeout,
    MalformedReply,
    OutputTripped,
    RangeInsufficient,
    UsageError,
)
from bench_core.metrology.quantity import Quantity

_SETTING = re.compile(r"(FUNC|RANG|VOLT|FREQ|CURR) (\S+)")
FIVE_VOLT = Quantity.parse("5 V")


@pytest.fixture
def supply(in_memory):
    class Supply(in_memory):
        """A source that is no IEEE 488.2 instrument, and writes its replies in its own way."""

        def __init__(self):
            super().__init__(None)
            self.on = False
            self.remembered = {}
            self.answers = {
                "ID?": "EXAMPLE PS-1",
                "ERR?": lambda: self.queue.popleft() if self.queue else "0, No error",
                "OUTP?": lambda: "ON" if self.on else "OFF",
                "*OPC?": "1",
                "SET?": lambda: f"CURR,{self.remembered['CURR?']}",
            }
            self.side_effects = {"OUTP ON": lambda: self.turn(on=True), "OUTP OFF": lambda: self.turn(on=False)}

        def turn(self, *, on):
            self.on = on

        def obey(self, command):
            if found := _SETTING.fullmatch(command):
                self.remembered[f"{found[1]}?"] = found[2]
            answer = super().obey(command)
            return self.remembered.get(command) if answer is None and command not in self.answers else answer

    return Supply()


@pytest.fixture
def wire(wire_to, supply):
    return wire_to(supply, "GPIB0::5::INSTR")


@pytest.fixture
def driver(follow, wire):
    return follow(wire, "supply")


def test_what_is_described_as_a_source_is_one_and_no_indicator(driver):
    assert isinstance(driver, Source)
    assert not isinstance(driver, Indicator)


def test_a_fixed_answer_stands_for_the_identity_of_the_type_record(driver):
    identity = driver.identify()
    assert (identity.maker, identity.model, identity.serial, identity.raw) == ("EXAMPLE", "PS-1", "", "EXAMPLE PS-1")


def test_another_answer_is_another_instrument(driver, supply):
    supply.answers["ID?"] = "EXAMPLE PS-2"
    with pytest.raises((MalformedReply, LinkTimeout)):
        driver.identify()


def test_a_serial_line_is_woken_as_described(follow, wire_to, supply):
    follow(wire_to(supply, "ASRL/dev/ttyS0::INSTR"), "supply").identify()
    assert supply.obeyed[:2] == ["REMOTE", "ID?"]


def test_preparing_takes_the_output_off_first_and_asks(driver, supply):
    supply.on = True
    supply.queue.append("102, Syntax error")
    driver.prepare()
    sent = [command for command in supply.obeyed if command not in {"ID?", "ERR?"}]
    assert sent == ["OUTP OFF", "*CLS", "OUTP?"]
    assert not supply.on


def test_an_output_that_stays_on_ends_the_preparation(driver, supply):
    supply.side_effects.clear()
    supply.on = True
    with pytest.raises(InstrumentReported, match="answers ON after its safe command, the output is on"):
        driver.prepare()


def test_a_value_is_set_with_its_range_checked_read_back_and_not_energised(driver, supply):
    driver.identify()
    del supply.obeyed[:]
    made = driver.source("dc_voltage", FIVE_VOLT, {})
    assert made == Indication(Decimal(5), "V", "5", "nrf")
    assert supply.obeyed == [
        "FUNC DC", "ERR?", "RANG 30", "ERR?", "VOLT 5", "ERR?", "FUNC?", "RANG?", "VOLT?",
    ]  # fmt: skip
    assert not supply.on


def test_numbers_go_in_the_unit_of_the_wire_and_a_setting_may_be_one_field(driver, supply):
    made = driver.source("dc_current", Quantity.parse("0.0125 A"), {})
    assert "CURR 12.5" in supply.obeyed
    assert made == Indication(Decimal("12.5"), "mA", "CURR,12.5", "nrf:1")


def test_an_ac_value_has_its_frequency_sent_and_read_back(driver, supply):
    driver.source("ac_voltage", Quantity.parse("1 V"), {"frequency": Quantity.parse("0.4 kHz")})
    assert "FREQ 400" in supply.obeyed
    supply.answers["FREQ?"] = "500"
    with pytest.raises(MalformedReply, match="expected 400 as it was set"):
        driver.source("ac_voltage", Quantity.parse("1 V"), {"frequency": Quantity.parse("0.4 kHz")})
    with pytest.raises(UsageError, match="ac_voltage of 1 V without its frequency"):
        driver.source("ac_voltage", Quantity.parse("1 V"), {})


def test_what_the_ranges_do_not_give_is_refused_before_anything_is_sent(driver, supply):
    with pytest.raises(RangeInsufficient, match="cannot source 31 V; the largest value is 30 V"):
        driver.source("dc_voltage", Quantity.parse("31 V"), {})
    with pytest.raises(RangeInsufficient, match=r"cannot source 5\.005 V exactly, its 30 V range has steps of 10 mV"):
        driver.source("dc_voltage", Quantity.parse("5.005 V"), {})
    with pytest.raises(RangeInsufficient):
        driver.source("ac_voltage", Quantity.parse("1 V"), {"frequency": Quantity.parse("2 kHz")})
    with pytest.raises(CapabilityMissing):
        driver.source("resistance", Quantity.parse("1 kΩ"), {})
    assert supply.obeyed == []


def test_a_setting_that_reads_back_as_another_is_refused(driver, supply):
    supply.answers["VOLT?"] = "4.99"
    with pytest.raises(MalformedReply, match="expected 5 V as it was set"):
        driver.source("dc_voltage", FIVE_VOLT, {})
    with pytest.raises(UsageError, match="no output is selected"):
        driver.output_setting()


def test_a_refused_command_is_reported_in_the_instruments_words(driver, supply):
    supply.side_effects["VOLT 5"] = lambda: supply.queue.append("120, Out of limits")
    with pytest.raises(InstrumentReported, match='120, "Out of limits" after `VOLT 5`'):
        driver.source("dc_voltage", FIVE_VOLT, {})


def test_the_setting_is_asked_again_and_what_somebody_changed_is_returned(driver, supply):
    driver.source("dc_voltage", FIVE_VOLT, {})
    supply.remembered["VOLT?"] = "5.01"
    assert driver.output_setting().value == Decimal("5.01")
    supply.remembered["FUNC?"] = "AC"
    with pytest.raises(MalformedReply, match="expected DC as it was set"):
        driver.output_setting()


def test_it_is_energised_as_a_step_of_its_own_and_says_when_it_is_not(driver, supply):
    driver.source("dc_voltage", FIVE_VOLT, {})
    assert driver.operate().energised
    assert driver.settled()
    supply.answers["*OPC?"] = "0"
    assert not driver.settled()
    del supply.side_effects["OUTP ON"]
    supply.on = False
    with pytest.raises(OutputTripped, match="answers OFF after it was switched on"):
        driver.operate()


def test_a_state_that_is_neither_on_nor_off_is_never_taken_for_one(driver, supply):
    supply.answers["OUTP?"] = "STANDBY?"
    with pytest.raises(MalformedReply, match="expected ON or OFF"):
        driver.output_state()


def test_the_safe_command_goes_out_before_any_question_on_a_link_that_has_failed(driver, supply, wire):
    driver.operate()
    supply.answers["VOLT?"] = None
    with pytest.raises(LinkTimeout):
        driver.source("dc_voltage", FIVE_VOLT, {})
    del wire.log[:]
    assert not driver.make_safe().energised
    assert next(entry for entry in wire.log if entry != "(clear)") == "OUTP OFF"
    assert not supply.on


def test_a_garbled_answer_does_not_keep_the_output_on(driver, supply):
    driver.operate()
    replies = iter(["\xff\xfe", "OFF"])
    supply.answers["OUTP?"] = lambda: next(replies)
    assert not driver.make_safe().energised
    assert supply.obeyed.count("OUTP OFF") == 2
