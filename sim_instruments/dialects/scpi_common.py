"""Knows the common commands of IEEE 488.2 and SCPI's STATus subsystem, bound to one instrument's status.

Sources: IEEE 488.2-1992, chapter 10; SCPI 1999.0, volume 2, 20 (STATus).
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Protocol

from sim_instruments.dialects.scpi_binding import answer, lasting, order
from sim_instruments.dialects.scpi_parameters import Bounds

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim_instruments.dialects.execution import Execution
    from sim_instruments.dialects.scpi_parameters import Arguments
    from sim_instruments.dialects.scpi_status import EventGroup, ScpiStatus
    from sim_instruments.dialects.scpi_tree import Handler

_REGISTER = Bounds(Decimal(0), Decimal(255))
_WIDE_REGISTER = Bounds(Decimal(0), Decimal(65535))
_SWITCH = Bounds(Decimal(0), Decimal(1))
_REQUEST_SERVICE = 64


class Measuring(Protocol):
    """What the common commands need to know of an instrument."""

    status: ScpiStatus

    def reset(self) -> None:
        """Do what `*RST` does."""

    def bus_trigger(self) -> None:
        """Do what `*TRG` does."""

    def complete(self) -> Execution:
        """Wait until nothing is under way."""

    def note_completion(self) -> None:
        """Do what `*OPC` does."""

    def clear_status(self) -> None:
        """Do what `*CLS` does."""


def common_commands(
    instrument: Measuring, identity: str, write: Callable[[int], str], self_test: Callable[[], Execution]
) -> dict[str, Handler]:
    """Return the common commands that every instrument has, and `*TRG`.

    Args:
        instrument: that obeys them.
        identity: reply to `*IDN?`.
        write: how the model writes the integer of a register.
        self_test: works through `*TST?`.
    """

    def completed() -> Execution:
        yield from instrument.complete()
        return "1"

    return {
        "*IDN?": answer(lambda: identity),
        "*RST": order(instrument.reset),
        "*CLS": order(instrument.clear_status),
        "*OPC": order(instrument.note_completion),
        "*OPC?": lasting(completed),
        "*WAI": lasting(instrument.complete),
        "*TRG": order(instrument.bus_trigger),
        "*TST?": lasting(self_test),
        **_registers(instrument.status, write),
    }


def _registers(status: ScpiStatus, write: Callable[[int], str]) -> dict[str, Handler]:
    registers = status.registers
    power_on_clear = [True]

    def enable_events(value: int) -> None:
        registers.event_enable = value

    def enable_service(value: int) -> None:
        registers.service_enable = value & ~_REQUEST_SERVICE

    def keep_over_power_on(value: int) -> None:
        power_on_clear[0] = bool(value)

    return {
        "*ESE": _assign(_REGISTER, enable_events),
        "*ESE?": answer(lambda: write(registers.event_enable)),
        "*ESR?": answer(lambda: write(registers.take_events())),
        "*SRE": _assign(_REGISTER, enable_service),
        "*SRE?": answer(lambda: write(registers.service_enable)),
        "*STB?": answer(lambda: write(status.byte())),
        "*PSC": _assign(_SWITCH, keep_over_power_on),
        "*PSC?": answer(lambda: str(int(power_on_clear[0]))),
    }


def status_commands(
    status: ScpiStatus, write: Callable[[int], str], *, conditions: bool = True, transitions: bool = False
) -> dict[str, Handler]:
    """Return the commands of `STATus` for all register groups.

    Args:
        status: with the groups.
        write: how the model writes the integer of a register.
        conditions: whether the model lets its condition registers be read.
        transitions: whether it has transition filters.
    """
    commands: dict[str, Handler] = {"STATus:PRESet": order(status.preset)}
    for name, group in status.groups.items():
        commands |= _event_commands(f"STATus:{name}", group, write)
        if conditions:
            commands[f"STATus:{name}:CONDition?"] = _condition(group, write)
        if transitions:
            commands |= _transition_commands(f"STATus:{name}", group, write)
    return commands


def _event_commands(path: str, group: EventGroup, write: Callable[[int], str]) -> dict[str, Handler]:
    def enable(value: int) -> None:
        group.enable = value

    return {
        f"{path}[:EVENt]?": _read(group.take, write),
        f"{path}:ENABle": _assign(_WIDE_REGISTER, enable),
        f"{path}:ENABle?": _read(lambda: group.enable, write),
    }


def _transition_commands(path: str, group: EventGroup, write: Callable[[int], str]) -> dict[str, Handler]:
    def positive(value: int) -> None:
        group.positive = value

    def negative(value: int) -> None:
        group.negative = value

    return {
        f"{path}:PTRansition": _assign(_WIDE_REGISTER, positive),
        f"{path}:PTRansition?": _read(lambda: group.positive, write),
        f"{path}:NTRansition": _assign(_WIDE_REGISTER, negative),
        f"{path}:NTRansition?": _read(lambda: group.negative, write),
    }


def _condition(group: EventGroup, write: Callable[[int], str]) -> Handler:
    return _read(lambda: group.condition, write)


def _read(value: Callable[[], int], write: Callable[[int], str]) -> Handler:
    return answer(lambda: write(value()))


def _assign(bounds: Bounds, store: Callable[[int], None]) -> Handler:
    def handler(arguments: Arguments) -> None:
        value = arguments.integer(bounds)
        arguments.end()
        store(value)

    return handler


def signed(value: int) -> str:
    """Write an integer as HP, Agilent and Keysight do: `+16`."""
    return f"{value:+d}"


def unsigned(value: int) -> str:
    """Write an integer without a sign where it is positive: `16`."""
    return f"{value:d}"
