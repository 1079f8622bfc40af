"""Earlier runs of one unit under test: the error of each point over time, and a drift line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from math import sqrt
from operator import itemgetter
from pathlib import Path
from statistics import pvariance
from typing import TYPE_CHECKING

from bench_core.errors import RecordError
from bench_core.metrology.quantity import Quantity
from bench_core.metrology.rounding import report
from bench_core.metrology.unit import unit
from bench_core.records.folding import fold_record
from bench_core.records.record import read_record
from bench_core.records.row_values import row_values
from bench_core.records.run_states import RunStatus
from bench_gui.tone import Tone
from bench_gui.views.point_rows import verdict_look
from bench_gui.views.review.reviewed_run import stage_word

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bench_core.records.result import PointResult
    from bench_core.records.run_state import RunState
    from bench_gui.words import Words
    from bench_gui.workplace.workplace import FoundRecord, Uut

_YEAR = timedelta(days=365.25)
_K = 2
_DIGITS = 2
_FEWEST = 3
_SHORTEST = timedelta(days=60)
"""Over less, the slope by the year is mostly the scatter of the runs, made large."""


@dataclass(frozen=True, slots=True)
class PastResult:
    """The error of one point in one run; floats in `unit` of the series, for the plot alone.

    Args:
        years: since the first run of the series.
        utc: when the run began.
        error: of indication.
        uncertainty: expanded, U.
        mpe: magnitude of the limit of error.
        step: one step of the last reported digit.
        text: error and U, every digit.
        word: verdict.
        tone: of the verdict.
        record: of the run.
        stage: of the run, in words.
    """

    years: float
    utc: datetime
    error: float
    uncertainty: float
    mpe: float
    step: float
    text: str
    word: str
    tone: Tone
    record: Path
    stage: str


@dataclass(frozen=True, slots=True)
class DriftLine:
    """A straight line through the errors by least squares.

    Args:
        at_start: error at the first run.
        per_year: slope.
        uncertainty_per_year: expanded uncertainty (k = 2) of the slope, from the scatter and the reported digits.
        limit_reached: years from the first run until the line meets the limit of error; None where it does not, and
            where the slope is no larger than its uncertainty.
    """

    at_start: float
    per_year: float
    uncertainty_per_year: float
    limit_reached: float | None


@dataclass(frozen=True, slots=True)
class Series:
    """One point over the years.

    Args:
        title: of item and point, for people.
        drift: by the year for people, or why none is told.
        line: None where no drift is told.
    """

    item: str
    point: str
    title: str
    unit: str
    results: tuple[PastResult, ...]
    drift: str
    line: DriftLine | None


@dataclass(frozen=True, slots=True)
class History:
    """The runs of one unit under test by one procedure.

    Args:
        series: in the order of the latest plan.
        runs: how many finished ones there are.
    """

    series: tuple[Series, ...]
    runs: int


def records_of(records: Iterable[FoundRecord], uut: Uut, procedure: str, *, simulated: bool) -> tuple[FoundRecord, ...]:
    """Return the finished runs of an instrument by a procedure, the latest first; a copy of a run counts once.

    Args:
        records: in any order; of copies, the first is taken.
        uut: whose runs.
        procedure: id.
        simulated: whether its instruments were; what a simulation did says nothing of the real ones.
    """
    found: dict[tuple[str, datetime], FoundRecord] = {}
    for one in records:
        of_it = one.procedure == procedure and one.uut.serial and one.uut.key == uut.key
        if of_it and one.simulated is simulated and one.status == "finished" and one.started is not None:
            found.setdefault((one.run, one.started), one)
    return tuple(found[key] for key in sorted(found, key=itemgetter(1), reverse=True))


def read_runs(paths: Iterable[Path]) -> tuple[tuple[tuple[Path, RunState], ...], tuple[str, ...]]:
    """Read whole records, which takes its time, and return their states and what is wrong with the others."""
    states: list[tuple[Path, RunState]] = []
    problems: list[str] = []
    for path in paths:
        try:
            states.append((path, fold_record(read_record(path))))
        except RecordError as problem:
            problems.append(str(problem))
    return tuple(states), tuple(problems)


def history(runs: Sequence[tuple[Path, RunState]], words: Words) -> History:
    """Return every point of the latest plan over the finished runs.

    Args:
        runs: path and state of runs of one unit under test by one procedure, in any order.
        words: of the window's language.
    """
    finished = [run for run in runs if run[1].status is RunStatus.FINISHED]
    finished.sort(key=lambda run: run[1].started_utc)
    if not finished:
        return History((), 0)
    latest = finished[-1][1]
    titles = {item.id: words.of(item.title) for item in latest.plan.items}
    series = [_series(place, f"{titles[place[0]]} · {place[1]}", finished, words) for place in latest.planned]
    return History(tuple(one for one in series if one.results), len(finished))


def _series(place: tuple[str, str], title: str, runs: Sequence[tuple[Path, RunState]], words: Words) -> Series:
    found = [(path, state, state.results[place].result) for path, state in runs if place in state.results]
    if not found:
        return Series(*place, title, "", (), "", None)
    symbol = found[-1][2].unit
    alike = [one for one in found if unit(one[2].unit).dimension == unit(symbol).dimension]
    begin = alike[0][1].started_utc
    results = tuple(_past(path, state, result, symbol, begin, words) for path, state, result in alike)
    return Series(*place, title, symbol, results, *_drift(results, symbol, words))


def _past(path: Path, state: RunState, result: PointResult, symbol: str, begin: datetime, words: Words) -> PastResult:
    values, (word, tone) = row_values(result), verdict_look(result.verdict, words)
    scale = float(unit(result.unit).factor / unit(symbol).factor)
    return PastResult(
        (state.started_utc - begin) / _YEAR,
        state.started_utc,
        float(result.error.to(symbol)),
        result.expanded_uncertainty * scale,
        abs(float(result.mpe.to(symbol))),
        10.0 ** -(result.reported_uncertainty.decimals or 0) * scale,
        f"{values.error}, U = {values.uncertainty}",
        word,
        tone,
        path,
        stage_word(state.plan.stage, words),
    )


def _drift(results: tuple[PastResult, ...], symbol: str, words: Words) -> tuple[str, DriftLine | None]:
    """Return what is told of the drift, and its line."""
    if len(results) < _FEWEST:
        return words("too few runs for a drift"), None
    if results[-1].utc - results[0].utc < _SHORTEST:
        return words("too short a time for a drift"), None
    line = _line(results)
    slope, spread = report(Quantity(Fraction(line.per_year), unit(symbol)), line.uncertainty_per_year, _DIGITS)
    return words("drift {slope} per year, U = {spread} (k = 2)", slope=slope, spread=spread), line


def _line(results: tuple[PastResult, ...]) -> DriftLine:
    from bench_core.metrology.fit.polynomial import fit_line  # noqa: PLC0415  numpy, for who looks at a history

    years = [one.years for one in results]
    fitted = fit_line(years, [one.error for one in results]).curve.parameters(0.0)
    start, slope = fitted.values
    spread = _K * max(fitted.standard_uncertainties[1], _least(years, max(one.step for one in results)))
    met = _limit_reached(start, slope, results[-1]) if abs(slope) > spread else None
    return DriftLine(start, slope, spread, met)


def _least(years: list[float], step: float) -> float:
    """Return the standard uncertainty of a slope that errors have by their last digit alone, where they do not scatter.

    Source: JCGM 100:2008 F.2.2.1 (resolution), H.3.3 (slope).
    """
    return step / sqrt(12) / sqrt(len(years) * pvariance(years))


def _limit_reached(start: float, slope: float, latest: PastResult) -> float | None:
    """Return when the line meets the limit of error on the side that it runs to, after the latest run."""
    limit = latest.mpe if slope > 0 else -latest.mpe
    years = (limit - start) / slope
    return years if years > latest.years else None
