"""Knows which instruments can be simulated, by the name that world files use; loads no dialect before it is asked."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, cast

from sim_instruments.dialects.handheld import Handheld

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sim_instruments.dialects.execution import Body, Dialect

DIALECTS: Mapping[str, str] = {
    "calbench.room": "room_monitor:RoomMonitor",
    "fluke.5520a": "fluke_55xx.commands:Fluke5520A",
    "fluke.5522a": "fluke_55xx.commands:Fluke5522A",
    "fluke.5700a": "fluke_5730a.commands:Fluke5700A",
    "fluke.5720a": "fluke_5730a.commands:Fluke5720A",
    "fluke.5730a": "fluke_5730a.commands:Fluke5730A",
    "fluke.8508a": "fluke_8508a.commands:Fluke8508A",
    "fluke.8588a": "fluke_8588a.commands:Fluke8588A",
    "hp.3458a": "hp_3458a.commands:Hp3458A",
    "keithley.2000": "keithley_2000.commands:Keithley2000",
    "keithley.dmm6500": "dmm6500.commands:Dmm6500",
    "keysight.34401a": "hp_34401a.commands:Hp34401A",
    "keysight.34460a": "truevolt.commands:Keysight34460A",
    "keysight.34461a": "truevolt.commands:Keysight34461A",
    "keysight.34465a": "truevolt.commands:Keysight34465A",
    "keysight.34470a": "truevolt.commands:Keysight34470A",
    "keysight.n6700c": "keysight_n6700:KeysightN6700",
}
"""By name the module beside this one, and its class: each is made with a `Body`."""

DISPLAYS: Mapping[str, Callable[[Body, int], Handheld]] = {"handheld": Handheld}
"""Instruments without a wire, which a person reads; each takes the count of its display."""

TERMINAL_MODE = ("fluke.5520a", "fluke.5522a")
"""Which can take their remote side for a person at a terminal."""


def dialect(name: str) -> Callable[[Body], Dialect]:
    """Return what makes the dialect of an instrument, a name of `DIALECTS`."""
    module, _, class_name = DIALECTS[name].partition(":")
    found = getattr(import_module(f"{__package__}.{module}"), class_name)
    return cast("Callable[[Body], Dialect]", found)
