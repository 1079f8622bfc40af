"""Knows which terminals are joined by which leads; it knows neither end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim_instruments.physics.output import Output

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True)
class Lead:
    """A pair of leads from a source.

    Args:
        source: its terminals.
        thermal_emf: that the junctions add [V].
    """

    source: Output
    thermal_emf: float


class Terminals:
    """The input terminals of one instrument, and what is connected to them."""

    def __init__(self) -> None:
        self.lead: Lead | None = None
        self.before_change: list[Callable[[], None]] = []
        """Called before each change of what is connected here."""

    def connect(self, lead: Lead) -> None:
        """Connect the leads from a source."""
        self.lead = lead
        lead.source.before_change.append(self._changes)

    def _changes(self) -> None:
        for call in self.before_change:
            call()

    @property
    def epoch(self) -> int:
        """Changes whenever what is connected changes what it puts out."""
        return self.lead.source.epoch if self.lead else 0

    @property
    def set_point(self) -> tuple[str, ...]:
        """What the connected source is set to, for keys."""
        return self.lead.source.set_point if self.lead else ("unconnected",)

    def volts_at(self, now: float, reader: str, number: int) -> float:
        """Return the direct voltage between the terminals at a time [s]; 0 V where nothing is connected."""
        if self.lead is None:
            return 0.0
        return self.lead.source.volts_at(now, reader, number) + self.lead.thermal_emf
