from __future__ import annotations

import itertools
from decimal import Decimal
from fractions import Fraction
from math import exp
from statistics import fmean, stdev

import pytest

from sim_instruments.physics.hidden import HiddenErrors, HiddenTable
from sim_instruments.physics.noise import key_of, plain, standard_normal
from sim_instruments.physics.output import Nature, Output, Setting
from sim_instruments.physics.settling import Step


def test_the_same_key_always_gives_the_same_number():
    # computed once and written down: a change of the algorithm would change every record ever made
    assert standard_normal(key_of("reading", 1, "meter", 3)) == standard_normal(key_of("reading", 1, "meter", 3))
    assert standard_normal(key_of("reading", 1, "meter", 3)) == pytest.approx(1.2489367756042642, abs=1e-12)


@pytest.mark.parametrize(("one", "other"), [("10", "1E+1"), ("10.0", "10"), ("0", "-0"), ("0.00", "-0.0")])
def test_equal_numbers_have_one_key(one, other):
    assert plain(Decimal(one)) == plain(Decimal(other))


def test_parts_of_a_key_do_not_run_into_one_another():
    assert key_of("a", 11) != key_of("a1", 1)


def test_noise_is_standard_normal_and_without_memory():
    draws = [standard_normal(key_of("key", number)) for number in range(20000)]
    assert fmean(draws) == pytest.approx(0, abs=4 / 20000**0.5)
    assert stdev(draws) == pytest.approx(1, rel=4 / (2 * 20000) ** 0.5)
    lag = fmean(a * b for a, b in itertools.pairwise(draws))
    assert lag == pytest.approx(0, abs=4 / 20000**0.5)
    within = sum(abs(draw) < 1.959963984540054 for draw in draws) / len(draws)
    assert within == pytest.approx(0.95, abs=4 * (0.95 * 0.05 / 20000) ** 0.5)


def test_hidden_errors_are_gain_offset_and_a_bend_that_vanishes_at_zero_and_full_scale():
    errors = HiddenErrors(10.0, gain=4e-6, offset=2e-6, linearity=1e-6)
    assert errors.apply(0.0) == pytest.approx(2e-6, abs=1e-15)
    assert errors.apply(10.0) - 10.0 == pytest.approx(42e-6, abs=1e-12)
    assert errors.apply(-10.0) + 10.0 == pytest.approx(-38e-6, abs=1e-12)


def test_the_largest_bend_is_the_stated_linearity_and_odd():
    errors = HiddenErrors(10.0, linearity=1e-6)
    bends = [errors.apply(x / 100) - x / 100 for x in range(1001)]
    assert max(bends) == pytest.approx(1e-5, rel=1e-3)
    assert errors.apply(-5.0) == -errors.apply(5.0)


def test_a_range_that_is_not_listed_has_no_errors():
    table = HiddenTable({("dc_voltage", Fraction(10)): HiddenErrors(10.0, gain=1.0)})
    assert table.of("dc_voltage", Fraction(1)).apply(0.7) == 0.7
    assert table.of("dc_voltage", Fraction(10)).apply(0.7) == 1.4


def test_a_step_settles_exponentially():
    step = Step(0.0, 10.0, since=5.0, time_constant=0.2)
    assert step.at(5.0) == 0.0
    assert step.at(5.2) == pytest.approx(10 * (1 - exp(-1)))
    assert step.settled_at == pytest.approx(8.2)
    assert step.at(step.settled_at) == pytest.approx(10.0, abs=2e-6)


def test_a_step_is_the_same_to_the_bit_wherever_its_clock_starts():
    early = Step(0.0, 10.0, since=0.0, time_constant=0.2)
    late = Step(0.0, 10.0, since=1e5 + 0.1, time_constant=0.2)
    assert early.at(0.4015) == late.at(1e5 + 0.1 + 0.4015)


def _output() -> Output:
    nature = Nature("calibrator", 1, HiddenTable(), 0.2)
    return Output(nature, Setting("dc_voltage", Decimal(33), Decimal(10)))


def test_an_output_in_standby_is_at_zero_whatever_it_is_set_to():
    assert _output().carried_at(100.0, "meter", 1) == 0.0


def test_an_output_settles_from_the_moment_it_is_energised_not_set():
    output = _output()
    output.program(Setting("dc_voltage", Decimal(33), Decimal(10)), 0.0)
    output.energise(50.0)
    assert output.carried_at(50.2, "meter", 1) == pytest.approx(10 * (1 - exp(-1)))


def test_an_energised_output_moves_to_a_new_setting_from_where_it_is():
    output = _output()
    output.energise(0.0)
    output.program(Setting("dc_voltage", Decimal(33), Decimal(20)), 100.0)
    assert output.carried_at(100.0, "meter", 1) == pytest.approx(10.0)
    assert output.carried_at(100.2, "meter", 1) == pytest.approx(20 - 10 * exp(-1))
