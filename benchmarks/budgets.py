"""Time of uncertainty budgets: many test points at once, one alone, and the import of what one needs; in one run.

    python benchmarks/budgets.py [--points N] [--rounds N]

The budget is that of the gain of a multimeter at a test point: eight inputs, of which four are normal, three
rectangular and one triangular, and a temperature coefficient times a temperature difference. At every point each way
gives value, combined standard uncertainty, contributions and effective degrees of freedom, and they must agree. The
floor writes the model for numpy arrays and takes central differences; the peers are GTC and `uncertainties`, which has
no degrees of freedom. Imports are those of modules alone, beside the two libraries that a single budget does without.
"""

from __future__ import annotations

import argparse
import math
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import GTC
import numpy as np
from alternating import alternate, show
from uncertainties import ufloat

from bench_core.metrology.arrays import Array
from bench_core.metrology.coverage import CoverageRule, expand
from bench_core.metrology.distribution import Normal, Rectangular, Triangular
from bench_core.metrology.expression import parse_expression
from bench_core.metrology.inputs import Input
from bench_core.metrology.model import compile_model
from bench_core.metrology.points import PointInput, propagate_points
from bench_core.metrology.propagation import propagate

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

MODEL = "(x + zero + resolution) / (s + drift + emf) * (1 + a * dt) - 1"
_FREEDOM = {"x": 9.0, "zero": 9.0, "s": 50.0}
_IMPORTS = {
    "single budget": "bench_core.metrology.coverage, bench_core.metrology.model, bench_core.metrology.propagation",
    "many test points": "bench_core.metrology.model, bench_core.metrology.points",
    "numpy alone": "numpy",
    "pint alone, a registry": "pint; pint.UnitRegistry()",
}


@dataclass(frozen=True, slots=True)
class _Points:
    """Values and standard uncertainties of every input, a number for each point."""

    values: Mapping[str, Array]
    uncertainties: Mapping[str, Array]

    def freedoms(self) -> list[float]:
        return [_FREEDOM.get(name, math.inf) for name in self.values]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--points", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=7)
    options = parser.parse_args()
    points = _points(options.points)
    ways: dict[str, Callable[[_Points], Sequence[Array]]] = {
        "numpy, central differences": _by_numpy,
        "ours": _ours(),
        "uncertainties": _by_uncertainties,
        "GTC": _by_gtc,
    }
    _require_agreement(ways, points)
    print(f"{options.points} test points of 8 inputs  (aim 3 ms of 1000)")
    _compared(alternate({name: _ms(way, points) for name, way in ways.items()}, options.rounds), "ms")
    print("\none budget, with its expanded uncertainty  (aim 100 µs)")
    _compared(alternate(_singly(_points(1)), options.rounds), "µs")
    print("\nimport into an empty interpreter")
    show(alternate({name: _import_ms(modules) for name, modules in _IMPORTS.items()}, options.rounds), "ms")


def _points(number: int) -> _Points:
    generator = np.random.default_rng(5)
    s = np.linspace(0.1, 10.0, number)
    values = {
        "x": s * (1 + 1e-6 * generator.standard_normal(number)),
        "zero": 1e-7 * generator.standard_normal(number),
        "s": s,
        "emf": np.zeros(number),
        "resolution": np.zeros(number),
        "drift": np.zeros(number),
        "a": np.full(number, 2e-6),
        "dt": np.full(number, 0.3),
    }
    uncertainties = {
        "x": 1e-6 * s,
        "zero": np.full(number, 5e-8),
        "s": 1.5e-6 * s,
        "emf": np.full(number, 1e-7),
        "resolution": np.full(number, 5e-8) / math.sqrt(3),
        "drift": 2e-6 * s / math.sqrt(3),
        "a": np.full(number, 5e-7) / math.sqrt(6),
        "dt": np.full(number, 0.5) / math.sqrt(3),
    }
    return _Points(values, uncertainties)


def _ours() -> Callable[[_Points], Sequence[Array]]:
    model = compile_model({"gain": parse_expression(MODEL)}, _points(1).values)

    def compute(points: _Points) -> Sequence[Array]:
        inputs = [
            PointInput(name, value, points.uncertainties[name], _FREEDOM.get(name, math.inf))
            for name, value in points.values.items()
        ]
        (found,) = propagate_points(model, inputs)
        return found.values, found.standard_uncertainties, found.degrees_of_freedom

    return compute


def _gain(q: Mapping[str, object]) -> object:
    x, zero, s, emf, resolution, drift, a, dt = q.values()  # as Python multiplies whatever they are
    return (x + zero + resolution) / (s + drift + emf) * (1 + a * dt) - 1  # type: ignore[operator]


def _by_numpy(points: _Points) -> Sequence[Array]:
    shares = []
    for name, u in points.uncertainties.items():
        step = np.where(u > 0, u, 1.0)
        above = _gain({**points.values, name: points.values[name] + step})
        below = _gain({**points.values, name: points.values[name] - step})
        shares.append((above - below) / (2 * step) * u)  # type: ignore[operator]
    variances = np.square(shares)
    total = variances.sum(axis=0)
    freedom = total**2 / (variances**2 / np.array(points.freedoms())[:, None]).sum(axis=0)
    return np.asarray(_gain(points.values)), np.sqrt(total), freedom


def _by_uncertainties(points: _Points) -> Sequence[Array]:
    rows = []
    for place in range(len(points.values["x"])):
        gain = _gain({n: ufloat(points.values[n][place], points.uncertainties[n][place]) for n in points.values})
        gain.error_components()  # type: ignore[attr-defined]
        rows.append((gain.nominal_value, gain.std_dev))  # type: ignore[attr-defined]
    return [np.array(column) for column in zip(*rows, strict=True)]


def _by_gtc(points: _Points) -> Sequence[Array]:
    rows = []
    for place in range(len(points.values["x"])):
        gain = _gain(
            {
                n: GTC.ureal(points.values[n][place], points.uncertainties[n][place], df)
                for n, df in zip(points.values, points.freedoms(), strict=True)
            }
        )
        rows.append((gain.x, gain.u, gain.df))  # type: ignore[attr-defined]
    return [np.array(column) for column in zip(*rows, strict=True)]


def _require_agreement(ways: Mapping[str, Callable[[_Points], Sequence[Array]]], points: _Points) -> None:
    wanted = ways["ours"](points)
    for way in ways.values():
        for mine, its in zip(wanted, way(points), strict=False):
            np.testing.assert_allclose(mine, its, rtol=1e-6, atol=1e-15)


def _singly(points: _Points) -> dict[str, Callable[[], float]]:
    model = compile_model({"gain": parse_expression(MODEL)}, points.values)
    rule = CoverageRule(p=0.95)
    u = {name: float(value[0]) for name, value in points.uncertainties.items()}
    rectangular, triangular = {"resolution", "drift", "dt"}, {"a"}

    def ours() -> None:
        inputs = [
            Input(
                name,
                float(value[0]),
                Rectangular(u[name] * math.sqrt(3))
                if name in rectangular
                else Triangular(u[name] * math.sqrt(6))
                if name in triangular
                else Normal(u[name]),
                _FREEDOM.get(name, math.inf),
            )
            for name, value in points.values.items()
        ]
        expand(propagate(model, inputs).outputs[0], inputs, rule)

    each = {"ours": ours, "uncertainties": lambda: _by_uncertainties(points), "GTC": lambda: _by_gtc(points)}
    return {name: _us(once) for name, once in each.items()}


def _ms(way: Callable[[_Points], object], points: _Points) -> Callable[[], float]:
    def measure() -> float:
        begin = time.process_time()
        way(points)
        return (time.process_time() - begin) * 1e3

    return measure


def _us(once: Callable[[], object], times: int = 500) -> Callable[[], float]:
    def measure() -> float:
        begin = time.process_time()
        for _ in range(times):
            once()
        return (time.process_time() - begin) / times * 1e6

    return measure


def _import_ms(modules: str) -> Callable[[], float]:
    program = f"import time; begin = time.process_time(); import {modules}; print(time.process_time() - begin)"

    def measure() -> float:
        found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
        return float(found.stdout) * 1e3

    return measure


def _compared(figures: Mapping[str, Sequence[float]], unit: str) -> None:
    show(figures, unit)
    first, *others = figures
    for name in others:
        print(f"{name}: {min(figures[name]) / min(figures[first]):.1f} x {first} of the best")


if __name__ == "__main__":
    main()
