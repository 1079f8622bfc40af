"""What a scanner, an input method or a person makes of a number, and whose it is."""

from __future__ import annotations

from datetime import date

import pytest

from bench_core.errors import UsageError
from bench_gui.workplace.scan import known_types, new_uut, scanned, search
from bench_gui.workplace.work_list import work_list
from bench_gui.workplace.workplace import Uut
from tests.conftest import ORDER


@pytest.fixture
def rows(place, en):
    place.write("order.yaml", ORDER.replace("description:", "asset: A-17, description:"))
    place.write("order-2.yaml", ORDER.replace("O-1", "O-2").replace("MY41001234", "MY41009999"))
    return work_list(place.found(), date(2026, 11, 21), en, {})


@pytest.mark.parametrize(
    "text",
    [
        "MY41001234",
        "my41001234\r\n",
        "\tMY41001234\t",
        "]C1MY41001234",
        "\x02MY41001234\x03",
        "ＭＹ４１００１２３４",
        "my'41001234",
        "MY-4100 1234",
        "]d2\x1d21MY41001234\x1d10LOT",
        "(21)MY41001234",
        "A-17",
        "ａ—１７",
        "O-1",
    ],
)
def test_a_number_is_found_in_whatever_form_it_arrives(rows, text):
    found = search(rows, text)
    assert found.only is not None, found
    assert found.only.uut.serial == "MY41001234"


def test_what_is_shown_has_nothing_of_the_scanner_in_it():
    assert scanned("\x02]C1ＭＹ４１\x07 00\r\n") == "MY41 00"


def test_a_part_of_a_number_offers_rows_and_never_chooses_one(rows):
    found = search(rows, "4100")
    assert (len(found.rows), found.exact, found.only) == (2, False, None)
    found = search(rows, "9999")
    assert (len(found.rows), found.only) == (1, None)


def test_what_nobody_knows_gives_no_row_and_nothing_gives_all(rows):
    assert search(rows, "ZZZ").rows == ()
    assert search(rows, "MY").rows == ()
    assert len(search(rows, " \r\n").rows) == 2


def test_of_several_rows_the_only_open_one_is_meant(place, en, measured):
    place.write("one.calrun", measured.read_bytes())
    place.write("order-2.yaml", ORDER.replace("O-1", "O-2"))
    found = search(work_list(place.found(), date(2026, 11, 21), en, {}), "MY41001234")
    assert len(found.rows) == 2
    assert found.only.order.number == "O-2"
    place.write("order-3.yaml", ORDER.replace("O-1", "O-3"))
    assert search(work_list(place.found(), date(2026, 11, 21), en, {}), "MY41001234").only is None


def test_an_endless_scan_is_cut():
    assert len(scanned("9" * 10_000)) == 200


def test_a_new_instrument_needs_a_type_and_a_number(place):
    assert known_types(place.found()) == (("Keysight", "34401A"),)
    assert new_uut("Keysight", "34401A", "ＳＮ１\r") == Uut("Keysight", "34401A", "SN1")
    for model, serial in (("", "1"), ("34401A", " \n"), ("34401A\x1b", "1")):
        with pytest.raises(UsageError, match="nameplate"):
            new_uut("Keysight", model, serial)
