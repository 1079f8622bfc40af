"""Knows which instruments can be simulated, by the name that world files use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim_instruments.dialects.fluke_5522a.commands import Fluke5522A
from sim_instruments.dialects.hp_34401a.commands import Hp34401A

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sim_instruments.dialects.execution import Body, Dialect

DIALECTS: Mapping[str, Callable[[Body], Dialect]] = {
    "fluke.5522a": Fluke5522A,
    "keysight.34401a": Hp34401A,
}
