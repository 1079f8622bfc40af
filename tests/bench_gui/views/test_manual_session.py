"""A session by hand as its process tells it: what is on, what is dangerous, and what was done."""

from __future__ import annotations

import pytest

from bench_gui.tone import Tone
from bench_gui.views.manual import manual_view
from bench_gui.views.manual_entry import to_set
from bench_gui.views.manual_session import ManualSession, Phase, ending, is_hazardous, opened, over, sent, took
from bench_gui.words import Language, words_in

WORDS = words_in(Language.EN)
BEGUN = {
    "instruments": [
        {
            "name": "calibrator", "title": "5522A 1972905", "serves": "source", "problem": None,
            "functions": [
                {"function": "dc_voltage", "title": {"zh": "直流电压", "en": "DC voltage"}, "unit": "V",
                 "ranges": ["33 V", "330 V"], "limit": "1000 V", "needs": []},
            ],
        },
        {"name": "gauge", "title": "dial", "serves": "person", "problem": None, "functions": []},
        {"name": "meter", "title": "34401A", "serves": "indicator",
         "functions": [{"function": "dc_voltage", "title": {"zh": "直流电压", "en": "DC voltage"}, "unit": "V"}],
         "problem": {"zh": "无应答", "en": "it does not answer"}},
    ],
    "outputs": [{"instrument": "calibrator", "energised": False, "raw": "0", "told": {}}],
    "confirm_above": "30 V",
    "log": "/workplace/manual.jsonl",
}  # fmt: skip


def begun() -> ManualSession:
    return took(opened("bench.yaml"), BEGUN)


def answered(session: ManualSession, on: bool | None, now: str | None = None, **fields: object) -> ManualSession:
    outputs = [{"instrument": "calibrator", "energised": on, "raw": "", "told": {}, "set_to": now}]
    return took(session, {"id": session.waiting[-1].id, "outputs": outputs, **fields})


def set_to(session: ManualSession, value: str) -> ManualSession:
    asked = {"id": "1", "command": "set", "instrument": "calibrator", "function": "dc_voltage", "value": value}
    return answered(sent(session, asked), on=False, now=value, done={"zh": "已设置", "en": "set"})


def switched_on(session: ManualSession) -> ManualSession:
    asked = {"id": "2", "command": "operate", "instrument": "calibrator"}
    return answered(sent(session, asked), on=True, now=dict(session.set_to)["calibrator"], done={"en": "on"})


def test_a_session_begins_with_what_its_process_found():
    view = manual_view(begun(), WORDS)
    assert view.open
    assert view.word == "Every output is off"
    assert [one.note for one in view.instruments] == [
        "",
        "A person reads it; it takes no commands.",
        "it does not answer",
    ]
    assert view.log == "Written down in /workplace/manual.jsonl; it is no record."


def test_what_is_on_its_way_is_dangerous_before_it_is_answered():
    raised = {"id": "3", "command": "set", "instrument": "calibrator", "function": "dc_voltage", "value": "90 V"}
    low = switched_on(set_to(begun(), "9 V"))
    assert not is_hazardous(low, "calibrator")
    assert is_hazardous(sent(low, raised), "calibrator")
    high = switched_on(set_to(begun(), "90 V"))
    assert is_hazardous(sent(high, raised | {"value": "9 V"}), "calibrator")
    ready = set_to(begun(), "90 V")
    assert not is_hazardous(ready, "calibrator")
    assert is_hazardous(sent(ready, {"id": "4", "command": "operate", "instrument": "calibrator"}), "calibrator")


@pytest.mark.parametrize(("value", "hazardous"), [("30 V", False), ("30.1 V", True), ("-31 V", True), ("2 A", False)])
def test_an_output_that_is_on_is_dangerous_above_the_limit(value, hazardous):
    session = switched_on(set_to(begun(), value))
    assert is_hazardous(session, "calibrator") is hazardous
    view = manual_view(session, WORDS)
    assert view.hazardous is hazardous
    assert view.instruments[0].output.word == f"ON {value}"


def test_what_is_set_but_off_is_not_dangerous_but_its_button_must_be_held():
    view = manual_view(set_to(begun(), "100 V"), WORDS)
    assert not view.hazardous
    assert view.instruments[0].hold


def test_an_output_that_does_not_answer_counts_as_dangerous():
    session = took(begun(), {"event": "standby", "told": {"en": "?"}, "outputs": [
        {"instrument": "calibrator", "energised": None, "raw": "", "told": {}}]})  # fmt: skip
    view = manual_view(session, WORDS)
    assert view.hazardous
    assert view.any_on  # it may be: the button that switches off stays usable
    assert view.instruments[0].output.word == "UNKNOWN"


def test_an_output_that_does_not_answer_is_told_though_what_it_is_set_to_is_harmless():
    asked = {"id": "6", "command": "state"}
    view = manual_view(answered(sent(set_to(begun(), "5 V"), asked), on=None, now="5 V", done={"en": "asked"}), WORDS)
    assert (view.word, view.tone) == ("Nobody knows whether every output is off", Tone.BAD)
    assert not view.hazardous


def test_an_output_found_on_at_the_start_is_dangerous_since_nobody_knows_its_value():
    found = {**BEGUN, "outputs": [{"instrument": "calibrator", "energised": True, "raw": "1", "told": {}}]}
    assert manual_view(took(opened("b"), found), WORDS).hazardous


def test_a_refused_value_is_not_taken_for_set():
    asked = {"id": "1", "command": "set", "instrument": "calibrator", "value": "2000 V"}
    session = answered(sent(begun(), asked), on=False, refused={"zh": "超限", "en": "beyond its limit"})
    assert session.set_to == ()
    assert manual_view(session, WORDS).entries[0] == ("calibrator 2000 V: beyond its limit", Tone.BAD)


def test_a_value_that_failed_half_way_is_not_judged_by_the_one_before_it():
    low = switched_on(set_to(begun(), "9 V"))
    asked = {"id": "5", "command": "set", "instrument": "calibrator", "function": "dc_voltage", "value": "900 V"}
    failed = answered(sent(low, asked), on=None, refused={"zh": "无应答", "en": "no reply"})
    assert is_hazardous(failed, "calibrator")
    assert manual_view(failed, WORDS).instruments[0].set_to == ""
    refused = answered(sent(low, asked), on=True, now="9 V", refused={"zh": "超限", "en": "beyond its limit"})
    assert not is_hazardous(refused, "calibrator")
    assert manual_view(refused, WORDS).instruments[0].output.word == "ON 9 V"


def test_of_two_sources_each_keeps_its_own_value():
    two = [
        {"instrument": name, "energised": True, "raw": "1", "told": {}, "set_to": value}
        for name, value in (("calibrator", "9 V"), ("supply", "90 V"))
    ]
    session = took(begun(), {"id": "?", "outputs": two, "done": {"en": "asked"}})
    assert [is_hazardous(session, name) for name in ("calibrator", "supply")] == [False, True]


def test_all_safe_forgets_what_was_set():
    session = switched_on(set_to(begun(), "100 V"))
    session = answered(sent(session, {"id": "9", "command": "safe"}), on=False, done={"en": "all off"})
    assert session.set_to == ()
    assert not manual_view(session, WORDS).hazardous


def test_a_reading_is_shown_with_every_digit_and_its_reply():
    asked = {"id": "3", "command": "read", "instrument": "meter", "function": "dc_voltage"}
    done = {"done": {"en": "read"}, "value": "10.00010", "unit": "V", "raw": "+1.000010E+01"}
    view = manual_view(answered(sent(begun(), asked), on=False, **done), WORDS)
    assert (view.indication, view.indication_of) == ("10.00010 V", "34401A · DC voltage")
    assert (view.raw, view.note) == ("reply: +1.000010E+01", "Not a result")
    assert view.entries[0][0] == "meter 10.00010 V: read", "the next reading does not lose it"


def test_a_reading_says_that_an_output_was_changed_since_and_goes_with_its_session():
    asked = {"id": "3", "command": "read", "instrument": "meter", "function": "dc_voltage"}
    read = answered(sent(begun(), asked), on=False, done={"en": "read"}, value="9", unit="V", raw="9")
    for since in (set_to(read, "5 V"), took(read, {"event": "standby", "told": {"zh": "断开", "en": "off"}})):
        assert manual_view(since, WORDS).note == "Not a result; read before an output was changed last"
    assert manual_view(over(ending(read), 0, ""), WORDS).indication == ""


def test_what_was_set_is_noted_with_its_frequency():
    asked = {"id": "1", "command": "set", "instrument": "calibrator", "function": "ac_voltage", "value": "1 V"}
    session = answered(sent(begun(), asked | {"frequency": "1 kHz"}), on=False, now="1 V", done={"en": "set"})
    assert manual_view(session, WORDS).entries[0][0] == "calibrator 1 V 1 kHz: set"


def test_a_refused_session_says_why():
    session = took(opened("bench.yaml"), {"refused": {"zh": "被占用", "en": "a run holds this bench"}})
    view = manual_view(over(session, 3, ""), WORDS)
    assert (view.word, view.detail, view.may_open) == ("Not begun", "a run holds this bench", True)


@pytest.mark.parametrize("when", [lambda session: session, ending])
def test_a_process_that_dies_leaves_its_outputs_unknown_even_while_it_was_switching_them_off(when):
    session = over(when(switched_on(set_to(begun(), "100 V"))), -1, "Traceback\nKeyError: 'x'")
    assert "KeyError" in session.refused.en
    assert manual_view(session, WORDS).hazardous


def test_an_output_that_would_not_go_off_stays_unknown_after_the_end():
    line = {"ended": {"zh": "", "en": "AN OUTPUT MAY BE ON"}, "may_be_on": ["calibrator"]}
    session = over(took(ending(switched_on(set_to(begun(), "5 V"))), line), 3, "")
    view = manual_view(session, WORDS)
    assert view.hazardous
    assert view.detail == "AN OUTPUT MAY BE ON"
    assert view.entries[0] == ("AN OUTPUT MAY BE ON", Tone.BAD)


def test_an_ended_session_is_closed_with_nothing_on():
    session = over(ending(switched_on(set_to(begun(), "100 V"))), 0, "")
    assert session.phase is Phase.CLOSED
    assert not manual_view(session, WORDS).hazardous


@pytest.mark.parametrize(
    ("text", "value", "hold"),
    [("10", "10 V", False), ("31", "31 V", True), ("-100 mV", "-100 mV", False), ("", "", False)],
)
def test_a_typed_value_is_taken_in_the_unit_of_its_function(text, value, hold):
    found = to_set(text, "V", "1000 V", "30 V", WORDS)
    assert (found.value, found.hold, found.refused) == (value, hold, "")


@pytest.mark.parametrize(
    ("text", "value"),
    [("20", "20 °C"), ("-20", "-20 °C"), ("300 K", "300 K"), ("100", "100 °C"), ("100.1", ""), ("400 K", "")],
)
def test_a_bath_is_set_to_a_temperature_up_to_its_limit(text, value):
    found = to_set(text, "°C", "100 °C", "30 V", WORDS)
    assert (found.value, found.hold, bool(found.refused)) == (value, False, not value)


@pytest.mark.parametrize("text", ["1,5", "1e4", "ten", "1001", "-1000.1 V", "5 A"])
def test_a_value_beyond_the_limit_or_of_another_form_is_refused(text):
    found = to_set(text, "V", "1000 V", "30 V", WORDS)
    assert not found.value
    assert found.refused
