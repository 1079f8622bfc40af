"""Knows when a meter is set to take readings, and the commands for it that models share; it knows no function."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from sim_instruments.dialects.scpi_binding import number_setting, switch_setting, word_setting
from sim_instruments.dialects.scpi_parameters import Bounds

if TYPE_CHECKING:
    from sim_instruments.dialects.scpi_tree import Handler


@dataclass(slots=True)
class Triggering:
    """When readings are taken.

    Args:
        source: of triggers, `IMM`, `BUS`, `EXT`, …
        triggers: that one INITiate accepts; may be infinite.
        samples: readings for each trigger.
        delay: before each reading [s]; None for the instrument's own.
        timer: from one reading of a trigger to the next; None where each follows the one before at once [s].
        continuous: whether the meter initiates itself again whenever it is idle.
    """

    source: str = "IMM"
    triggers: Decimal = Decimal(1)
    samples: Decimal = Decimal(1)
    delay: Decimal | None = None
    timer: Decimal | None = None
    continuous: bool = False


@dataclass(frozen=True, slots=True)
class TriggerCommands:
    """The commands of TRIGger and SAMPle that models share.

    Args:
        settings: what they change.
        changed: called after each change.
        own_delay: the instrument's own delay at present [s].
        write: how the model writes a number.
        write_count: how it writes a count.
    """

    settings: Callable[[], Triggering]
    changed: Callable[[], None]
    own_delay: Callable[[], Decimal]
    write: Callable[[Decimal], str]
    write_count: Callable[[Decimal], str]
    longest_delay: Bounds = field(default_factory=lambda: Bounds(Decimal(0), Decimal(3600), Decimal(0), "S"))

    def source(self, pattern: str, choices: tuple[str, ...]) -> dict[str, Handler]:
        """Return the commands for the trigger source."""
        return word_setting(pattern, choices, lambda: self.settings().source, lambda word: self._set("source", word))

    def triggers(self, pattern: str, bounds: Bounds, write: Callable[[Decimal], str]) -> dict[str, Handler]:
        """Return the commands for the trigger count."""
        return number_setting(pattern, lambda: bounds, lambda: self.settings().triggers, self._whole("triggers"), write)

    def samples(self, pattern: str, bounds: Bounds) -> dict[str, Handler]:
        """Return the commands for the sample count."""
        return number_setting(
            pattern, lambda: bounds, lambda: self.settings().samples, self._whole("samples"), self.write_count
        )

    def delay(self, pattern: str) -> dict[str, Handler]:
        """Return the commands for the trigger delay and for the instrument's own."""

        def automatic(on: bool) -> None:  # noqa: FBT001  the wire's own ON or OFF
            self._set("delay", None if on else self._delay())

        return {
            **number_setting(
                pattern, lambda: self.longest_delay, self._delay, lambda value: self._set("delay", value), self.write
            ),
            **switch_setting(f"{pattern}:AUTO", lambda: self.settings().delay is None, automatic),
        }

    def _delay(self) -> Decimal:
        delay = self.settings().delay
        return self.own_delay() if delay is None else delay

    def _whole(self, name: str) -> Callable[[Decimal], None]:
        def store(value: Decimal) -> None:
            self._set(name, value if value.is_infinite() else value.to_integral_value())

        return store

    def _set(self, name: str, value: object) -> None:
        setattr(self.settings(), name, value)
        self.changed()
