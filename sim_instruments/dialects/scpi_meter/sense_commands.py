"""Knows how the settings of a meter's functions become commands under SENSe; it knows no model.

Source: SCPI 1999.0, volume 2, 18 (SENSe subsystem).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from sim_instruments.dialects.scpi_binding import answer, number_setting, switch_setting, word_setting
from sim_instruments.dialects.scpi_errors import ScpiError
from sim_instruments.dialects.scpi_meter.functions import names
from sim_instruments.dialects.scpi_meter.meter import ScpiMeter
from sim_instruments.dialects.scpi_meter.sampling import looked
from sim_instruments.dialects.scpi_parameters import Bounds

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sim_instruments.dialects.scpi_meter.functions import Function, Sense
    from sim_instruments.dialects.scpi_parameters import Arguments
    from sim_instruments.dialects.scpi_tree import Handler


_NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class SenseCommands:
    """Builds commands that change the settings of one function.

    Args:
        meter: whose settings they are.
        write: how the model writes a number.
        shared: by function, another that always has the same settings.
    """

    meter: ScpiMeter
    write: Callable[[Decimal], str]
    shared: Mapping[str, str] = field(default_factory=dict)

    def change(self, name: str, store: Callable[[Sense, Decimal], None]) -> Callable[[Decimal], None]:
        """Return what changes a number of a function, and of the one that shares its settings."""

        def changed(value: Decimal) -> None:
            for one in self._same(name):
                store(self.meter.senses[one], value)
            self.meter.configured()

        return changed

    def number(
        self,
        pattern: str,
        name: str,
        attribute: str,
        bounds: Callable[[], Bounds],
        pick: Callable[[Decimal], Decimal] | None = None,
    ) -> dict[str, Handler]:
        """Return the commands of a numeric attribute; `pick` returns the value that the model makes of another."""

        def store(sense: Sense, value: Decimal) -> None:
            setattr(sense, attribute, value if pick is None else pick(value))

        def current() -> Decimal:
            value: Decimal = getattr(self.meter.senses[name], attribute)
            return value

        return number_setting(pattern, bounds, current, self.change(name, store), self.write)

    def switch(self, pattern: str, name: str, attribute: str) -> dict[str, Handler]:
        """Return the commands of an attribute that is on or off."""
        return switch_setting(
            pattern, lambda: bool(getattr(self.meter.senses[name], attribute)), self._store(name, attribute)
        )

    def word(self, pattern: str, name: str, attribute: str, choices: tuple[str, ...]) -> dict[str, Handler]:
        """Return the commands of an attribute that is one of some words."""
        return word_setting(
            pattern, choices, lambda: str(getattr(self.meter.senses[name], attribute)), self._store(name, attribute)
        )

    def switch_or_once(self, pattern: str, name: str, attribute: str, once: Callable[[], None]) -> dict[str, Handler]:
        """Return the commands of an attribute that is on, off, or acts once and is then off."""
        store = self._store(name, attribute)

        def handler(arguments: Arguments) -> None:
            word = arguments.word("ON", "OFF", "ONCE", "1", "0")
            arguments.end()
            if word == "ONCE":
                once()
            store(word in {"ON", "1"})

        return {pattern: handler, f"{pattern}?": answer(lambda: str(int(getattr(self.meter.senses[name], attribute))))}

    def range_(self, path: str, name: str, bounds: Callable[[], Bounds], *, once: bool = False) -> dict[str, Handler]:
        """Return the commands of range and autorange; `once` where autorange can act once."""

        def choose(sense: Sense, value: Decimal) -> None:
            sense.choose_range(value)

        def follow() -> None:
            meter = self.meter
            for one in self._same(name):
                meter.senses[one].follow(looked(meter.body.converter, meter.senses[one], meter.body.now()))

        automatic = f"{path}:AUTO"
        return {
            **number_setting(
                f"{path}[:UPPer]",
                bounds,
                lambda: self.meter.senses[name].full_scale,
                self.change(name, choose),
                self.write,
            ),
            **(
                self.switch_or_once(automatic, name, "autorange", follow)
                if once
                else self.switch(automatic, name, "autorange")
            ),
        }

    def selection(self, pattern: str, write: Callable[[str], str]) -> dict[str, Handler]:
        """Return the commands that select a function by its name in quotation marks."""

        def select(arguments: Arguments) -> None:
            text = arguments.string().upper()
            arguments.end()
            self.meter.select(self._named(text))

        return {pattern: select, f"{pattern}?": answer(lambda: write(self.meter.selected))}

    def _named(self, text: str) -> str:
        for name, function in self.meter.functions.items():
            if names(function.header, text):
                return name
        raise ScpiError(-224)

    def _same(self, name: str) -> Iterable[str]:
        return (name, self.shared[name]) if name in self.shared else (name,)

    def _store(self, name: str, attribute: str) -> Callable[[object], None]:
        def store(value: object) -> None:
            for one in self._same(name):
                setattr(self.meter.senses[one], attribute, value)
            self.meter.configured()

        return store


def expected(function: Function, *, default: bool = True) -> Callable[[], Bounds]:
    """Return the bounds of a range, which is chosen by the value that is expected: a small one selects the lowest."""
    reset_range = function.reset_range if default else None
    bounds = Bounds(function.ranges[0], function.ranges[-1], reset_range, function.unit, lowest=_NOTHING)
    return lambda: bounds


def at_least(values: Iterable[Decimal]) -> Callable[[Decimal], Decimal]:
    """Return what picks the smallest of rising values that is not below a wanted one."""
    rising = tuple(values)

    def pick(wanted: Decimal) -> Decimal:
        return next((value for value in rising if value >= wanted), rising[-1])

    return pick


def quoted(text: str) -> str:
    """Write a name in quotation marks."""
    return f'"{text}"'
