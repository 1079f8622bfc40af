"""Laws that every simulation obeys, whatever its inputs: scale, what is not used, and how trials are cut up."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from bench_core.metrology.distribution import (
    Arcsine,
    AsymmetricRectangular,
    Counts,
    CurvilinearTrapezoid,
    Exponential,
    Normal,
    Rectangular,
    StudentT,
    Trapezoidal,
    Triangular,
    TwoPoint,
)
from bench_core.metrology.inputs import Input
from bench_core.metrology.monte_carlo import simulate
from bench_core.metrology.monte_carlo.intervals import exact_intervals
from bench_core.metrology.monte_carlo.moments import Moments
from bench_core.metrology.monte_carlo.order import OrderedValues

WIDTH = st.floats(1e-3, 1e3)
DISTRIBUTIONS = st.one_of(
    st.builds(Normal, WIDTH),
    st.builds(StudentT, WIDTH, st.floats(3, 100)),
    st.builds(Rectangular, WIDTH),
    st.builds(AsymmetricRectangular, WIDTH, WIDTH),
    st.builds(Triangular, WIDTH),
    st.builds(Trapezoidal, WIDTH, st.floats(0, 1)),
    st.builds(lambda width, share: CurvilinearTrapezoid(width, width * share), WIDTH, st.floats(0, 1)),
    st.builds(Arcsine, WIDTH),
    st.builds(TwoPoint, WIDTH),
    st.builds(Exponential, WIDTH),
    st.builds(Counts, st.integers(0, 1000)),
)
FEW = settings(max_examples=25, deadline=None)


def run(model, distributions, **changes):
    """Return the only output of a small simulation."""
    inputs = [Input(f"x{place}", 0.0, distribution) for place, distribution in enumerate(distributions)]
    return simulate(model, inputs, **({"trials": 2000, "probability": 0.95, "seed": 7} | changes)).outputs[0]


@FEW
@given(distribution=DISTRIBUTIONS, power=st.integers(-30, 30))
def test_another_unit_of_the_output_changes_no_digit(distribution, power):
    scale = 2.0**power
    one = run(lambda x: {"y": x["x0"]}, [distribution])
    other = run(lambda x: {"y": x["x0"] * scale}, [distribution])
    assert other.value == one.value * scale
    assert other.standard_uncertainty == one.standard_uncertainty * scale
    assert other.interval == tuple(end * scale for end in one.interval)
    assert other.shortest_interval == tuple(end * scale for end in one.shortest_interval)


@FEW
@given(distribution=DISTRIBUTIONS)
def test_both_intervals_cover_the_probability_and_none_is_shorter_than_the_shortest(distribution):
    values = []

    def model(x):
        values.append(x["x0"])
        return {"y": x["x0"]}

    found = run(model, [distribution], trials=4000, probability=0.9)
    for low, high in (found.interval, found.shortest_interval):
        assert np.count_nonzero((values[0] >= low) & (values[0] <= high)) >= 3600
    widths = [high - low for low, high in (found.shortest_interval, found.interval)]
    assert widths[0] <= widths[1]


@FEW
@given(distribution=DISTRIBUTIONS)
def test_what_the_model_does_not_use_has_no_part_in_the_result(distribution):
    alone = run(lambda x: {"y": x["x0"]}, [Normal(1.0)])
    beside = run(lambda x: {"y": x["x0"]}, [Normal(1.0), distribution])
    assert alone == beside


@FEW
@given(
    values=st.lists(st.floats(-1e6, 1e6), min_size=40, max_size=200),
    cuts=st.lists(st.integers(1, 199), max_size=4, unique=True),
)
def test_how_trials_are_cut_up_does_not_matter(values, cuts):
    whole = np.array(values)
    parts = [part for part in np.split(whole, sorted(cut for cut in cuts if cut < whole.size)) if part.size]
    ordered, moments = OrderedValues(whole.size, 0.8), Moments.of([parts[0]])
    ordered.add(parts[0])
    for part in parts[1:]:
        ordered.add(part)
        moments += Moments.of([part])
    assert ordered.intervals() == exact_intervals(whole.copy(), 0.8)
    together = Moments.of([whole])
    assert np.allclose(moments.means, together.means, rtol=1e-12, atol=1e-9)
    assert np.allclose(moments.products, together.products, rtol=1e-9, atol=1e-6)
