from __future__ import annotations

import math

import pytest

from sim_instruments.dialects.scpi_meter.acquisition import Acquisition
from sim_instruments.dialects.scpi_meter.statistics import Statistics


def acquisition(taken, **rows):
    settings = {"first": 0.5, "interval": 0.1, "burst": 3, "triggers": 1} | rows
    return Acquisition(taken.append, settings.pop("first"), **settings)


def test_readings_are_taken_when_they_were_complete_however_late_one_looks():
    taken = []
    one = acquisition(taken)
    assert one.trigger(10.0)
    one.catch_up(100.0)
    assert taken == pytest.approx([10.5, 10.6, 10.7])
    assert one.complete


def test_nothing_is_taken_before_it_is_complete():
    taken = []
    one = acquisition(taken)
    one.trigger(0.0)
    one.catch_up(0.49)
    assert (taken, one.next_at) == ([], 0.5)
    one.catch_up(0.55)
    assert (taken, one.next_at) == ([0.5], pytest.approx(0.6))


def test_a_trigger_is_awaited_between_bursts_and_ignored_within_one():
    one = acquisition([], triggers=2)
    assert one.trigger(0.0)
    assert not one.trigger(0.2)
    one.catch_up(1.0)
    assert one.awaits_trigger
    assert not one.complete
    assert one.trigger(2.0)
    one.catch_up(3.0)
    assert one.complete
    assert not one.trigger(4.0)


def test_endless_bursts_never_complete():
    one = acquisition([], burst=math.inf)
    one.trigger(0.0)
    one.catch_up(50.0)
    assert not one.complete


def test_of_readings_that_nobody_keeps_only_the_last_is_taken():
    taken = []
    one = acquisition(taken, first=0.1, burst=math.inf, free_running=True)
    one.trigger(0.0)
    one.catch_up(3600.05)
    assert len(taken) == 1
    assert taken[0] == pytest.approx(3600.0)
    assert one.next_at == pytest.approx(3600.1)


def test_a_reading_that_asks_to_catch_up_comes_before_the_next():
    taken = []
    one = acquisition(taken)
    one.take = lambda at: (one.catch_up(100.0), taken.append(at))
    one.trigger(0.0)
    one.catch_up(100.0)
    assert taken == pytest.approx([0.5, 0.6, 0.7])


def test_statistics_are_those_of_the_readings_without_overloads():
    values = [1.0, 2.0, 4.0, 7.0]
    gathered = Statistics()
    for value in [*values, math.inf]:
        gathered.add(value)
    mean = sum(values) / 4
    deviation = math.sqrt(sum((value - mean) ** 2 for value in values) / 3)
    assert (gathered.count, gathered.minimum, gathered.maximum, gathered.span) == (4, 1.0, 7.0, 6.0)
    assert gathered.average == pytest.approx(mean)
    assert gathered.deviation == pytest.approx(deviation)
