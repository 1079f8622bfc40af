"""What is followed of a settling signal: the step that is under way, and the slope of the last hold time alone."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from bench_core.bilingual import Bilingual
from bench_core.metrology.quantity import Quantity
from bench_core.records.events import HoldWaited, IndicationTaken, SteadyReached, TakeIntended
from bench_core.records.plan import Ask, Steady
from bench_gui.views.settling import settling
from bench_gui.views.steadying import steady_watch
from bench_gui.views.watching import Watching


@pytest.fixture
def announced(finished):
    """Return the plan, and the event that announces the first wait."""
    seen = finished.after(TakeIntended, purpose="settling")
    return seen.state.plan, seen.taking


@pytest.fixture
def indication(finished):
    return finished.after(IndicationTaken, purpose="settling").indicated["meter"].taken


def test_before_any_indication_only_the_step_is_known(announced):
    now = steady_watch(*announced, 0, 7.0).now()
    assert (now.number, now.spread, now.slope, now.held_s, now.unit) == (0, None, None, 0.0, "")
    assert (now.instrument, now.began, now.band) == ("meter", 7.0, Quantity.parse("36.5 µV"))


def test_the_slope_is_that_of_the_last_hold_time_alone(announced, indication):
    watch = steady_watch(*announced, 0, 0.0)
    values = [Decimal(number) for number in range(20)] + [Decimal(20)] * 20
    for number, value in enumerate(values):
        watch.add(replace(indication, time=0.1 * number, value=value))
        if number == 19:
            assert watch.now().slope == pytest.approx(10.0)
    assert watch.now().slope == pytest.approx(0.0, abs=1e-9)


def test_a_large_value_takes_no_digits_from_the_slope(announced, indication):
    watch = steady_watch(*announced, 0, 0.0)
    for number in range(2000):
        value = Decimal("999.9999") + Decimal("0.00000001") * number
        watch.add(replace(indication, time=0.1 * number, value=value))
    assert watch.now().slope == pytest.approx(1e-7, rel=1e-3)


def test_a_second_wait_for_the_same_signal_has_its_own_band_and_time(announced):
    plan, event = announced
    item = plan.items[0]
    second = Steady("uut", "10 mV", Quantity.parse("5 s"), Quantity.parse("60 s"))
    plan = replace(plan, items=(replace(item, method=(*item.method, second)),))
    assert steady_watch(plan, event, 1, 0.0).now().band == Quantity.parse("10 mV")
    assert steady_watch(plan, event, 0, 0.0).now().band == Quantity.parse("36.5 µV")
    assert steady_watch(plan, event, 2, 0.0) is None


@pytest.mark.parametrize("over", [SteadyReached, HoldWaited])
def test_which_wait_it_is_is_counted_within_the_attempt(finished, over):
    watching = Watching()
    for line in finished.lines:
        if isinstance(line.event, SteadyReached) and over is HoldWaited:
            line = replace(line, event=HoldWaited(line.event.key, "uut", Quantity.parse("1 s")))  # noqa: PLW2901  edited
        watching.take(line, 0.0)
        if isinstance(line.event, over):
            break
    key = watching.seen().state.key
    take = replace(finished.lines[0], number=999, event=TakeIntended(key, "uut", "meter", 0, "settling"))
    watching.take(take, 0.0)
    assert watching.seen().steadying is None  # the method waits once only
    assert finished.after(TakeIntended, 2, purpose="settling").steadying is not None  # the next attempt counts anew


def test_where_a_person_is_asked_for_a_number_no_value_of_another_meter_is_shown_either(finished, words):
    seen = finished.after(IndicationTaken, 3, purpose="settling")
    item = seen.state.plan.items[0]
    ask = Ask("t", Bilingual("温度", "temperature"), "°C")
    plan = replace(seen.state.plan, items=(replace(item, method=(*item.method, ask)),))
    blind = replace(seen, state=replace(seen.state, started=replace(seen.state.started, plan=plan)))
    view = settling(blind, blind.at, words)
    assert (view.value, view.slope, view.band, view.spread) == ("", "", "", "")
    assert view.held == "0.8 s of 1 s"
