"""One attempt at a calibration point: where it belongs, and what was read in it so far."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from bench_core.metrology.quantity import Quantity
from bench_core.records.events import IndicationTaken, MeasurementKey, ReadingEntered
from bench_core.records.places import Place, limit_of

if TYPE_CHECKING:
    from bench_core.capabilities.instruments import Indication
    from bench_core.clock import Clock
    from bench_core.records.plan import MaxOn

Purpose = Literal["measurement", "settling", "reference", "proof"]


@dataclass(slots=True)
class Attempt:
    """What the steps of a point have in common; only what they read changes.

    Args:
        place: in the plan.
        key: of its events.
        readings: by name, as evaluation wants them; settling readings and wiring proofs left out.
        sources: roles that the latest apply step has set.
        indicators: likewise, that it has selected and whose selection was not read back again since.
    """

    place: Place
    key: MeasurementKey
    readings: dict[str, tuple[Quantity, ...]] = field(default_factory=dict)
    sources: tuple[str, ...] = ()
    indicators: tuple[str, ...] = ()
    _numbers: dict[tuple[str, Purpose], int] = field(default_factory=dict)

    @property
    def limit(self) -> MaxOn | None:
        """How long its output may be on, or None."""
        return limit_of(self.place.item, self.place.point)

    def next_number(self, name: str, purpose: Purpose) -> int:
        """Return the number of the next indication of a name and purpose, from 1."""
        return self._numbers.get((name, purpose), 0) + 1

    def indication(
        self, name: str, purpose: Purpose, instrument: str, shown: Indication, clock: Clock
    ) -> IndicationTaken:
        """Return the next indication of a name and purpose as it goes on record."""
        number = self.next_number(name, purpose)
        self._numbers[name, purpose] = number
        return IndicationTaken(
            self.key, name, number, purpose, instrument,
            shown.value, shown.unit, shown.raw, shown.form, clock.now(),
        )  # fmt: skip

    def take_in(self, taken: IndicationTaken | ReadingEntered) -> None:
        """Add a reading that enters the result."""
        value = Quantity.of(taken.value, taken.unit)
        self.readings[taken.name] = (*self.readings.get(taken.name, ()), value)


def place_text(key: MeasurementKey) -> str:
    """Return where an attempt belongs, for the ids of its prompts."""
    return f"{key.item}/{key.point}/{key.attempt}"
