"""The page of the tables names functions that are there, says what ranges they refuse, and its example runs."""

from __future__ import annotations

import importlib
import re
from pathlib import Path

import pytest

from bench_core.errors import OutsideValidity
from bench_core.metrology.tables.air import moist_air_density, moist_air_density_oiml
from bench_core.metrology.tables.gravity import SOURCES, local_gravity
from bench_core.metrology.tables.platinum import resistance
from bench_core.metrology.tables.thermocouple import emf, tolerance
from bench_core.metrology.tables.thermocouple_coefficients import SEGMENTS
from bench_core.metrology.tables.water import water_density

PAGE = (Path(__file__).parents[4] / "docs" / "reference" / "physical_tables.md").read_text("utf-8")
FUNCTIONS = re.findall(r"^\| `([a-z_]+\.[a-z_]+)`", PAGE, re.MULTILINE)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_function_of_the_page_exists_and_states_its_source(name):
    module, function = name.split(".")
    found = getattr(importlib.import_module(f"bench_core.metrology.tables.{module}"), function)
    assert "Source:" in found.__doc__


def test_the_example_gives_what_it_says():
    (example,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    names: dict[str, object] = {}
    exec(example, names)  # noqa: S102  our own page
    fitted = names["fitted"]
    assert fitted.curve.parameters(20.0).values == pytest.approx((-0.1712, 0.00218), abs=5e-5)
    assert fitted.curve.predict(30.0).extrapolated


@pytest.mark.parametrize(
    ("table", "inside", "outside"),
    [
        (water_density, [(0, 5e4), (40, 1e6)], [(-0.1, 1e5), (40.1, 1e5), (20, 4.9e4), (20, 1.1e6)]),
        (
            moist_air_density,
            [(15, 6e4, 0), (27, 1.1e5, 1)],
            [(14.9, 1e5, 0), (27.1, 1e5, 0), (20, 5.9e4, 0), (20, 1.11e5, 0)],
        ),
        (
            moist_air_density_oiml,
            [(10, 9e4, 0), (30, 1.1e5, 0.8)],
            [(9.9, 1e5, 0), (30.1, 1e5, 0), (20, 8.9e4, 0), (20, 1.11e5, 0)],
        ),
        (resistance, [(-200,), (850,)], [(-200.1,), (850.1,)]),
        (local_gravity, [(-90, -500), (90, 9000)], [(0, -501), (0, 9001), (-91, 0)]),
    ],
)
def test_ranges_are_those_of_the_page(table, inside, outside):
    for arguments in inside:
        assert table(*arguments).value > 0
    for arguments in outside:
        with pytest.raises(OutsideValidity):
            table(*arguments)


def test_air_may_hold_two_thousandths_of_carbon_dioxide():
    assert moist_air_density(20, 1e5, 0, carbon_dioxide=2e-3).value > moist_air_density(20, 1e5, 0).value
    for fraction in (-1e-6, 2.01e-3):
        with pytest.raises(OutsideValidity, match="carbon dioxide"):
            moist_air_density(20, 1e5, 0, carbon_dioxide=fraction)


def test_no_source_claims_to_be_checked():
    sources = [water_density(20).source, resistance(20).source, tolerance("K", 1, 20).source]
    sources += [moist_air_density(20, 1e5, 0.5).source, moist_air_density_oiml(20, 1e5, 0.5).source]
    sources += [emf(letter, 100).source for letter in SEGMENTS]
    sources += SOURCES.values()
    assert [source.title for source in sources if source.verified] == []
    assert all(source.title and source.found_in for source in sources)
