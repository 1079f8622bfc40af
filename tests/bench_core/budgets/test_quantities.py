"""Each way to write an input gives the standard uncertainty, degrees of freedom and draws that it stands for."""

from __future__ import annotations

import math

import pytest

from bench_core.budgets.quantities import InputQuantity, input_quantities
from bench_core.budgets.reading import parse_budget
from bench_core.metrology.distribution import AsymmetricRectangular, Normal, StudentT
from bench_core.metrology.quantity import Quantity


def quantity(form: str) -> InputQuantity:
    text = f"calbench: budget/1\nmodel: x\ninputs:\n  x: {form}\n"
    (found,) = input_quantities(parse_budget("f", text.encode()).model)
    return found


@pytest.mark.parametrize(
    ("form", "u", "nu", "name"),
    [
        ("{value: 215 nm, u: 5.8 nm}", 5.8, math.inf, "normal"),
        ("{value: 215 nm, u: 5.8 nm, nu: 24}", 5.8, 24, "student_t"),
        ("{value: 215 nm, distribution: normal, u: 5.8 nm, nu: 24}", 5.8, 24, "normal"),
        ("{value: 10.003 V, U: 5 mV, k: 2}", 0.0025, math.inf, "normal"),
        ("{value: 10.003 V, U: 1.959964 V, p: 95 %}", 1.0, math.inf, "normal"),
        ("{value: 10.003 V, U: 2.776445 V, p: 95 %, nu: 4}", 1.0, 4, "student_t"),
        ("{value: 0 V, distribution: normal, half_width: 2.575829 mV, p: 99 %}", 0.001, math.inf, "normal"),
        ("{value: 0 K, distribution: rectangular, half_width: 3 K}", math.sqrt(3), math.inf, "rectangular"),
        ("{value: 0 K, distribution: rectangular, half_width: 3 K, nu: 50}", math.sqrt(3), 50, "rectangular"),
        ("{value: 0 V, distribution: rectangular, below: 1 V, above: 3 V}", 4 / math.sqrt(12), math.inf, "rectangular"),
        ("{value: 0 K, distribution: triangular, half_width: 6 K}", math.sqrt(6), math.inf, "triangular"),
        ("{value: 0 K, distribution: arcsine, half_width: 2 K}", math.sqrt(2), math.inf, "arcsine"),
        ("{value: 0 K, distribution: two_point, half_width: 2 K}", 2, math.inf, "two_point"),
        ("{value: 0 K, distribution: trapezoidal, half_width: 6 K, beta: 0}", math.sqrt(6), math.inf, "trapezoidal"),
        ("{value: 0 K, distribution: trapezoidal, half_width: 3 K, beta: 1}", math.sqrt(3), math.inf, "trapezoidal"),
        (
            "{value: 0, distribution: curvilinear_trapezoid, half_width: 3, uncertainty_of_half_width: 3}",
            2,
            math.inf,
            "curvilinear_trapezoid",
        ),
        ("{value: 1, distribution: student_t, u: 0.5, nu: 3}", 0.5, 3, "student_t"),
        ("{value: 2.5 s, distribution: exponential}", 2.5, math.inf, "exponential"),
        ("{distribution: counts, count: 99}", 10, math.inf, "counts"),
        ("{observations: [1, 2, 3], resolution: 1.9}", 1 / math.sqrt(3), 2, "student_t"),
        ("{observations: [1, 2, 3], resolution: 2.1}", 2.1 / math.sqrt(12), math.inf, "rectangular"),
        ("{observations: [5, 5], unit: mV, resolution: 1 µV}", 1e-3 / math.sqrt(12), math.inf, "rectangular"),
        ("{observations: [1 mV, 2 mV, 3 mV]}", 1 / math.sqrt(3), 2, "student_t"),
    ],
)
def test_it_gives_the_standard_uncertainty_in_the_unit_of_the_estimate(form, u, nu, name):
    found = quantity(form)
    assert found.standard_uncertainty == pytest.approx(u, rel=1e-6)
    assert (found.degrees_of_freedom, found.distribution_name) == (nu, name)


def test_observations_give_their_exact_mean_and_numbers_the_unit_beside_them():
    assert quantity("{observations: [1.1 V, 1.2 V]}").value == Quantity.of("1.15", "V")
    written = quantity("{observations: [1.1, 1.2], unit: mV}")
    assert (written.value, str(written.unit)) == (Quantity.of("1.15", "mV"), "mV")


def test_counts_estimate_one_more_than_was_counted():
    assert quantity("{distribution: counts, count: 99}").value == Quantity.of("100", "1")


def test_u_with_degrees_of_freedom_is_drawn_as_students_t_unless_it_is_said_to_be_normal():
    assert quantity("{value: 1 mV, u: 1 mV, nu: 3}").distribution == StudentT(0.001, 3)
    assert quantity("{value: 1 mV, distribution: normal, u: 1 mV, nu: 3}").distribution == Normal(0.001)


def test_limits_that_do_not_lie_symmetrically_are_drawn_between_both():
    found = quantity("{value: 0 mV, distribution: rectangular, below: 1 mV, above: 3 mV}")
    assert found.distribution == AsymmetricRectangular(0.001, 0.003)


def test_a_temperature_in_celsius_has_its_uncertainty_in_kelvin():
    found = quantity("{value: 20 °C, distribution: rectangular, half_width: 300 mK}")
    assert (str(found.value.unit), str(found.unit)) == ("°C", "K")
    assert found.standard_uncertainty == pytest.approx(0.3 / math.sqrt(3))
    assert found.engine_input.value == 293.15
