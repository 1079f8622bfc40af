"""The procedures that ship with calbench: they lint, and say openly that nobody has checked them yet."""

from __future__ import annotations

import pytest

from bench_core.errors import UsageError
from procedures.expansion import expand
from procedures.library import library_names, library_path
from procedures.lint import lint, read_procedure


@pytest.mark.parametrize("name", library_names())
def test_a_shipped_procedure_has_no_mistake(name):
    assert lint(read_procedure(library_path(name))) == ()


@pytest.mark.parametrize("name", library_names())
def test_nothing_ships_verified(name):
    model = read_procedure(library_path(name)).model
    assert model.id == name
    assert all(item.verified is None and item.clause is None for item in model.items)
    assert all(row.verified is None and row.clause is None for item in model.items for row in item.requirements)


def test_dc_voltage_of_jjf_1587_is_there_with_its_points(bind, today):
    plan = expand(read_procedure(library_path("jjf-1587-2016.yaml")), bind(), today)
    assert [point.id for point in plan.items[0].points] == [
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
    }


def test_an_unknown_name_is_answered_with_the_nearest():
    with pytest.raises(UsageError, match=r"'jjf-1587': is not in the library; did you mean 'jjf-1587-2016'\?"):
        library_path("jjf-1587")
