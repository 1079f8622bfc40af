"""Time and memory of a million Monte Carlo trials of a multimeter's budget, ours against plain numpy and metrolopy.

    python benchmarks/monte_carlo.py [--trials N] [--rounds N]

The budget has 8 inputs, 4 normal, 3 rectangular and 1 triangular, and a product of two of them; wanted are mean,
standard uncertainty and 95 % interval. Plain numpy draws whole arrays, as a person would write it. Ours also gives the
shortest interval, can be repeated on any number of threads, and keeps its memory bounded; it runs the model as users
do, compiled from its text. Time is by the wall and, of the whole process, by CPU; on a busy machine two threads gain
nothing by the wall. Memory is the peak that Python and numpy allocate, in a run of its own.
"""

from __future__ import annotations

import argparse
import time
import tracemalloc
from typing import TYPE_CHECKING

import numpy as np
from alternating import alternate, show, show_ratio

from bench_core.metrology.distribution import Normal, Rectangular, Triangular
from bench_core.metrology.expression import parse_expression
from bench_core.metrology.inputs import Input
from bench_core.metrology.model import compile_model
from bench_core.metrology.monte_carlo import simulate

if TYPE_CHECKING:
    from collections.abc import Callable

_MODEL = "(indication + offset + repeatability + resolution) / (standard * (1 + a_t * d_t) + drift) - 1"
_INPUTS = (
    Input("indication", 10.0, Normal(2e-6)),
    Input("standard", 10.0, Normal(1.5e-5)),
    Input("offset", 0.0, Normal(5e-6)),
    Input("repeatability", 0.0, Normal(3e-6)),
    Input("resolution", 0.0, Rectangular(5e-6)),
    Input("a_t", 1e-6, Rectangular(5e-7)),
    Input("d_t", 0.0, Rectangular(1.0)),
    Input("drift", 0.0, Triangular(2e-5)),
)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--trials", type=int, default=1_000_000, help="of each round")
    parser.add_argument("--rounds", type=int, default=7)
    options = parser.parse_args()
    runs = _runs(options.trials)
    for clock, name in ((time.perf_counter, "wall"), (time.process_time, "CPU")):
        print(f"{options.trials} trials, {name}")
        figures = alternate({key: _milliseconds(run, clock) for key, run in runs.items()}, options.rounds)
        show(figures, "ms")
        plain = figures["plain numpy"]
        for key in list(runs)[1:]:
            print(key, end=": ")
            show_ratio({"plain numpy": plain, key: figures[key]}, "0.9" if key == "calbench, 1 thread" else "none")
    print("peak of allocated memory")
    show({key: [_peak_mebibytes(run)] for key, run in runs.items()}, "MiB")
    print("(aim: calbench at most 32 MiB)")


def _runs(trials: int) -> dict[str, Callable[[], None]]:
    model = compile_model({"error": parse_expression(_MODEL)}, [item.name for item in _INPUTS])

    def ours(threads: int) -> None:
        simulate(model.evaluate, _INPUTS, trials=trials, probability=0.95, seed=1, threads=threads)

    runs: dict[str, Callable[[], None]] = {
        "plain numpy": lambda: _plain(trials),
        "calbench, 1 thread": lambda: ours(1),
        "calbench, 2 threads": lambda: ours(2),
    }
    return runs | _of_metrolopy(trials)


def _plain(n: int) -> None:
    generator = np.random.default_rng(1)
    indication = generator.normal(10.0, 2e-6, n)
    standard = generator.normal(10.0, 1.5e-5, n)
    offset = generator.normal(0.0, 5e-6, n)
    repeatability = generator.normal(0.0, 3e-6, n)
    resolution = generator.uniform(-5e-6, 5e-6, n)
    a_t = generator.uniform(5e-7, 1.5e-6, n)
    d_t = generator.uniform(-1.0, 1.0, n)
    drift = generator.triangular(-2e-5, 0.0, 2e-5, n)
    error = (indication + offset + repeatability + resolution) / (standard * (1 + a_t * d_t) + drift) - 1
    error.mean(), error.std(ddof=1), np.quantile(error, (0.025, 0.975))


def _of_metrolopy(trials: int) -> dict[str, Callable[[], None]]:
    try:
        from metrolopy import TriangularDist, UniformDist, gummy  # noqa: PLC0415  measured only where it is installed
    except ImportError:
        return {}

    def run() -> None:
        indication, standard = gummy(10.0, 2e-6), gummy(10.0, 1.5e-5)
        offset, repeatability = gummy(0.0, 5e-6), gummy(0.0, 3e-6)
        resolution = gummy(UniformDist(center=0.0, half_width=5e-6))
        a_t = gummy(UniformDist(center=1e-6, half_width=5e-7))
        d_t = gummy(UniformDist(center=0.0, half_width=1.0))
        drift = gummy(TriangularDist(0.0, half_width=2e-5))
        error = (indication + offset + repeatability + resolution) / (standard * (1 + a_t * d_t) + drift) - 1
        error.p = 0.95
        error.sim(n=trials)
        error.xsim, error.usim, error.cisim  # noqa: B018  they are computed when they are asked for

    return {"metrolopy": run}


def _milliseconds(run: Callable[[], None], clock: Callable[[], float]) -> Callable[[], float]:
    def measure() -> float:
        begin = clock()
        run()
        return (clock() - begin) * 1e3

    return measure


def _peak_mebibytes(run: Callable[[], None]) -> float:
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    run()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return (peak - before) / 2**20


if __name__ == "__main__":
    main()
