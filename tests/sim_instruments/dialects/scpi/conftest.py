from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from sim_instruments.dialects.execution import NEVER, Body
from sim_instruments.physics.converter import Converter
from sim_instruments.physics.hidden import HiddenTable
from sim_instruments.physics.output import Nature, Output, Setting
from sim_instruments.physics.wiring import Lead, Terminals

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim_instruments.dialects.execution import Dialect

_NOTHING = Setting("dc_voltage", Decimal(1), Decimal(0))


class Silent(Exception):
    """No reply will ever come."""


class Wired:
    """One meter on leads from one source without errors, in a time that only passes while the meter is busy."""

    def __init__(self, make: Callable[[Body], Dialect], hidden: HiddenTable | None = None, **body: float) -> None:
        self.now = 0.0
        self.source = Output(Nature("source", 1, HiddenTable(), 0.0), _NOTHING)
        meter = Nature("meter", 1, hidden or HiddenTable(), 0.0)
        terminals = Terminals()
        terminals.connect(Lead(self.source))
        converter = Converter(meter, terminals)
        output = Output(meter, _NOTHING)
        self.dialect = make(Body("MY12345678", meter, output, converter, lambda: self.now, **body))

    def put_out(self, function: str, value: str, full_scale: str = "1000", frequency: str = "0") -> None:
        self.source.program(
            Setting(function, Decimal(full_scale), Decimal(value), Decimal(frequency), wires=4), self.now
        )
        self.source.energise(self.now)

    def send(self, message: str) -> str | None:
        execution = self.dialect.execute(message)
        try:
            for _ in range(10000):
                until = next(execution)
                if until == NEVER:
                    break
                self.now = max(self.now, until)
        except StopIteration as end:
            return end.value
        execution.close()
        raise Silent(message)

    def tell(self, message: str) -> None:
        assert self.send(message) is None

    def ask(self, message: str) -> str:
        reply = self.send(message)
        if reply is None:
            raise Silent(message)
        return reply

    def wait(self, seconds: float) -> None:
        self.now += seconds

    def errors(self, query: str = "SYST:ERR?") -> list[str]:
        found = []
        while not (entry := self.ask(query)).startswith(("+0,", "0,")):
            found.append(entry)
        return found

    def error_of(self, message: str) -> str:
        """The first error that a message gives, with the queue empty again after it."""
        self.send(message)
        found = self.errors()
        return found[0] if found else ""


@pytest.fixture
def wired() -> Callable[..., Wired]:
    return Wired


@pytest.fixture
def silent() -> type[Exception]:
    return Silent
