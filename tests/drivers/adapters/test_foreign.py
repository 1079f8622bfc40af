"""After a failure the library's object is replaced, the identity asked again, and no late reply is ever an answer."""

from __future__ import annotations

import sys
from collections import deque
from types import ModuleType

import pytest

from bench_core.errors import (
    IdentityMismatch,
    InstrumentError,
    LinkClosed,
    LinkRefused,
    LinkTimeout,
    MalformedReply,
    UsageError,
)
from bench_core.metrology.quantity import Quantity

TEN_VOLT = Quantity.parse("10 V")
SERIAL = "ASRL/dev/ttyS0::INSTR"


def test_a_failed_object_is_closed_and_a_new_one_must_give_the_same_identity(adapt, bench):
    meter = adapt().instrument
    meter.select("dc_voltage", TEN_VOLT, {})
    bench.faults.append(TimeoutError("no reply"))
    with pytest.raises(LinkTimeout):
        meter.indicate()
    assert (bench.opened, bench.still_open) == (1, 0)
    bench.identity = "EXAMPLE,M-1,43,1.0"
    with pytest.raises(IdentityMismatch, match="expected 'EXAMPLE,M-1,42,1.0' as before, found 'EXAMPLE,M-1,43,1.0'"):
        meter.indicate()
    bench.identity = "EXAMPLE,M-1,42,1.1"  # new firmware is no other instrument
    meter.indicate()
    assert bench.still_open == 1


def test_what_stands_in_another_identity_s_place_is_asked_once_more(adapt, bench):
    meter = adapt().instrument
    meter.identify()
    bench.faults.append(TimeoutError("no reply"))
    with pytest.raises(LinkTimeout):
        meter.identify()
    bench.faults.append(TimeoutError("no reply"))  # the new opening fails, the one after it does not
    assert meter.identify().serial == "42"


@pytest.mark.parametrize(
    ("failure", "kind"),
    [
        (TimeoutError("x"), LinkTimeout),
        (type("VisaIOError", (Exception,), {"error_code": -1073807339})("x"), LinkTimeout),
        (type("VisaIOError", (Exception,), {"error_code": -1073807194})("x"), LinkClosed),
        (type("SerialTimeoutException", (OSError,), {})("x"), LinkTimeout),
        (ConnectionResetError("x"), LinkClosed),
        (OSError("x"), LinkClosed),
        (EOFError("x"), LinkClosed),
        (ValueError("x"), MalformedReply),
        (KeyError("x"), MalformedReply),
        (RuntimeError("x"), MalformedReply),
    ],
    ids=lambda one: getattr(one, "__name__", type(one).__name__),
)
def test_every_exception_of_a_library_is_told_as_what_it_means(adapt, bench, failure, kind):
    meter = adapt().instrument
    meter.select("dc_voltage", TEN_VOLT, {})
    bench.faults.append(failure)
    with pytest.raises(InstrumentError, match=r"meter-1 \(TCPIP::192\.0\.2\.7.*reading `reading`") as caught:
        meter.indicate()
    assert type(caught.value) is kind


def test_a_class_that_cannot_be_opened_is_told_with_its_reason(adapt, bench):
    bench.faults.extend([ConnectionRefusedError("refused")] * 2)
    with pytest.raises(LinkRefused, match=r"fakelab\.Meter could not be opened \(ConnectionRefusedError: refused\)"):
        adapt().instrument.identify()


def test_arguments_that_the_class_does_not_take_are_a_mistake_in_the_type_record(adapt):
    with pytest.raises(UsageError, match=r"fakelab\.Meter is opened otherwise \(.*'patienc'.*\); correct open:"):
        adapt(before="patience:", after="patienc:").instrument.identify()


def test_a_close_that_is_no_method_is_told_at_once(adapt):
    with pytest.raises(UsageError, match=r"Meter has no member 'clse'; did you mean 'close'\?"):
        adapt(before="close: close", after="close: clse").instrument.identify()


def test_steps_after_the_opening_are_done_each_time(adapt, bench):
    meter = adapt(
        before='patience: "{timeout_s}"}}', after='patience: "{timeout_s}"}, afterwards: [{call: reset}]}'
    ).instrument
    meter.identify()
    bench.faults.append(TimeoutError("no reply"))
    with pytest.raises(LinkTimeout):
        meter.identify()
    meter.identify()
    assert bench.log.count("reset") == 2


def test_a_close_that_fails_stops_nothing(adapt, bench, fakelab, monkeypatch):
    def fail(_self):
        raise RuntimeError("cannot close")

    monkeypatch.setattr(fakelab.Meter, "close", fail)
    adapted = adapt()
    adapted.instrument.identify()
    adapted.close()
    adapted.close()


def test_where_opening_is_no_new_connection_a_number_must_come_back(adapt, bench):
    adapt(link=SERIAL).instrument.identify()
    assert [one for one in bench.log if one.startswith("*")][0] == "*IDN?"
    questions = [one for one in bench.log if one.startswith("*ESE")]
    assert len(questions) == 2
    assert questions[1] == "*ESE 0;*ESE?"
    assert bench.event_enable == 0


@pytest.mark.parametrize(
    ("link", "before", "after"),
    [("TCPIP::192.0.2.7::5025::SOCKET", "", ""), (SERIAL, "ieee_488_2: true", "ieee_488_2: false")],
)
def test_a_new_connection_and_another_language_need_no_number(adapt, bench, link, before, after):
    adapt(before=before, after=after, link=link).instrument.identify()
    assert not any(one.startswith("*ESE") for one in bench.log)


class Line:
    """A serial line and the instrument behind it: replies keep their order, and may come after the reader gave up.

    Each reading is a number that was never given before.
    """

    def __init__(self, delays):
        self.delays = delays
        self.replies = deque()
        self.given = 0
        self.enable = "0"

    def open(self):
        """What has arrived is dropped, as pySerial does; what is under way still comes."""
        while self.replies and self.replies[0][0] <= 0:
            self.replies.popleft()

    def query(self, question):
        if question == "READ?":
            self.given += 1
            reply = f"{self.given}.0"
        elif question.startswith("*ESE"):
            self.enable = question[5:].partition(";")[0]
            reply = self.enable
        else:
            reply = {"*IDN?": "EXAMPLE,M-1,42,1.0", "ERR?": '0,"No error"', "FUNC?": "DCV", "RANG?": "10.0"}[question]
        self.replies.append([next(self.delays), reply])
        if self.replies[0][0] > 0:
            for waiting in self.replies:
                waiting[0] -= 1
            raise TimeoutError("no reply")
        return self.replies.popleft()[1]


FUNCTION = """
      select: [{call: tell, with: ["RANG {range}"]}]
      read_back: [{ask: query, with: ["FUNC?"], expect: NAME}, {ask: query, with: ["RANG?"], expect: "{range}"}]
"""
MAPPING = f"""\
python:
  serves: indicator
  class: linelab.Meter
  open: {{options: {{timeout: "{{timeout_s}}"}}}}
  close: close
  identity: {{ask: query, with: ["*IDN?"]}}
  ieee_488_2: true
  errors: none
  prepare: [{{call: tell, with: ["*CLS"]}}]
  indicate: {{ask: query, with: ["READ?"], overload: 9.9E37}}
  functions:
    dc_voltage: {FUNCTION.replace("NAME", "DCV")}
    ac_voltage: {FUNCTION.replace("NAME", "ACV")}
"""


@pytest.mark.parametrize("seed", range(4))
def test_no_reply_that_came_late_over_a_line_is_ever_an_indication(adapt, monkeypatch, seeded, seed):
    delays = iter(lambda: seeded.choice((0, 0, 0, 0, 0, 0, 1, 2, 3)), None)
    seeded.seed(seed)
    line = Line(delays)

    class Meter:
        def __init__(self, timeout):
            line.open()

        def query(self, question):
            return line.query(question)

        def tell(self, command):
            assert not command.endswith("?")

        def close(self):
            pass

    module = ModuleType("linelab")
    module.Meter = Meter
    monkeypatch.setitem(sys.modules, "linelab", module)
    meter = adapt(MAPPING, "", "", SERIAL).instrument
    taken = refused = 0
    for _ in range(2500):
        try:
            meter.select("dc_voltage", TEN_VOLT, {})
            before = line.given
            assert float(meter.indicate().value) > before
            taken += 1
        except InstrumentError:
            refused += 1
    assert taken > 100
    assert refused > 100
