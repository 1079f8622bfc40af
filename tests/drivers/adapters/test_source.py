"""A source of another library puts out what its mapping says, and is safe however its library fails."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bench_core.capabilities.instruments import Indication, Indicator, OutputState, Source
from bench_core.errors import (
    InstrumentReported,
    LinkClosed,
    LinkRefused,
    LinkTimeout,
    MalformedReply,
    OutputTripped,
    RangeInsufficient,
    UsageError,
)
from bench_core.metrology.quantity import Quantity

Q = Quantity.parse
FIVE_VOLT = Q("5 V")
FAILURES = (TimeoutError("no reply"), ConnectionResetError("gone"), ValueError("could not convert"))


@pytest.fixture
def source(adapt_source):
    made = adapt_source().instrument
    made.identify()
    made.prepare()
    return made


def asked(bench):
    """What went to the instrument, without the questions for its identity."""
    return [one for one in bench.log if not one.startswith(("open", "*"))]


def test_a_mapped_source_is_a_source_and_no_indicator(source):
    assert isinstance(source, Source)
    assert not isinstance(source, Indicator)


def test_preparing_takes_the_output_off_first_and_asks(adapt_source, bench):
    bench.kept["output"] = True
    source = adapt_source().instrument
    source.prepare()
    assert asked(bench) == ["output = False", "reset", "output"]


def test_an_output_that_stays_on_ends_the_preparation(adapt_source, fakelab, monkeypatch):
    monkeypatch.setattr(fakelab.Source, "output", property(lambda _: True, lambda _self, _value: None))
    with pytest.raises(InstrumentReported, match="answers True after its safe steps, the output is on"):
        adapt_source().instrument.prepare()


def test_a_value_is_set_proved_and_not_energised(source, bench):
    del bench.log[:]
    assert source.source("dc_voltage", FIVE_VOLT, {}) == Indication(Decimal("5.0"), "V", "5.0", "library")
    assert asked(bench) == ["mode = 'DC'", "level = 5.0", "mode", "level", "level"]
    assert not bench.kept["output"]


def test_an_ac_value_needs_its_frequency_and_has_it_read_again(source, bench):
    with pytest.raises(UsageError, match="ac_voltage of 5 V without its frequency"):
        source.source("ac_voltage", FIVE_VOLT, {})
    source.source("ac_voltage", FIVE_VOLT, {"frequency": Q("1 kHz")})
    assert (bench.kept["mode"], bench.kept["hertz"], bench.log[-2]) == ("AC", 1000.0, "level")
    assert "hertz" in bench.log


@pytest.mark.parametrize(
    ("value", "words"),
    [("13 V", "cannot source 13 V; the largest"), ("1.0000001 V", "cannot source 1.0000001 V exactly")],
)
def test_a_value_that_would_be_clipped_or_rounded_is_refused_before_anything_is_done(source, bench, value, words):
    del bench.log[:]
    with pytest.raises(RangeInsufficient, match=words):
        source.source("dc_voltage", Q(value), {})
    assert bench.log == []


def test_a_library_that_rounds_the_value_is_found_out(source, fakelab, monkeypatch):
    rounding = property(
        lambda self: round(self.bench.kept["level"], 2), lambda self, value: self.bench.kept.update(level=value)
    )
    monkeypatch.setattr(fakelab.Source, "level", rounding)
    with pytest.raises(MalformedReply, match=r"expected 5\.12345 as it was set, received '5\.12', reading `level`"):
        source.source("dc_voltage", Q("5.12345 V"), {})
    with pytest.raises(UsageError, match="no output is selected"):
        source.output_setting()


@pytest.fixture
def unread(adapt_source):
    """A source whose value is proved by `setting:` alone."""
    level = 'AC}, {set: hertz, to: "{frequency}"}, {set: level, to: "{value}"'
    return adapt_source(level, f"{level}, reads: none").instrument


AT_1_KHZ = {"frequency": Q("1 kHz")}


def test_a_setting_that_is_not_the_value_is_refused(unread, fakelab, monkeypatch):
    monkeypatch.setattr(fakelab.Source, "level", property(lambda _: 5.12, lambda _self, _value: None))
    with pytest.raises(MalformedReply, match=r"expected 5 V as it was set, received 5\.12"):
        unread.source("ac_voltage", FIVE_VOLT, AT_1_KHZ)


def test_a_setting_that_somebody_changes_is_returned_as_it_is_and_another_function_is_refused(unread, bench):
    unread.source("ac_voltage", FIVE_VOLT, AT_1_KHZ)
    bench.kept["level"] = 6.0
    assert unread.output_setting().value == Decimal("6.0")
    bench.kept["mode"] = "DC"
    with pytest.raises(MalformedReply, match="expected AC as it was set, received 'DC'"):
        unread.output_setting()


def test_the_output_is_switched_on_and_asked(source, bench):
    source.source("dc_voltage", FIVE_VOLT, {})
    assert source.operate() == OutputState(energised=True, raw="True")
    assert source.settled()
    assert source.output_state().energised
    assert source.make_safe() == OutputState(energised=False, raw="False")
    assert not bench.kept["output"]


def test_an_output_that_is_off_nevertheless_has_tripped(source, fakelab, monkeypatch):
    source.source("dc_voltage", FIVE_VOLT, {})
    monkeypatch.setattr(fakelab.Source, "output", property(lambda _: False, lambda _self, _value: None))
    with pytest.raises(OutputTripped, match="answers False after it was switched on, the output is off"):
        source.operate()


def test_a_state_that_is_neither_on_nor_off_is_refused(source, bench):
    bench.kept["output"] = "TRIPPED"
    with pytest.raises(MalformedReply, match="expected true or false, received 'TRIPPED'"):
        source.output_state()


@pytest.mark.parametrize("failure", FAILURES, ids=lambda one: type(one).__name__)
@pytest.mark.parametrize("failures_before", range(7))
def test_the_output_is_off_wherever_a_question_fails_before(adapt_source, bench, failure, failures_before):
    """The n-th thing from here on fails; then the source is made safe."""
    source = adapt_source().instrument
    source.prepare()
    source.source("dc_voltage", FIVE_VOLT, {})
    source.operate()
    bench.faults.extend([None] * failures_before + [failure])
    state = source.make_safe()
    assert not state.energised
    assert not bench.kept["output"]


def test_safe_steps_go_out_before_any_question_even_when_nothing_is_known_of_the_link(adapt_source, bench):
    bench.kept["output"] = True
    source = adapt_source().instrument
    source.make_safe()
    assert [one for one in bench.log if not one.startswith("open")][:2] == ["output = False", "*IDN?"]


def test_what_is_safe_is_done_even_when_no_answer_ever_comes(source, bench, fakelab, monkeypatch):
    source.source("dc_voltage", FIVE_VOLT, {})
    source.operate()

    def silent(_self):
        raise TimeoutError("no reply")

    monkeypatch.setattr(
        fakelab.Source, "output", property(silent, lambda self, value: self.bench.kept.update(output=value))
    )
    with pytest.raises(LinkTimeout):
        source.make_safe()
    assert not bench.kept["output"]


def test_every_safe_step_is_done_even_when_the_first_one_fails(adapt_source, bench, fakelab, monkeypatch):
    def refuse(_self, _value):
        raise ValueError("not now")

    monkeypatch.setattr(fakelab.Source, "level", property(lambda _: 1.0, refuse))
    source = adapt_source("safe: [", "safe: [{set: level, to: 0, reads: none}, ").instrument
    bench.kept["output"] = True
    with pytest.raises(InstrumentReported, match="setting `level`: ValueError: not now"):
        source.make_safe()
    assert not bench.kept["output"]


def test_a_link_that_cannot_be_opened_any_more_is_tried_twice_and_told(source, bench):
    source.source("dc_voltage", FIVE_VOLT, {})
    source.operate()
    bench.faults.extend([ConnectionResetError("gone")] * 20)
    with pytest.raises((LinkRefused, LinkClosed)):
        source.make_safe()
    assert sum(one.startswith("open") for one in bench.log) > 1


def test_an_output_is_not_switched_on_before_its_setting_is_proved_on_a_new_link(unread, bench):
    unread.source("ac_voltage", FIVE_VOLT, AT_1_KHZ)
    bench.faults.append(TimeoutError("no reply"))
    with pytest.raises(LinkTimeout):
        unread.settled()
    bench.kept["level"] = 9.0
    with pytest.raises(MalformedReply, match="expected 5 V as it was set"):
        unread.operate()
    assert not bench.kept["output"]
    bench.kept["level"] = 5.0
    assert unread.operate().energised


def test_without_a_source_there_is_no_setting(source):
    with pytest.raises(UsageError, match="no output is selected"):
        source.output_setting()
