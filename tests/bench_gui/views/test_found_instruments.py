"""What a search has found is told beside what the bench file names."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from bench_core.errors import UsageError
from bench_gui.tone import Tone
from bench_gui.views.found_instruments import found_rows, may_be_asked, read_search
from bench_gui.words import Language, words_in
from bench_gui.workplace.workplace import BenchPart

EN = words_in(Language.EN)
METER = BenchPart("meter", "keysight.34401a", "TCPIP0::10.0.0.5::INSTR", "MY41", simulated=False)


def said(*found):
    defaults = {"found_by": "LXI", "description": "", "identity": None, "problem": "", "driver": None}
    rows = [defaults | one for one in found]
    return read_search(
        json.dumps({"found": rows, "not_searched": {"VISA": "no library"}, "bench_entries": []}, indent=2)
    )


def at(resource, serial="MY41"):
    return {"resource": resource, "identity": f"Keysight,34401A,{serial},10-5-2", "driver": "keysight.34401a"}


def test_an_instrument_of_the_bench_is_told_by_its_name_there_with_serial_number_and_firmware():
    row = found_rows(said(at("tcpip0::10.0.0.5::instr")), [METER], EN)[0]
    assert (row.name, row.word, row.tone) == ("34401A MY41", "On the bench as meter", Tone.GOOD)
    assert "firmware 10-5-2" in row.detail


def test_another_serial_number_at_the_address_is_bad():
    row = found_rows(said(at("TCPIP0::10.0.0.5::INSTR", "MY99")), [METER], EN)[0]
    assert (row.tone, row.word) == (Tone.BAD, "On the bench as meter, but with serial number MY41")


@pytest.mark.parametrize("serial", ["0", ""])
def test_an_instrument_that_does_not_know_its_serial_number_is_not_taken_for_another_one(serial):
    row = found_rows(said(at("TCPIP0::10.0.0.5::INSTR", serial)), [METER], EN)[0]
    assert (row.name, row.word, row.tone) == ("34401A", "On the bench as meter", Tone.NEUTRAL)
    elsewhere = found_rows(said(at("TCPIP0::10.0.0.9::INSTR", serial)), [replace(METER, serial=serial)], EN)[0]
    assert elsewhere.word == "Not on this bench"


def test_the_instrument_at_another_address_wants_a_look_and_the_one_of_the_file_was_not_found():
    rows = found_rows(said(at("TCPIP0::10.0.0.9::INSTR")), [METER], EN)
    assert [row.tone for row in rows[:2]] == [Tone.WARNING, Tone.NEUTRAL]
    assert rows[1].name == "meter MY41"
    assert rows[1].word.startswith("Not found")


def test_a_stranger_and_a_silent_address_are_neutral():
    rows = found_rows(said(at("USB::1", "X"), {"resource": "TCPIP::2", "problem": "no answer in 2 s"}), [], EN)
    assert [row.word for row in rows] == ["Not on this bench", "No answer", "Not searched"]
    assert "no answer in 2 s" in rows[1].detail


def test_a_way_that_could_not_be_tried_is_told_with_its_reason():
    row = found_rows(said(), [], EN)[0]
    assert (row.name, row.detail, row.word) == ("VISA", "no library", "Not searched")


def test_a_serial_port_that_was_not_asked_may_be_asked():
    search = said({"resource": "ASRL/dev/ttyUSB0::INSTR", "problem": "not asked"})
    assert may_be_asked(search)
    assert found_rows(search, [], EN)[0].word == "Not asked"
    assert not may_be_asked(said(at("ASRL/dev/ttyUSB0::INSTR")))


def test_an_identity_that_is_no_four_fields_is_shown_as_it_is():
    assert found_rows(said({"resource": "GPIB::5", "identity": "HP3458A"}), [], EN)[0].name == "HP3458A"


def test_before_the_first_search_the_bench_file_alone_speaks():
    assert [row.name for row in found_rows(None, [METER], EN)] == ["meter MY41"]


@pytest.mark.parametrize("output", ["", "Traceback", "[]", '{"found": [{}], "not_searched": {}}'])
def test_what_is_no_search_is_refused_in_words(output):
    with pytest.raises(UsageError, match="said nothing that can be read"):
        read_search(output)
