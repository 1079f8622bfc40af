"""Units of sensitivities and covariances are written in one way that can be read in one way."""

from __future__ import annotations

import pytest

from bench_core.budgets.units import product, quotient
from bench_core.metrology.unit import unit


@pytest.mark.parametrize(
    ("above", "below", "text"),
    [
        ("nm", "nm", "1"), ("nm", "K^-1", "nm·K"), ("Ω", "V", "Ω/V"), ("1", "V", "V^-1"), ("V", "1", "V"),
        ("%", "mV", "%/mV"), ("nm", "m", "nm/m"), ("kg/m³", "K", "kg·m^-3·K^-1"), ("V·A", "A", "V"),
        ("m²", "s²", "m^2/s^2"),
    ],
)  # fmt: skip
def test_a_sensitivity_has_the_unit_of_the_result_over_that_of_the_input(above, below, text):
    assert quotient(unit(above), unit(below)) == text
    assert text == "1" or unit(text).factor == unit(above).factor / unit(below).factor


def test_a_covariance_has_the_product_of_the_units():
    assert product(unit("mV"), unit("mV")) == "mV^2"
    assert product(unit("Ω"), unit("1")) == "Ω"
    assert product(unit("1"), unit("1")) == "1"
