"""What a certificate calls the instruments."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from bench_core.bilingual import Bilingual
from dcc_export.instrument_names import InstrumentNames


@pytest.fixture
def names():
    roles = {name: SimpleNamespace(instrument=f"{name}-1") for name in ("source", "uut", "meter")}
    records = {"source-1": ("Fluke", "5522A"), "uut-1": ("Acme", "M1")}
    state = SimpleNamespace(
        plan=SimpleNamespace(roles=roles), instruments={"source-1": SimpleNamespace(serial="1972905")}
    )
    found = {name: SimpleNamespace(maker=maker, model=model) for name, (maker, model) in records.items()}
    return InstrumentNames(state, SimpleNamespace(type_record=found.get))


def test_an_instrument_is_called_by_maker_model_and_serial_number(names):
    assert names.of_role("source") == Bilingual("Fluke 5522A（1972905）", "Fluke 5522A (1972905)")


def test_without_a_serial_number_it_is_called_by_maker_and_model(names):
    assert names.of_role("uut") == Bilingual("Acme M1", "Acme M1")


@pytest.mark.parametrize("role", ["meter", "ambient"])
def test_who_is_not_known_has_no_name(names, role):
    assert names.of_role(role) is None


def test_every_instrument_and_capability_of_a_sentence_is_named(names):
    said = "source (source-1, Fluke 5522A): no dc_voltage; uut (uut-1, Acme M1): no resistance_4w"
    assert names.in_words(Bilingual(said, said)).en == (
        "Fluke 5522A (1972905): no DC voltage; Acme M1: no 4-wire DC resistance"
    )
