"""The live plot: the current signal over the run's clock, with its band and its set-point."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bench_core.metrology.unit import unit
from bench_core.records.blind import hides_values
from bench_gui.views.names import called
from bench_gui.views.readings import signal_of
from bench_gui.views.under_way import under_way

if TYPE_CHECKING:
    from bench_gui.views.watching import Seen, Traced
    from bench_gui.words import Words


@dataclass(frozen=True, slots=True)
class LivePlot:
    """The current signal.

    Args:
        title: model and serial number of the instrument.
        x_label: of the axis.
        y_label: of the axis, with the unit.
        unit: of the values.
        times: from the last indication, 0, backwards, by the run's clock [s]; in their order.
        values: in `unit`.
        band: lowest and highest value of a steady signal around the latest ones; None while nothing is waited for.
        set_point: nominal value, in `unit`; None where it is not of this kind, or hidden.
        hidden: why nothing is shown; empty where it is.
    """

    title: str
    x_label: str
    y_label: str
    unit: str
    times: tuple[float, ...]
    values: tuple[float, ...]
    band: tuple[float, float] | None
    set_point: float | None
    hidden: str


def live_plot(seen: Seen, words: Words, seconds: float = 60.0) -> LivePlot | None:
    """Return the plot of the signal; None where nothing was indicated yet.

    Args:
        seen: of the run.
        words: of the window's language.
        seconds: how far back, by the run's clock [s].
    """
    name = signal_of(seen)
    if hides_values(seen.state):
        return _hidden(words)
    trace = seen.trace.get(name, ())
    if not trace:
        return None
    last = trace[-1]
    latest = [one for one in _latest(trace, last.time - seconds) if one.unit == last.unit]
    values = tuple(one.value for one in latest)
    return LivePlot(
        title=called(seen.state, name),
        x_label=words("Time before the last indication [s]"),
        y_label=words("Indication [{unit}]", unit=last.unit),
        unit=last.unit,
        times=tuple(one.time - last.time for one in latest),
        values=values,
        band=_band(seen, latest),
        set_point=_set_point(seen, last.unit),
        hidden="",
    )


def _latest(trace: tuple[Traced, ...], since: float) -> tuple[Traced, ...]:
    """Return the end of a trace, which is in the order of time; none is left out, so that no spike is."""
    return trace[bisect_left(trace, since, key=lambda one: one.time) :]


def _band(seen: Seen, latest: list[Traced]) -> tuple[float, float] | None:
    """Return the band about the middle of the indications of the last hold time, of which no more may leave it."""
    wait = seen.steadying
    if wait is None or wait.number < 2 or not latest:
        return None
    since = max(latest[-1].time - float(wait.step.hold.si), wait.began)
    values = [one.value for one in latest if one.time >= since] or [latest[-1].value]
    middle = (max(values) + min(values)) / 2
    half = float(wait.band.as_difference().si / unit(latest[-1].unit).factor) / 2  # of °C too, a band is of K
    return middle - half, middle + half


def _set_point(seen: Seen, symbol: str) -> float | None:
    """Return the nominal value of the point under way, where the signal is of its kind."""
    found = under_way(seen.state.plan, seen.state.key)
    nominal = None if found is None else found.place.point.fields["nominal"]
    if nominal is None or nominal.dimension != unit(symbol).dimension:
        return None
    return float(nominal.to(symbol))


def _hidden(words: Words) -> LivePlot:
    return LivePlot("", "", "", "", (), (), None, None, words("Hidden while readings are taken blind"))
