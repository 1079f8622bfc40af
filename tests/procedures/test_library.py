"""The procedures that ship: they lint, expand on shipped type records, and say that nobody has checked them yet."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

import drivers
from bench_core.documents.instrument import TypeRecord
from bench_core.documents.model import load, parse
from bench_core.errors import UsageRefused
from bench_core.metrology.quantity import Quantity
from bench_core.records.plan import Take
from procedures.expansion import expand
from procedures.library import library_names, library_path, procedure_path
from procedures.lint import lint, read_procedure
from procedures.reading import load_methods
from tests.told_in_both import lost

q = Quantity.parse
RECORDS = Path(drivers.__file__).parent
SHARED = library_path("jjf-1587-2016").parent / "methods" / "electrical-comparison.yaml"


@pytest.fixture
def shipped(instrument):
    """Return a 34401A and a 5522A with their shipped type records."""
    meter = load(RECORDS / "keysight" / "hp_34401a.yaml", TypeRecord).model
    calibrator = load(RECORDS / "fluke" / "fluke_5522a.yaml", TypeRecord).model
    return {
        "uut": replace(instrument("meter"), type_record=meter),
        "source": replace(instrument("calibrator"), type_record=calibrator),
    }


def plan_of(name, bound, today):
    return expand(read_procedure(library_path(name)), bound, today)


def item_of(plan, name):
    return next(item for item in plan.items if item.id == name)


def ids(item):
    return [point.id for point in item.points]


@pytest.mark.parametrize("name", library_names())
def test_a_shipped_procedure_has_no_mistake(name):
    assert lint(read_procedure(library_path(name))) == ()


def test_the_procedures_are_there_and_their_shared_methods_are_none():
    assert library_names() == ("euramet-cg-15", "jjf-1587-2016", "jjf-1638-2017")
    assert load_methods(SHARED).model.id == "electrical-comparison"


@pytest.mark.parametrize("name", library_names())
def test_nothing_ships_verified(name):
    model = read_procedure(library_path(name)).model
    assert model.id == name
    assert all(item.verified is None and item.clause is None for item in model.items)
    assert all(row.verified is None and row.clause is None for item in model.items for row in item.requirements)


def test_jjf_1587_has_all_five_functions_on_a_34401a_and_a_5522a(shipped, today):
    plan = plan_of("jjf-1587-2016", shipped, today)
    functions = ["dc_voltage", "ac_voltage", "dc_current", "ac_current", "resistance", "resistance_4w"]
    assert [item.function for item in plan.items] == functions
    assert plan.not_applied == ()
    assert ids(item_of(plan, "dc-voltage"))[:8] == [
        "10 V/+10 %",
        "10 V/+50 %",
        "10 V/+90 %",
        "10 V/-50 %",
        "10 V/-90 %",
        "100 mV/+10 %",
        "100 mV/+90 %",
        "100 mV/-90 %",
    ]
    conditions = {row.name: row.text for row in plan.conditions}
    assert conditions == {
        "ambient.temperature": "20 °C ± 1 °C",
        "ambient.relative_humidity": "≤ 75 %",
        "uut.warm_up": "≥ 1 h",
        "source.zeroed": "≤ 12 h",
    }


def test_jjf_1587_says_which_points_nobody_specifies(shipped, today):
    plan = plan_of("jjf-1587-2016", shipped, today)
    ac = item_of(plan, "ac-voltage")
    assert "750 V/90 %/1 kHz" in ids(ac)
    assert {left.id for left in ac.left_out} == {"750 V/90 %/20 kHz"}
    four = item_of(plan, "resistance-4w")
    assert ids(four) == ["10 kΩ/1 kΩ", "10 kΩ/5 kΩ", "100 Ω/90 Ω", "1 kΩ/0.9 kΩ", "10 kΩ/9 kΩ", "100 kΩ/90 kΩ"]
    assert [left.id for left in four.left_out] == ["1 MΩ/0.9 MΩ", "10 MΩ/9 MΩ", "100 MΩ/90 MΩ"]
    two = item_of(plan, "resistance-2w")
    assert {left.why.en for left in two.left_out} == {"the MPE is too small for two wires"}


def test_jjf_1587_connects_proves_zeroes_and_limits(shipped, today):
    plan = plan_of("jjf-1587-2016", shipped, today)
    wirings = {item.id: {tuple(point.leads.values()) for point in item.points} for item in plan.items}
    assert wirings["dc-voltage"] == {("NORMAL", "INPUT HI LO", "2-wire")}
    assert wirings["dc-current"] == {("AUX", "CURRENT 3 A", "2-wire")}
    assert wirings["resistance-4w"] == {("NORMAL", "INPUT HI LO", "4-wire")}
    assert [item.id for item in plan.items if item.proofs] == ["dc-voltage", "ac-voltage"]
    assert [item.id for item in plan.items if item.max_on] == ["dc-current", "ac-current"]
    once = item_of(plan, "resistance-4w").preliminary
    assert [point.id for point in once.points] == ["10 kΩ/once", "100 Ω/once", "1 kΩ/once", "100 kΩ/once"]


def test_jjf_1587_of_a_meter_that_a_person_reads_takes_one_reading(shipped, today):
    bound = {**shipped, "uut": replace(shipped["uut"], by_person=True)}
    plan = plan_of("jjf-1587-2016", bound, today)
    assert {item.method[-1].readings for item in plan.items} == {1}
    assert all(component.type == "B" for item in plan.items for component in item.components)


def test_jjf_1587_leaves_out_the_items_of_functions_that_a_simple_meter_has_not(shipped, today):
    record = shipped["uut"].type_record
    few = {name: record.functions[name] for name in ("dc_voltage", "ac_voltage", "resistance")}
    simple = replace(shipped["uut"], type_record=record.model_copy(update={"functions": few}), by_person=True)
    plan = plan_of("jjf-1587-2016", {**shipped, "uut": simple}, today)
    assert [item.id for item in plan.items] == ["dc-voltage", "ac-voltage", "resistance-2w"]
    assert [left.id for left in plan.not_applied] == ["dc-current", "ac-current", "resistance-4w"]


def test_euramet_cg_15_shares_the_methods_of_jjf_1587_and_states_no_conformity(shipped, today):
    ours, theirs = (plan_of(name, shipped, today) for name in ("euramet-cg-15", "jjf-1587-2016"))
    for item in ours.items:
        other = item_of(theirs, item.id)
        assert (item.method, item.model, item.components) == (other.method, other.model, other.components)
        assert (item.requirements, bool(other.requirements)) == ((), True)
    assert ours.roles["source"].adequacy is None
    assert len(ours.items) == len(theirs.items)


def test_euramet_cg_15_has_the_points_of_its_table(shipped, today):
    plan = plan_of("euramet-cg-15", shipped, today)
    assert ids(item_of(plan, "dc-voltage"))[:7] == [
        "10 V/+10 %",
        "10 V/+50 %",
        "10 V/+90 %",
        "10 V/-10 %",
        "10 V/-90 %",
        "100 mV/+90 %",
        "100 mV/-90 %",
    ]
    ac = ids(item_of(plan, "ac-voltage"))
    assert [point for point in ac if point.startswith("100 mV")] == [
        f"100 mV/{share} %/{frequency}" for frequency in ("50 Hz", "1 kHz", "20 kHz") for share in (10, 90)
    ]
    assert [point for point in ac if point.startswith("1 V")] == [
        f"1 V/90 %/{frequency}" for frequency in ("50 Hz", "1 kHz", "20 kHz")
    ]
    assert [point for point in ac if point.startswith("10 V")] == [
        "10 V/10 %/1 kHz",
        *(f"10 V/90 %/{frequency}" for frequency in ("20 Hz", "50 Hz", "1 kHz", "20 kHz", "50 kHz", "100 kHz")),
    ]
    assert ids(item_of(plan, "ac-current"))[2:5] == ["1 A/90 %/50 Hz", "1 A/90 %/1 kHz", "1 A/90 %/5 kHz"]


REFERENCE = """\
calbench: instrument/1
maker: Test
model: R8
title: {zh: 标准表, en: reference meter}
source: {document: a test, edition: "1"}
verified: false
interval: 1 year
temperature: 23 °C ± 1 °C
identity: {makers: [Test], model: R8}
functions:
  dc_voltage:
    coverage: {distribution: normal, probability: 95 %}
    terminals: INPUT HI LO
    ranges:
      - {range: 20 V, maximum: 20 V, resolution: 1 µV, of_reading: 2 ppm, of_range: 0.2 ppm}
      - {range: 200 V, maximum: 200 V, resolution: 10 µV, of_reading: 2 ppm, of_range: 0.2 ppm}
      - {range: 1000 V, maximum: 1050 V, resolution: 100 µV, of_reading: 2 ppm, of_range: 0.2 ppm}
  ac_voltage:
    coverage: {distribution: normal, probability: 95 %}
    terminals: INPUT HI LO
    ranges:
      - range: 1000 V
        maximum: 1050 V
        resolution: 1 mV
        bands: [{frequency: 40 Hz .. 30 kHz, of_reading: 20 ppm, of_range: 0.1 ppm}]
  dc_current:
    coverage: {distribution: normal, probability: 95 %}
    terminals: CURRENT 3 A
    ranges:
      - {range: 2 A, maximum: 2 A, resolution: 1 nA, of_reading: 10 ppm, of_range: 0.1 ppm}
      - {range: 20 A, maximum: 20 A, resolution: 1 µA, of_reading: 100 ppm, of_range: 1 ppm, terminals: CURRENT 30 A}
  resistance_4w:
    coverage: {distribution: normal, probability: 95 %}
    terminals: INPUT HI LO
    ranges:
      - {range: 20 kΩ, maximum: 20 kΩ, resolution: 10 µΩ, of_reading: 1 ppm}
"""


@pytest.fixture
def against_a_meter(instrument):
    """Return a calibrator under test and a reference meter."""
    record = parse("reference.yaml", REFERENCE.encode(), TypeRecord).model
    return {"uut": instrument("calibrator"), "meter": replace(instrument("meter"), type_record=record)}


def test_jjf_1638_calibrates_a_source_against_a_reference_meter(against_a_meter, today):
    plan = plan_of("jjf-1638-2017", against_a_meter, today)
    assert [item.id for item in plan.items] == ["dc-voltage", "ac-voltage", "dc-current", "resistance-4w"]
    assert [left.id for left in plan.not_applied] == ["ac-current"]
    assert {role: found.serves for role, found in plan.roles.items()} == {"meter": "indicator", "uut": "source"}
    volts = item_of(plan, "dc-voltage")
    assert ids(volts) == [
        "33 V/+10 %",
        "33 V/+50 %",
        "33 V/+90 %",
        "33 V/-90 %",
        "1000 V/+10 %",
        "1000 V/+50 %",
        "1000 V/+90 %",
        "1000 V/-90 %",
    ]
    assert [point.references["meter"].range for point in volts.points[:3]] == [q("20 V"), q("20 V"), q("200 V")]
    assert [point.id for point in item_of(plan, "resistance-4w").points] == ["110 Ω/99 Ω", "11 kΩ/9.9 kΩ"]
    amperes = item_of(plan, "dc-current")
    assert amperes.points[-1].leads == {"uut": "20 A", "meter": "CURRENT 30 A", "wiring": "2-wire"}


def test_jjf_1638_measures_each_resistor_of_a_source_that_has_a_few(instrument, against_a_meter, today):
    bound = {**against_a_meter, "uut": instrument("resistors")}
    ohms = item_of(plan_of("jjf-1638-2017", bound, today), "resistance-4w")
    assert ids(ohms) == ["10 Ω/10 Ω", "19 Ω/19 Ω", "100 Ω/100 Ω", "10 kΩ/10 kΩ", "19 kΩ/19 kΩ"]
    assert [left.id for left in ohms.left_out] == ["0 Ω/nearest source value to 90 %"]


def test_an_unknown_name_is_answered_with_the_nearest():
    told = r"'jjf-1587': is not in the library; did you mean 'jjf-1587-2016'\?"
    with pytest.raises(UsageRefused, match=told) as refused:
        library_path("jjf-1587")
    assert [*lost(refused.value.told)] == []


@pytest.mark.parametrize("given", ["own/jjf-1587-2016", "jjf-1587-2016.yaml", "own.yaml", "own"])
def test_a_path_is_taken_as_it_is_given(given, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("own").touch()
    Path("own.yaml").touch()
    Path("jjf-1587-2016.yaml").touch()
    assert procedure_path(Path(given)) == Path(given)


def test_a_name_alone_is_that_of_the_library_even_beside_a_folder_of_that_name(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("jjf-1587-2016").mkdir()
    assert procedure_path(Path("jjf-1587-2016")) == library_path("jjf-1587-2016")


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("jjf-1587", "no such file, and no procedure of the library; did you mean 'jjf-1587-2016'"),
        ("jjf-1587-2016.yaml", "no such file here; 'jjf-1587-2016' without .yaml is the procedure of the library"),
    ],
)
def test_a_name_that_is_nothing_is_told_what_the_library_has(given, told, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageRefused, match=re.escape(told)) as refused:
        procedure_path(Path(given))
    assert [*lost(refused.value.told)] == []


def test_large_currents_of_jjf_1638_fit_their_time_with_the_slowest_reference_meter(against_a_meter, today):
    plan = plan_of("jjf-1638-2017", against_a_meter, today)
    slowest_s, settling = 5.12, 2  # an 8508A on its 20 A range: of each of its readings, at least two to be steady
    limited = [item for item in plan.items if item.max_on is not None]
    assert limited
    for item in limited:
        (take,) = [step for step in item.method if isinstance(step, Take)]
        assert 3.3 + (take.readings + settling) * slowest_s < float(item.max_on.longest.si)
