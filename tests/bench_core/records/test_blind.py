"""Who takes readings sees nothing that tells what to expect before the readings are entered."""

from dataclasses import dataclass, field, replace
from types import SimpleNamespace

import pytest

from bench_core.bilingual import Bilingual
from bench_core.records.blind import hides_values, is_hidden, reads_blind
from bench_core.records.plan import Ask, Take

ASK = Ask("t", Bilingual("温度", "temperature"), "°C")
TAKE = Take("x", "uut", 3)


@dataclass(frozen=True)
class Item:
    """What is asked of an item."""

    id: str
    points: tuple = (SimpleNamespace(id="a"), SimpleNamespace(id="b"))
    method: tuple = (TAKE,)


@dataclass(frozen=True)
class State:
    """What is asked of a state."""

    plan: object
    ended: object = None
    results: dict = field(default_factory=dict)
    skipped: dict = field(default_factory=dict)


def plan(*items, by_person=False):
    return SimpleNamespace(items=items, roles={"uut": SimpleNamespace(by_person=by_person)})


@pytest.mark.parametrize(
    ("planned", "blind"),
    [
        (plan(Item("i")), False),
        (plan(Item("i"), by_person=True), True),
        (plan(Item("i", method=(TAKE, ASK))), True),
        (plan(Item("i"), Item("j", method=(ASK,))), True),
    ],
)
def test_a_run_is_read_blind_where_a_person_reads_an_instrument_or_is_asked_for_a_number(planned, blind):
    assert reads_blind(planned) is blind
    assert hides_values(State(planned)) is blind


def test_an_item_is_hidden_until_each_of_its_points_is_read_or_left_out():
    first, second = Item("i"), Item("j")
    state = State(plan(first, second, by_person=True), results={("i", "a"): 1})
    assert is_hidden(state, first)
    done = replace(state, skipped={("i", "b"): 1})
    assert not is_hidden(done, first)
    assert is_hidden(done, second)


def test_a_run_that_ended_hides_nothing():
    state = State(plan(Item("i"), by_person=True), ended=SimpleNamespace())
    assert not hides_values(state)
    assert not is_hidden(state, state.plan.items[0])
