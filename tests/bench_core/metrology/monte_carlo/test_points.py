"""Many points at once: shared inputs are the same behind all, and grouping changes nothing."""

from __future__ import annotations

import numpy as np
import pytest

from bench_core.errors import CorrelationInvalid, NumberInvalid
from bench_core.metrology.distribution import Normal, Rectangular
from bench_core.metrology.inputs import Correlations, Input
from bench_core.metrology.monte_carlo import Points, points, simulate, simulate_points

SHARED = (Input("standard", 0.0, Normal(3.0)), Input("drift", 0.0, Rectangular(1.0)))


def model(values):
    """Error of indication, and the standard's part in it."""
    return {"error": values["reading"] - values["standard"] - values["drift"], "part": values["standard"]}


def own(count, u=0.5):
    """Return as many points' own inputs."""
    return tuple((Input("reading", 10.0 * number, Normal(u)),) for number in range(count))


def test_each_point_has_the_result_of_its_own_simulation():
    found = simulate_points(model, Points(own(5), SHARED), trials=40_000, probability=0.95, seed=4)
    assert len(found) == 5
    for number, point in enumerate(found):
        alone = simulate(model, [*SHARED, *own(5)[number]], trials=40_000, probability=0.95, seed=4)
        assert point["error"].value == pytest.approx(10 * number, abs=0.06)
        assert point["error"].interval == pytest.approx(alone["error"].interval, abs=0.2)
        assert point.covariance[0][1] == pytest.approx(-9, rel=0.02)


def test_a_shared_input_has_the_same_values_at_every_point_and_others_have_not():
    found = simulate_points(model, Points(own(3), SHARED), trials=10_000, probability=0.95, seed=4)
    assert len({point["part"] for point in found}) == 1
    assert len({point["error"].standard_uncertainty for point in found}) == 3


def test_another_seed_gives_other_values_of_what_points_share_and_the_seed_is_on_record():
    given = Points(own(2), SHARED)
    one, other = (simulate_points(model, given, trials=2000, probability=0.95, seed=seed) for seed in (4, 5))
    assert [point.seed for point in one] == [4, 4]
    assert one[0]["part"].value != other[0]["part"].value


def test_the_difference_of_two_points_is_free_of_what_they_share():
    kept = []

    def keep(values):
        kept.append(model(values)["error"])
        return {"error": kept[-1]}

    simulate_points(keep, Points(own(2), SHARED), trials=10_000, probability=0.95, seed=4)
    assert np.std(kept[1] - kept[0]) == pytest.approx(0.5 * np.sqrt(2), rel=0.05)
    assert np.std(kept[0]) > 3


def test_neither_grouping_nor_threads_change_a_digit(monkeypatch):
    given = Points(own(7), SHARED)
    results = [simulate_points(model, given, trials=12_345, probability=0.9, seed=9, threads=n) for n in (1, 2, 4)]
    monkeypatch.setattr(points, "MOST_KEPT", 60_000)
    results.append(simulate_points(model, given, trials=12_345, probability=0.9, seed=9))
    assert results[1:] == results[:3]


def test_points_may_have_different_inputs_and_correlations_of_their_own():
    mine = ((Input("a", 1.0, Normal(1.0)), Input("b", 0.0, Normal(1.0))),) * 2
    correlations = Correlations.of({("a", "b"): 1.0, ("standard", "drift"): 0.5})
    given = Points(mine, SHARED, correlations)

    def difference(values):
        return {"d": values["a"] - values["b"], "s": values["standard"] + values["drift"]}

    for point in simulate_points(difference, given, trials=20_000, probability=0.95, seed=9):
        assert point["d"].standard_uncertainty == pytest.approx(0, abs=1e-12)
        expected = np.sqrt(9 + 1 / 3 + 3 / np.sqrt(3))
        assert point["s"].standard_uncertainty == pytest.approx(expected, rel=0.02)


@pytest.mark.parametrize(
    ("given", "kind", "said"),
    [
        (Points((), SHARED), NumberInvalid, "no points"),
        (Points(((Input("drift", 0.0, Normal(1.0)),),), SHARED), NumberInvalid, "point 1: drift is a shared input"),
        (
            Points(own(1), SHARED, Correlations.of({("standard", "reading"): 0.5})),
            CorrelationInvalid,
            "standard and reading: one is shared",
        ),
        (Points(own(1), SHARED, Correlations.of({("reading", "z"): 0.5})), CorrelationInvalid, "'z' is not an input"),
    ],
)
def test_impossible_points_are_refused(given, kind, said):
    with pytest.raises(kind, match=said):
        simulate_points(model, given, trials=2000, probability=0.95, seed=1)


def test_too_few_trials_are_refused_for_points_too():
    with pytest.raises(NumberInvalid, match="at least 2000"):
        simulate_points(model, Points(own(1), SHARED), trials=100, probability=0.95, seed=1)
