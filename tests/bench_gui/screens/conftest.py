"""A workplace with the small bench, and a person who chose its set-up."""

from __future__ import annotations

import pytest

from bench_core.clock import system_clock
from bench_core.records.exclusive import is_held
from bench_gui.workplace.finding import find
from bench_gui.workplace.proposal import SetUp
from bench_gui.workplace.workplace import Uut
from tests.conftest import BenchFolder

WITHIN_S = 45.0


@pytest.fixture
def small_bench(workplace):
    """Return the files of the small bench in the workplace; a run in it that is under way ends before the test does."""
    folder = BenchFolder(workplace)
    yield folder
    clock = system_clock()
    for record in (workplace / "records").glob("*.calrun"):
        assert clock.wait_until(lambda record=record: not is_held(record), clock.now() + WITHIN_S)


@pytest.fixture
def choose(small_bench, session):
    """Chooses the set-up of the small bench, as it is then."""

    def chosen():
        found = find(small_bench.folder)
        procedure = next((one for one in found.procedures if one.path.parent == small_bench.folder), None)
        meter = Uut("Keysight", "34401A", "MY41001234")
        session.chosen = SetUp(meter, found.orders[0], procedure, found.benches[0], session.operator, ())

    return chosen
