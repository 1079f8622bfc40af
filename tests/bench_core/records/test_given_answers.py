from dataclasses import replace

import pytest

from bench_core.bilingual import Bilingual
from bench_core.errors import AnswersInvalid
from bench_core.metrology.quantity import Quantity
from bench_core.records.events import MeasurementKey, PromptAsked
from bench_core.records.given_answers import OVERLOAD, YES_OR_NO, read_answer, reading_name

TEXT = Bilingual("温度", "temperature")
NUMBER = PromptAsked("t", "condition", "ambient.temperature", TEXT, "°C")
DISPLAY = PromptAsked("x", "number", "dc/1 V/x/1", TEXT, "mV", instrument="meter")
SERIAL = PromptAsked("s", "identify", "serial.meter", TEXT, "1", instrument="meter")
CONFIRM = PromptAsked("c", "confirm", "connect.dc", TEXT, "1")


@pytest.mark.parametrize(("text", "value"), [("20.3 °C", "20.3 °C"), ("20.3", "20.3 °C"), ("293.15 K", "20 °C")])
def test_a_value_is_read_with_its_own_unit_or_the_prompts(text: str, value: str):
    answer = read_answer(NUMBER, text)
    assert isinstance(answer, Quantity)
    assert answer.to("°C") == Quantity.parse(value)


@pytest.mark.parametrize("text", ["", "warm", "20,3 °C", "20.3 V", "yes", "２０", "1e400 °C"])
def test_an_answer_of_another_kind_is_refused_with_the_unit_that_is_wanted(text: str):
    with pytest.raises(AnswersInvalid, match="give a value in °C"):
        read_answer(NUMBER, text)


@pytest.mark.parametrize(("text", "value"), [("yes", True), ("是", True), (" Y ", True), ("no", False), ("否", False)])
def test_a_confirmation_is_yes_or_no_in_either_language(text: str, value: bool):
    assert read_answer(CONFIRM, text) is value


def test_a_confirmation_is_never_guessed():
    with pytest.raises(AnswersInvalid, match="neither yes nor no"):
        read_answer(CONFIRM, "maybe")


@pytest.mark.parametrize("kind", sorted(YES_OR_NO))
def test_whatever_is_done_is_confirmed_with_yes_or_no(kind: str):
    assert read_answer(replace(CONFIRM, kind=kind), "是") is True


@pytest.mark.parametrize(("text", "shown"), [("9.001", "9.001 mV"), ("9.001 V", "9.001 V"), ("-9.0mV", "-9.0 mV")])
def test_a_display_is_read_with_its_digits_in_the_unit_entered(text: str, shown: str):
    assert str(read_answer(DISPLAY, text)) == shown


@pytest.mark.parametrize("text", ["OL", "ol", " -OL ", "+OL"])
def test_a_display_may_show_overload(text: str):
    assert read_answer(DISPLAY, text) == OVERLOAD


@pytest.mark.parametrize("text", ["9.0 A", "9,0", "1/3 V", "O.L", "", "OVERLOAD"])
def test_what_no_display_in_volts_shows_is_refused(text: str):
    with pytest.raises(AnswersInvalid, match="give a value in mV"):
        read_answer(DISPLAY, text)


def test_overload_is_no_answer_where_no_instrument_is_read():
    with pytest.raises(AnswersInvalid):
        read_answer(NUMBER, "OL")


def test_a_serial_number_is_kept_as_printed():
    assert read_answer(SERIAL, " 0123-A/7 ") == "0123-A/7"


@pytest.mark.parametrize("text", ["", "  ", "a\x07b", "x" * 61])
def test_a_serial_number_is_never_empty_or_unreadable(text: str):
    with pytest.raises(AnswersInvalid, match="copy it as printed"):
        read_answer(SERIAL, text)


def test_a_reading_is_called_by_its_place_and_number():
    assert reading_name(MeasurementKey("m", "dc-voltage", "10 V/+90 %"), "x", 2) == "dc-voltage/10 V/+90 %/x/2"


@pytest.mark.parametrize("text", ["99.9 MV", "99.9 V", "999.9", "-301"])
def test_an_entry_that_no_display_on_its_range_shows_is_refused(text: str):
    """A wrong prefix or a lost point, before it becomes a result."""
    on_range = replace(DISPLAY, settings={"range": "100 mV"})
    with pytest.raises(AnswersInvalid, match="is no indication on range 100 mV"):
        read_answer(on_range, text)


@pytest.mark.parametrize("text", ["300", "-119.99 mV", "0.12 V"])
def test_an_entry_above_full_scale_may_be_what_the_display_shows(text: str):
    assert isinstance(read_answer(replace(DISPLAY, settings={"range": "100 mV"}), text), Quantity)


@pytest.mark.parametrize(("text", "taken"), [("20.3", True), ("-12 °C", True), ("299", True), ("301", False)])
def test_a_thermometer_that_a_person_reads_has_a_range_too(text: str, taken: bool):
    thermometer = replace(DISPLAY, unit="°C", settings={"range": "100 °C"})
    if taken:
        assert isinstance(read_answer(thermometer, text), Quantity)
    else:
        with pytest.raises(AnswersInvalid, match="is no indication on range 100 °C"):
            read_answer(thermometer, text)
