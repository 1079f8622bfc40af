"""The 3458A on an in-memory link: a language older than SCPI, with replies as public records show them."""

from __future__ import annotations

import re
from collections import deque
from decimal import Decimal

import pytest

from bench_core.capabilities.instruments import Indication
from bench_core.errors import InstrumentReported, LinkTimeout, MalformedReply, Overload, UsageError
from bench_core.metrology.quantity import Quantity
from bench_core.records.reply import read_number

TEN_VOLT = Quantity.parse("10 V")
CODES = {"DCV": 1, "ACV": 2, "OHM": 4, "OHMF": 5, "DCI": 6, "ACI": 7}
WORDS = {"ON": "1", "OFF": "0", "SYNC": "3"}
_COMMAND = re.compile(r"(?P<word>[A-Z]+) (?P<value>\S+)")


@pytest.fixture
def meter(in_memory):
    class Meter(in_memory):
        """A 3458A that is silent until `END ALWAYS` has told it to mark the end of a reply."""

        def __init__(self):
            super().__init__(None)
            self.ends = False
            self.remembered = {}
            self.queue = deque()
            self.answers = {
                "ID?": "HP3458A",
                "ERRSTR?": lambda: self.queue.popleft() if self.queue else '0,"NO ERROR"',
                "TRIG SGL": " 9.99998756E+00",
            }

        def obey(self, command):
            self.ends = self.ends or command == "END ALWAYS"
            if found := _COMMAND.fullmatch(command):
                self.remember(found["word"], found["value"])
            answer = super().obey(command)
            answer = self.remembered.get(command) if answer is None else answer
            return answer if self.ends else None

        def remember(self, word, value):
            if word in CODES:
                self.remembered["FUNC?"] = f"{CODES[word]},{float(value):g}".replace(",0.", ",.")
                self.remembered["ARANGE?"] = "0"
            else:
                self.remembered[f"{word}?"] = WORDS.get(value, value.replace(",", ", "))

    return Meter()


@pytest.fixture
def wire(wire_to, meter):
    return wire_to(meter, "GPIB0::22::INSTR")


@pytest.fixture
def driver(connect, wire):
    return connect(wire, "hp.3458a")


@pytest.fixture
def selected(driver, meter):
    driver.select("dc_voltage", TEN_VOLT, {})
    del meter.obeyed[:]
    return driver


def test_replies_are_given_an_end_before_the_first_question(driver, wire):
    identity = driver.identify()
    assert (identity.maker, identity.model, identity.serial, identity.raw) == ("HP", "3458A", "", "HP3458A")
    assert wire.log == ["(clear)", "END ALWAYS", "ID?"]


def test_the_common_identity_question_is_never_asked(driver, meter):
    driver.prepare()
    driver.select("dc_voltage", TEN_VOLT, {})
    driver.indicate()
    assert not [command for command in meter.obeyed if command.startswith("*")]


@pytest.mark.parametrize("reply", ["HP3457A", "HEWLETT-PACKARD,3458A,0,9", ""])
def test_another_identity_is_no_3458a(driver, meter, reply):
    meter.answers["ID?"] = reply
    with pytest.raises((MalformedReply, LinkTimeout)):
        driver.identify()


def test_preparing_presets_the_meter_and_stops_it_from_triggering_itself(driver, meter):
    driver.identify()
    del meter.obeyed[:]
    meter.queue.append('102,"TRIGGER TOO FAST"')
    driver.prepare()
    assert meter.obeyed == ["PRESET NORM", "TRIG HOLD", "NDIG 8", "ERRSTR?", "ERRSTR?"]


@pytest.mark.parametrize(
    ("function", "range_", "answer", "sent"),
    [
        ("dc_voltage", "10 V", "1,10", ["DCV 10", "NPLC 100", "AZERO ON"]),
        ("dc_voltage", "100 mV", "1,.1", ["DCV 0.1", "NPLC 100", "AZERO ON"]),
        ("ac_voltage", "1 V", "2,1", ["ACV 1", "SETACV SYNC"]),
        ("resistance", "10 kΩ", "4,10000", ["OHM 10000", "NPLC 100", "AZERO ON"]),
        ("resistance_4w", "10 Ω", "5,10", ["OHMF 10", "NPLC 100", "AZERO ON", "OCOMP ON"]),
        ("dc_current", "1 A", "6,1", ["DCI 1", "NPLC 100", "AZERO ON"]),
        ("ac_current", "1 mA", "7,.001", ["ACI 0.001"]),
    ],
)
def test_each_function_is_selected_with_its_settings_and_told_by_code_and_range(
    driver, meter, function, range_, answer, sent
):
    driver.identify()
    del meter.obeyed[:]
    assert driver.select(function, Quantity.parse(range_), {}).split(";")[0] == answer
    assert [command for command in meter.obeyed if not command.endswith("?")] == sent
    assert meter.obeyed.count("ERRSTR?") == len(sent)


@pytest.mark.parametrize(("frequency", "lowest"), [("1 Hz", 1), ("19 Hz", 5), ("60 Hz", 20), ("1 kHz", 500)])
def test_the_band_of_frequencies_begins_at_or_below_the_frequency(driver, meter, frequency, lowest):
    driver.select("ac_voltage", TEN_VOLT, {"frequency": Quantity.parse(frequency)})
    assert meter.obeyed[-5:] == ["ERRSTR?", "FUNC?", "ARANGE?", "SETACV?", "ACBAND?"]
    assert f"ACBAND {lowest},2000000" in meter.obeyed


@pytest.mark.parametrize(("query", "reply"), [("FUNC?", "2,10"), ("FUNC?", "1,100"), ("FUNC?", "1"), ("NPLC?", "1")])
def test_another_function_range_or_setting_read_back_is_refused(driver, meter, query, reply):
    meter.answers[query] = reply
    with pytest.raises(MalformedReply):
        driver.select("dc_voltage", TEN_VOLT, {})
    with pytest.raises(UsageError, match="no function is selected"):
        driver.indicate()


def test_a_refused_setting_is_reported_with_the_meters_words(driver, meter):
    driver.prepare()
    meter.side_effects["DCV 10"] = lambda: meter.queue.append('106,"PARAMETER OUT OF RANGE"')
    with pytest.raises(InstrumentReported, match='106, "PARAMETER OUT OF RANGE" after `DCV 10`'):
        driver.select("dc_voltage", TEN_VOLT, {})


def test_each_indication_is_one_trigger_and_a_blank_stands_for_plus(selected, meter):
    assert selected.indicate() == Indication(Decimal("9.99998756"), "V", " 9.99998756E+00", "nrf:0")
    assert meter.obeyed == ["TRIG SGL"]


def test_verification_reads_the_same_number_from_the_raw_reply(selected):
    indication = selected.indicate()
    assert read_number(indication.form, indication.raw) == indication.value


@pytest.mark.parametrize("reply", [" 1.0E+38", "+1.0E+38", "-1.0E+38"])
def test_an_overload_is_never_a_number(selected, meter, reply):
    meter.answers["TRIG SGL"] = reply
    with pytest.raises(Overload, match="indicates overload"):
        selected.indicate()


@pytest.mark.parametrize("reply", ["", "HP3458A", " 1.0E+00, 2.0E+00", "1,0E+00", '0,"NO ERROR"', " 1.0E+00V"])
def test_a_reply_that_is_not_exactly_one_number_is_refused(selected, meter, reply):
    meter.answers["TRIG SGL"] = reply
    with pytest.raises((MalformedReply, LinkTimeout)):
        selected.indicate()


def test_after_a_time_out_the_meter_is_cleared_woken_and_identified(selected, meter, wire):
    meter.answers["TRIG SGL"] = None
    with pytest.raises(LinkTimeout):
        selected.indicate()
    meter.answers["TRIG SGL"] = " 1.00000000E+00"
    del wire.log[:]
    assert selected.indicate().value == 1
    assert wire.log == ["(clear)", "END ALWAYS", "ID?", "FUNC?", "ARANGE?", "NPLC?", "AZERO?", "TRIG SGL"]
