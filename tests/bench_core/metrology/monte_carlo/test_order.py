"""Intervals stay right, and memory stays bounded, where there are more trials than values that are kept."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from bench_core.metrology.monte_carlo.intervals import covered, exact_intervals, lower_rank
from bench_core.metrology.monte_carlo.order import OrderedValues

ROOT = Path(__file__).parents[4]
KINDS = {
    "normal": lambda generator, size: generator.standard_normal(size),
    "exponential": lambda generator, size: generator.standard_exponential(size),
    "heavy tails": lambda generator, size: generator.standard_cauchy(size),
    "u-shaped": lambda generator, size: np.sin(2 * np.pi * generator.random(size)),
    "two values": lambda generator, size: np.where(generator.random(size) < 0.3, -1.0, 2.0),
    "whole numbers": lambda generator, size: generator.poisson(5, size).astype(float),
}


def fill(kind, probability, trials=200_000, kept=20_000):
    """Return all values, and what was made of them in little memory."""
    values = KINDS[kind](np.random.default_rng(77), trials)
    ordered = OrderedValues(kept, probability)
    for begin in range(0, trials, 7_000):
        ordered.add(values[begin : begin + 7_000])
    return values, ordered


def rank_of(values, end):
    """Return the least and the largest rank, from 1, that an end may have among the values."""
    ordered = np.sort(values)
    return np.searchsorted(ordered, end, "left") + 1, np.searchsorted(ordered, end, "right")


@pytest.mark.parametrize("probability", [0.3, 0.6827, 0.95, 0.99])
@pytest.mark.parametrize("kind", KINDS)
def test_the_ends_have_the_right_ranks_to_the_stated_resolution(kind, probability):
    values, ordered = fill(kind, probability)
    assert ordered.trials == ordered._counts.sum() == values.size
    found = ordered.intervals()
    slack = ordered.resolution * values.size + 1
    q = covered(values.size, probability)
    r = lower_rank(values.size, q)
    for end, rank in zip(found.symmetric, (r, r + q), strict=True):
        least, most = rank_of(values, end)
        assert least - slack <= rank <= most
    exact = exact_intervals(values.copy(), probability)
    low, high = found.shortest
    assert np.count_nonzero((values >= low) & (values <= high)) >= q - slack
    spread = exact.symmetric[1] - exact.symmetric[0]
    assert high - low == pytest.approx(exact.shortest[1] - exact.shortest[0], abs=0.01 * spread)


@pytest.mark.parametrize("kind", ["normal", "exponential", "heavy tails", "u-shaped"])
def test_the_resolution_is_far_below_what_the_trials_scatter(kind):
    values, ordered = fill(kind, 0.95)
    assert 0 < ordered.resolution < 0.001
    assert ordered.intervals().symmetric == pytest.approx(exact_intervals(values, 0.95).symmetric, rel=0.01)


@pytest.mark.parametrize("probability", [0.3, 0.6827, 0.95, 0.99])
@pytest.mark.parametrize("kind", ["two values", "whole numbers"])
def test_values_that_many_trials_have_give_exact_ends(kind, probability):
    values, ordered = fill(kind, probability)
    assert ordered.intervals() == exact_intervals(values, probability)


def test_as_many_values_as_may_be_kept_give_exact_intervals():
    values = KINDS["exponential"](np.random.default_rng(1), 20_000)
    ordered = OrderedValues(20_000, 0.95)
    ordered.add(values[:13_000])
    ordered.add(values[13_000:])
    assert ordered.resolution == 0
    assert ordered.intervals() == exact_intervals(values, 0.95)


def test_few_marks_suffice():
    values = KINDS["normal"](np.random.default_rng(1), 100_000)
    ordered = OrderedValues(20_000, 0.5, 100)
    for part in np.split(values, 20):
        ordered.add(part)
    assert ordered.intervals().symmetric == pytest.approx(exact_intervals(values, 0.5).symmetric, abs=0.05)
    assert ordered.resolution < 0.03


PEAK = """
import resource, sys
import numpy as np
from bench_core.metrology.distribution import Normal, Rectangular, Triangular
from bench_core.metrology.inputs import Input
from bench_core.metrology.monte_carlo import simulate
kinds = [Normal(1.0)] * 4 + [Rectangular(1.0)] * 3 + [Triangular(1.0)]
inputs = [Input(f"x{n}", 0.0, kind) for n, kind in enumerate(kinds)]
def model(x):
    return {"y": x["x0"] + x["x1"] + x["x2"] + x["x3"] + x["x4"] * x["x5"] + x["x6"] + x["x7"]}
def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
simulate(model, inputs, trials=20_000, probability=0.95, seed=1)
before = peak()
found = simulate(model, inputs, trials=int(sys.argv[1]), probability=float(sys.argv[2]), seed=1)
print(peak() - before, found.resolution)
"""


def peak_added(trials: int, probability: float = 0.95) -> tuple[float, float]:
    """Return the MiB that a simulation needs at most, and its resolution; in a process of its own."""
    command = [sys.executable, "-c", PEAK, str(trials), str(probability)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    kibibytes, resolution = done.stdout.split()
    scale = 1024 * 1024 if sys.platform == "darwin" else 1024
    return float(kibibytes) / scale, float(resolution)


needs_peak = pytest.mark.skipif(sys.platform == "win32", reason="Windows tells the peak of memory in another way")


@needs_peak
def test_a_million_trials_need_little_memory():
    added, resolution = peak_added(1_000_000)
    assert added < 16
    assert resolution == 0


@needs_peak
@pytest.mark.slow
@pytest.mark.parametrize("probability", [0.95, 0.5])
def test_ten_million_trials_stay_below_32_mib(probability):
    added, resolution = peak_added(10_000_000, probability)
    assert added < 32
    assert 0 < resolution < 3e-5
