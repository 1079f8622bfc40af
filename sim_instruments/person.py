"""Knows what the simulated person of a world says and does when asked; the person knows no true error."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_core.errors import UnitMismatch
from bench_core.metrology.quantity import Quantity
from sim_instruments.world import shared_world

if TYPE_CHECKING:
    from bench_core.capabilities.instruments import LinkContext
    from bench_core.records.events import PromptAsked

_YES = "yes"


class SimulatedPerson:
    """Somebody at a simulated bench.

    Args:
        context: clock, world file and seed, and the world that its links share.

    Raises:
        DocumentInvalid: the world file has mistakes.
        UsageError: there is no world.
    """

    def __init__(self, context: LinkContext) -> None:
        self._world = shared_world(context)
        self._person = self._world.file.person

    @property
    def name(self) -> str:
        """The name that the record gives this person."""
        return self._person.name

    def answer(self, prompt: PromptAsked) -> str | None:
        """Do what a prompt asks for, and answer it.

        Returns:
            `yes`, a value with its unit, what a display shows, or a serial number; None where this person knows no
            answer.
        """
        if prompt.name in self._person.answers:
            return self._person.answers[prompt.name]
        if prompt.kind in {"confirm", "connect", "select"}:
            return self._confirmed(prompt)
        if prompt.kind == "energise":
            energises = self._person.energises
            return _YES if (self._person.confirms if energises is None else energises) else None
        if not self._person.reads and self.sees(prompt) is not None:
            return None
        if prompt.kind == "identify":
            return self._world.serial(prompt.instrument)
        return self._read(prompt.instrument) if prompt.instrument else self._value(prompt.name, prompt.unit)

    def sees(self, prompt: PromptAsked) -> str | None:
        """Return what anybody sees at the bench who is asked for it: it is no answer, and nothing counts as read.

        Args:
            prompt: that stands now.

        Returns:
            What the display of the prompt's instrument shows at this moment, the serial number on its name plate, or
            what an instrument of the room shows; None where there is nothing to be seen.
        """
        world = self._world
        if prompt.kind == "identify":
            return world.serial(prompt.instrument)
        if prompt.instrument in world.displays and prompt.kind == "number":
            with world.lock:
                return world.displays[prompt.instrument].glimpsed()
        return self._of_room(prompt.name, prompt.unit) if prompt.kind == "condition" else None

    def do(self, prompt: PromptAsked) -> None:
        """Put the leads, or set the instrument that a person reads, as a prompt asks for; other prompts ask no deed."""
        world = self._world
        with world.lock:
            if prompt.kind == "connect" and self._person.rewires:
                world.reconnect(prompt.leads)
            elif prompt.kind == "select" and prompt.instrument in world.displays:
                settings = prompt.settings
                world.displays[prompt.instrument].select(settings["function"], Quantity.parse(settings["range"]))

    def _confirmed(self, prompt: PromptAsked) -> str | None:
        if not self._person.confirms:
            return None
        self.do(prompt)
        return _YES

    def _read(self, instrument: str) -> str | None:
        world = self._world
        with world.lock:
            return world.displays[instrument].shown() if instrument in world.displays else None

    def _value(self, name: str, unit: str) -> str | None:
        if name.partition(".")[2] == "warm_up":
            return _written(self._person.warm_up, unit)
        return self._of_room(name, unit)

    def _of_room(self, name: str, unit: str) -> str | None:
        group, _, what = name.partition(".")
        known = {"ambient": what, "supply": f"supply_{what}"}
        return _written(self._world.air(known[group]), unit) if group in known else None


def _written(value: Quantity | None, unit: str) -> str | None:
    if value is None:
        return None
    try:
        return str(value.to(unit) if unit else value)
    except UnitMismatch:
        return str(value)  # the run says what is wrong with it
