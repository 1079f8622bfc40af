"""An instrument whose language has no word for its serial number: a person reads the number that is printed on it."""

import io
import json
from dataclasses import replace

import pytest

from bench_core.capabilities.instruments import NO_SERIAL, Identity
from bench_core.documents.model import parse
from bench_core.documents.order import Order
from bench_core.errors import IdentityMismatch, ResultDiffers
from bench_core.records.events import InstrumentIdentified, PromptAsked, SettingIntended
from bench_core.records.verification import verify
from sequencer.control import Control
from sequencer.setting_up import require_ordered

METER = '{driver: keysight.34401a, link: "sim:meter", serial: MY41001234, timeout: 2 s}'
SILENT = '{driver: hp.3458a, link: "sim:meter", serial: "2823A10005"}'
TWIN = "simulates: keysight.34401a\n    serial: MY41001234"


@pytest.fixture
def silent(bench_folder):
    """The small bench with a 3458A, which answers `HP3458A` and no more."""
    bench_folder.change("bench.yaml", METER, SILENT)
    bench_folder.change("world.yaml", TWIN, "simulates: hp.3458a\n    serial: 2823A10005")
    bench_folder.change("procedure.yaml", ", adequacy: uut.mpe / 3", "")  # no calibrator is better than this meter
    return bench_folder


def test_the_printed_serial_number_is_asked_for_and_recorded(silent, run):
    ran = run()
    assert ran.state.failure is None
    found = ran.of(InstrumentIdentified, instrument="meter")[0]
    assert (found.model, found.serial, found.raw) == ("3458A", "2823A10005", "HP3458A")
    asked = ran.of(PromptAsked, kind="identify")
    assert [(one.name, one.instrument) for one in asked] == [("serial.meter", "meter")]
    assert "2823A10005" not in asked[0].text.zh + asked[0].text.en
    verify(silent.path("a.calrun"))


def test_another_printed_serial_number_is_refused_before_anything_is_set(silent, run):
    silent.change("world.yaml", "serial: 2823A10005", "serial: 2823A10006")
    ran = run()
    assert ran.code == 3
    assert ran.state.failure.failure == "IdentityMismatch"
    assert "expected serial 2823A10005, found serial 2823A10006" in ran.state.failure.message
    assert not ran.of(SettingIntended, action="operate")


def test_a_slip_of_the_person_who_copies_it_is_told_and_asked_about_again(silent, run):
    answers = silent.path("answers.yaml")
    known = "calbench: answers/1\nby: li\nconfirm: all\nanswers: {ambient.temperature: 20 °C}\n"
    answers.write_text(known, encoding="utf-8")
    control = Control()
    typed = {"0/meter/identify": "2823A10006", "0/meter/identify/2": "2823A10005"}
    lines = [{"command": "answer", "prompt": prompt, "text": text, "by": "li"} for prompt, text in typed.items()]
    control.listen(io.StringIO("".join(json.dumps(line) + "\n" for line in lines)))
    ran = run(control, answers=answers)
    assert ran.state.failure is None
    assert (
        "2823A10006 was entered, but the bench file says 2823A10005" in ran.of(PromptAsked, kind="identify")[1].text.en
    )
    assert ran.of(InstrumentIdentified, instrument="meter")[0].serial == "2823A10005"
    verify(ran.record.path)


def test_where_the_bench_names_no_serial_number_nobody_is_asked(silent, run):
    silent.change("bench.yaml", ', serial: "2823A10005"}', "}")
    ran = run()
    assert ran.state.failure is None
    assert not ran.of(PromptAsked, kind="identify")


def test_a_serial_number_that_the_instrument_does_not_tell_and_nobody_was_asked_for_is_found(silent, run, forged):
    silent.change("bench.yaml", ', serial: "2823A10005"}', "}")

    def invent(lines):
        for at, line in enumerate(lines):
            if isinstance(line.event, InstrumentIdentified) and line.event.instrument == "meter":
                lines[at] = replace(line, event=replace(line.event, serial="2823A10005"))

    with pytest.raises(ResultDiffers, match="did not tell serial number 2823A10005, but nobody was asked"):
        verify(forged(run(), invent))


@pytest.mark.usefixtures("silent")
def test_another_serial_number_than_was_entered_is_found(run, forged):
    def exchange(lines):
        for at, line in enumerate(lines):
            if isinstance(line.event, InstrumentIdentified) and line.event.instrument == "meter":
                lines[at] = replace(line, event=replace(line.event, serial="2823A10006"))

    with pytest.raises(ResultDiffers, match="was entered as '2823A10005', recorded is '2823A10006'"):
        verify(forged(run(), exchange))


@pytest.mark.parametrize("serial", sorted(NO_SERIAL))
def test_an_instrument_that_knows_no_serial_number_is_believed_to_be_the_ordered_one_and_a_person_is_not(
    bench_folder, serial
):
    path = bench_folder.path("order.yaml")
    order = parse(str(path), path.read_bytes(), Order).model
    found = Identity(order.uut.maker, order.uut.model, serial, "", "")
    require_ordered(path, order, "meter", found)
    with pytest.raises(IdentityMismatch, match="connect the ordered instrument"):
        require_ordered(path, order, "meter", found, by_person=True)
