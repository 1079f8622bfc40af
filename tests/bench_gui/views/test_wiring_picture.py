"""The wiring picture: valid SVG with the right terminals, leads and warning, whatever the names hold."""

from __future__ import annotations

from dataclasses import replace

import pytest
from lxml import etree

from bench_core.records.events import PromptAsked
from bench_gui.views.wiring_picture import PictureColours, wiring_picture
from bench_gui.words import Language, words_in
from tests.bench_gui.views.conftest import with_state

COLOURS = PictureColours("#ffffff", "#eeeeee", "#444444", "#111111", "#1f6feb", "#c00020", "#fffffe")
SVG = "{http://www.w3.org/2000/svg}"


def drawn(seen, language=Language.EN):
    return etree.fromstring(wiring_picture(seen, COLOURS, words_in(language)).encode())


def texts(picture):
    return [one.text for one in picture.iter(f"{SVG}text")]


@pytest.fixture
def connecting(finished):
    return finished.after(PromptAsked, kind="connect")


def with_leads(seen, **leads):
    return with_state(seen, prompt=replace(seen.state.prompt, leads=leads))


def test_there_is_a_picture_only_where_leads_are_asked_for(finished, connecting, words):
    assert wiring_picture(finished.last, COLOURS, words) == ""
    assert wiring_picture(finished.after(PromptAsked, kind="condition"), COLOURS, words) == ""
    assert wiring_picture(connecting, COLOURS, words)


def test_source_and_uut_are_named_with_their_terminals(connecting):
    found = texts(drawn(connecting))
    assert [one for one in found if "HOT" not in one] == [
        "Source", "5522A 1972905", "NORMAL", "UUT", "34401A MY41001234", "INPUT HI LO", "HI", "LO",
    ]  # fmt: skip


@pytest.mark.parametrize(("wiring", "leads"), [("2-wire", 2), ("4-wire", 4)])
def test_there_are_as_many_leads_as_wires(connecting, wiring, leads):
    picture = drawn(with_leads(connecting, calibrator="NORMAL", meter="INPUT HI LO", wiring=wiring))
    assert len(list(picture.iter(f"{SVG}path"))) == leads
    assert ("Sense HI" in texts(picture)) is (leads == 4)


def test_leads_that_will_carry_more_than_30_v_are_hot_in_word_and_colour(connecting, read_by_hand):
    hot = drawn(connecting)
    assert "⚡ HOT: more than 30 V" in texts(hot)
    assert {one.get("stroke") for one in hot.iter(f"{SVG}path")} == {COLOURS.hazard}
    cold = drawn(read_by_hand.after(PromptAsked, kind="connect"))
    assert not [one for one in texts(cold) if "HOT" in one]
    assert {one.get("stroke") for one in cold.iter(f"{SVG}path")} == {COLOURS.lead}


def test_it_has_no_other_colours_than_those_it_is_given(connecting):
    used = {one.get(name) for one in drawn(connecting).iter() for name in ("fill", "stroke")} - {None, "none"}
    assert used <= {getattr(COLOURS, name) for name in COLOURS.__slots__}


def test_names_cannot_break_the_picture(connecting):
    evil = with_leads(connecting, **{"calibrator": "<script>\"&'", "a <b> & c": "x" * 200, "wiring": "2-wire"})
    picture = drawn(evil)
    assert "<script>\"&'" in texts(picture)
    assert not list(picture.iter(f"{SVG}script"))


def test_a_long_name_is_broken_and_made_smaller_until_it_fits(connecting):
    long = with_leads(
        connecting, calibrator="AUX", meter="CURRENT 10 A, with the fuse on the rear panel checked", wiring="2-wire"
    )
    for one in drawn(long).iter(f"{SVG}text"):
        assert 0.7 * len(one.text) * float(one.get("font-size")) <= 760


def test_three_instruments_have_a_box_each(connecting):
    three = with_leads(connecting, calibrator="NORMAL", meter="INPUT HI LO", shunt="MAINS", wiring="2-wire")
    assert len(list(drawn(three).iter(f"{SVG}path"))) == 4
    assert "MAINS" in texts(drawn(three))


def test_leads_of_nothing_are_a_picture_of_nothing(connecting):
    assert texts(drawn(with_leads(connecting, wiring="2-wire"))) == []
