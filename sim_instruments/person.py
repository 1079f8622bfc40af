"""Knows what the simulated person of a world answers when asked; the person reads no instrument yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_core.documents.model import load
from bench_core.errors import UnitMismatch
from sim_instruments.world_file import WorldFile

if TYPE_CHECKING:
    from pathlib import Path

    from bench_core.metrology.quantity import Quantity

_YES = "yes"


class SimulatedPerson:
    """Somebody at a simulated bench.

    Args:
        world: the world file.
        seed: of the world; a person who reads dials will draw from it.

    Raises:
        DocumentInvalid: the world file has mistakes.
    """

    def __init__(self, world: Path, seed: int | None = None) -> None:
        file = load(world, WorldFile).model
        self.seed = file.seed if seed is None else seed
        self._ambient = file.ambient
        self._person = file.person

    @property
    def name(self) -> str:
        """The name that the record gives this person."""
        return self._person.name

    def answer(self, kind: str, name: str, unit: str) -> str | None:
        """Answer a prompt.

        Args:
            kind: `confirm`, `energise`, `condition` or `number`.
            name: what is asked, such as `ambient.temperature`.
            unit: that a number is wanted in; empty for any.

        Returns:
            `yes`, or a value with its unit; None where this person knows no answer.
        """
        if name in self._person.answers:
            return self._person.answers[name]
        if kind == "confirm":
            return _YES if self._person.confirms else None
        if kind == "energise":
            energises = self._person.energises
            return _YES if (self._person.confirms if energises is None else energises) else None
        return self._value(name, unit)

    def _value(self, name: str, unit: str) -> str | None:
        group, _, what = name.partition(".")
        value: Quantity | None = None
        if group == "ambient":
            value = self._ambient.get(what)
        elif what == "warm_up":
            value = self._person.warm_up
        if value is None:
            return None
        try:
            return str(value.to(unit) if unit else value)
        except UnitMismatch:
            return str(value)  # the run says what is wrong with it
