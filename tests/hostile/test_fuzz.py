"""A seeded short run of every fuzz target; the long ones are `python -m fuzz TARGET --minutes N`."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, seed, settings
from hypothesis import strategies as st

from fuzz.__main__ import NAMES
from fuzz.targets import TARGETS

SHORT = {"yaml": 15, "expression": 400, "record": 25, "xml": 60}
LONG = 100


def changed(random: Random, name: str, seeds: list[bytes]) -> bytes:
    """Return a good input with a few changes, or choices for a forger."""
    if name in {"record", "xml"} and random.random() < 0.9:
        return b"F" + random.randbytes(random.randrange(1, 24))
    content = bytearray(random.choice(seeds)[: TARGETS[name].longest])
    for _ in range(random.randrange(1, 5)):
        at, other = random.randrange(len(content) + 1), random.choice(seeds)
        begin = random.randrange(len(other) + 1)
        content[at : at + random.randrange(9)] = other[begin : begin + random.randrange(20)]
    return bytes(content)


def run(name: str, number: int, begin: int) -> None:
    random, seeds = Random(begin), TARGETS[name].seeds()
    for _ in range(number):
        content = changed(random, name, seeds)
        try:
            TARGETS[name].check(content)
        except BaseException as broken:
            broken.add_note(f"{name}: {content!r}")
            raise


def test_the_command_names_every_target():
    assert set(NAMES) == set(TARGETS)


@pytest.mark.parametrize("name", TARGETS)
def test_good_inputs_break_no_target(name):
    for content in TARGETS[name].seeds():
        TARGETS[name].check(content)


@pytest.mark.parametrize("name", TARGETS)
def test_changed_inputs_break_no_target(name):
    run(name, SHORT[name], begin=1)


@pytest.mark.parametrize("name", TARGETS)
def test_inputs_that_hypothesis_thinks_of_break_no_target(name):
    @seed(1)
    @settings(max_examples=SHORT[name], deadline=None, database=None)
    @given(st.one_of(st.binary(max_size=200), st.text(max_size=100).map(str.encode)))
    def check(content: bytes) -> None:
        TARGETS[name].check(content)

    check()


@pytest.mark.slow
@pytest.mark.timeout(1200)
@pytest.mark.parametrize("name", TARGETS)
def test_many_changed_inputs_break_no_target(name):
    run(name, LONG * SHORT[name], begin=2)
