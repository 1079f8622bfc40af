"""After a failure the library's object is replaced, the identity asked again, and no late reply is ever an answer."""

from __future__ import annotations

import sys
from collections import deque
from types import ModuleType

import pytest

from bench_core.documents.python_forms import AskForm
from bench_core.documents.python_values import Value
from bench_core.errors import (
    IdentityMismatch,
    InstrumentError,
    InstrumentReported,
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
    with pytest.raises(IdentityMismatch, match=r"expected 'EXAMPLE,M-1,42,1\.0' as before, found 'EXAMPLE,M-1,43,"):
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


def test_entries_about_unread_replies_are_what_a_new_opening_leaves_behind(adapt, bench):
    meter = adapt().instrument
    meter.select("dc_voltage", TEN_VOLT, {})
    bench.faults.append(TimeoutError("no reply"))
    with pytest.raises(LinkTimeout):
        meter.indicate()
    bench.queue.append([-410.0, '"Query INTERRUPTED"'])
    meter.select("dc_voltage", TEN_VOLT, {})
    bench.queue.append([-410.0, '"Query INTERRUPTED"'])
    with pytest.raises(InstrumentReported, match="reported -410"):
        meter.select("dc_voltage", TEN_VOLT, {})


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


def test_a_close_that_fails_stops_nothing(adapt, fakelab, monkeypatch):
    def fail(_self):
        raise RuntimeError("cannot close")

    monkeypatch.setattr(fakelab.Meter, "close", fail)
    adapted = adapt()
    adapted.instrument.identify()
    adapted.close()
    adapted.close()


def test_where_opening_is_no_new_connection_a_number_must_come_back(adapt, bench):
    adapt(link=SERIAL).instrument.identify()
    assert next(one for one in bench.log if one.startswith("*")) == "*IDN?"
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

    Each reading is a number that was never given before. Times are in time-outs.
    """

    def __init__(self, delays):
        self.delays = delays
        self.now = 0.0
        self.replies = deque()
        self.given = 0
        self.enable = "0"

    def open(self):
        """What has arrived is dropped, as pySerial does; what is under way still comes."""
        while self.replies and self.replies[0][0] <= self.now:
            self.replies.popleft()

    def query(self, question):
        before = self.replies[-1][0] if self.replies else 0.0
        self.replies.append((max(before, self.now + next(self.delays)), self.reply(question)))
        arrives, reply = self.replies[0]
        if arrives > self.now + 1:
            self.now += 1
            raise TimeoutError("no reply")
        self.now = max(self.now, arrives)
        self.replies.popleft()
        return reply

    def reply(self, question):
        if question == "READ?":
            self.given += 1
            return f"{self.given / 1000}"  # as many as there are stay within the range
        if question.startswith("*ESE"):
            self.enable = question[5:].partition(";")[0]
            return self.enable
        return {"*IDN?": "EXAMPLE,M-1,42,1.0", "FUNC?": "DCV", "RANG?": "10.0"}[question]


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


@pytest.fixture
def line(monkeypatch, seeded):
    """A line of a library, which is late at random."""
    line = Line(iter(lambda: seeded.choice((0, 0, 0, 0, 0, 1.5, 2.5, 3.5)), None))

    class Meter:
        def __init__(self, timeout):
            assert timeout
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
    return line


def taken(line, take):
    """Return how many of many indications were taken; each is newer than its question."""
    count = 0
    for _ in range(10_000):
        before = line.given
        try:
            value = take()
        except InstrumentError:
            continue
        assert round(value * 1000) > before, "a stale reply was taken for an indication"
        count += 1
    return count


def test_no_reply_that_came_late_over_a_line_answers_another_question(adapt, line):
    meter = adapt(MAPPING, "", "", SERIAL)
    question = AskForm.model_validate({"ask": "query", "with": (Value("READ?"),)})
    assert 100 < taken(line, lambda: float(meter.foreign.ask(question, str))) < 9900


def test_no_reply_that_came_late_over_a_line_is_ever_an_indication(adapt, line):
    meter = adapt(MAPPING, "", "", SERIAL).instrument

    def take():
        meter.select("dc_voltage", TEN_VOLT, {})
        return float(meter.indicate().value)

    assert 100 < taken(line, take) < 9900
