"""Random numbers that depend on the seed and on the number of the chunk alone, not on who draws them or when."""

from __future__ import annotations

from typing import Final

from numpy.random import SFC64, Generator, SeedSequence

from bench_core.errors import NumberInvalid

CHUNK: Final = 10_000
"""Trials that are drawn and evaluated at once: a batch of JCGM 101:2008 7.9.4, and small enough for a cache."""


def generator_of(seed: int, *place: int) -> Generator:
    """Return the generator of one chunk: a child of the seed, independent of every other child.

    Args:
        seed: of the whole simulation, from 0 on.
        place: the chunk's number, and the point's where it draws for one point alone.

    Raises:
        NumberInvalid: the seed is no whole number from 0 on.
    """
    if not (isinstance(seed, int) and seed >= 0):
        raise NumberInvalid(f"a seed is a whole number from 0 on, not {seed!r}")
    return Generator(SFC64(SeedSequence(seed, spawn_key=place)))
