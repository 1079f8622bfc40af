"""Knows the commands of the HP, Agilent and Keysight 3458A multimeter, which is older than SCPI; knows no limits."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, ClassVar

from bench_core.capabilities.instruments import Identity
from bench_core.capabilities.table import CAPABILITIES
from bench_core.metrology.quantity import Quantity, number_text
from drivers.error_queue import ErrorQueue
from drivers.meter import Meter, Reading
from drivers.protocols import ieee4882
from drivers.session import Language
from drivers.setting import ReadBack, Setting, number_setting

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bench_core.documents.instrument import TypeRecord
    from drivers.session import Session

_ERROR_QUERY = "ERRSTR?"
_KINDS_OF_ERROR = 15
_IDENTITY = "HP3458A"


def identity(reply: str) -> Identity:
    """Return who the meter is, from the reply to `ID?`; it tells neither serial number nor firmware.

    Raises:
        MalformedReply: another reply than `HP3458A`.
    """
    if reply.strip() != _IDENTITY:
        raise ieee4882.malformed(_IDENTITY, reply)
    return Identity("HP", "3458A", "", "", reply)


@dataclass(frozen=True, slots=True)
class Function3458A:
    """How one function is selected.

    Args:
        capability: as procedures write it.
        command: that selects it, such as `DCV`.
        code: the first field of the reply to `FUNC?`.
        settings: further ones, each with its word in the command and its number in the reply.
    """

    capability: str
    command: str
    code: int
    settings: tuple[tuple[str, str, int], ...] = ()

    @property
    def unit(self) -> str:
        """Of ranges and indications."""
        return CAPABILITIES[self.capability].unit


_INTEGRATED = (("NPLC", "100", 100), ("AZERO", "ON", 1))
_ROWS = (
    Function3458A("dc_voltage", "DCV", 1, _INTEGRATED),
    Function3458A("ac_voltage", "ACV", 2, (("SETACV", "SYNC", 3),)),
    Function3458A("dc_current", "DCI", 6, _INTEGRATED),
    Function3458A("ac_current", "ACI", 7),
    Function3458A("resistance", "OHM", 4, _INTEGRATED),
    Function3458A("resistance_4w", "OHMF", 5, (*_INTEGRATED, ("OCOMP", "ON", 1))),
)
FUNCTIONS = {row.capability: row for row in _ROWS}
_LOWEST_FREQUENCIES = (1, 5, 20, 100, 500)  # the steps at which a reading takes another time
_HIGHEST_FREQUENCY = 2_000_000


class Hp3458A(Meter[Function3458A]):
    """A 3458A multimeter, triggered once for each indication at 8½ digits, AC voltage by synchronous sampling.

    Direct quantities are integrated over 100 power line cycles with auto-zero, 4-wire ohms with offset compensation.
    A reading then takes up to ten seconds.

    Args:
        session: to the instrument.
        type_record: its functions and ranges.

    Source: Agilent 3458A User's Guide, command reference.
    """

    TYPE_RECORD = "hp_3458a.yaml"
    LANGUAGE: ClassVar[Language] = Language("ID?", identity, wake=("END ALWAYS",), token=None)
    """Without END ALWAYS a reply has no end; there is no question whose answer could be chosen as a token."""
    REPLY_WITHIN_S: ClassVar[float] = 60
    READING: ClassVar[Reading] = Reading("TRIG SGL", "nrf:0", Decimal("1E38"))
    """The reply is one field: so the blank that stands in the place of a plus sign is passed over."""

    def __init__(self, session: Session, type_record: TypeRecord) -> None:
        super().__init__(session, type_record, ErrorQueue(session, _ERROR_QUERY, _KINDS_OF_ERROR), FUNCTIONS)

    def _reset(self) -> None:
        """Preset the meter and stop it from triggering itself, or by being read."""
        for command in ("PRESET NORM", "TRIG HOLD", "NDIG 8"):
            self._session.write(command)

    def _settings(self, row: Function3458A, range_: Quantity, frequency: Quantity | None) -> Iterator[Setting]:
        selected = (ReadBack("FUNC?", (Fraction(row.code), range_.value)), ReadBack("ARANGE?", (Fraction(0),)))
        yield Setting(f"{row.command} {number_text(range_.value)}", selected)
        for command, word, number in row.settings:
            yield number_setting(command, number, word)
        if frequency is not None:
            yield _frequencies(frequency)

    @staticmethod
    def _number(reply: str, form: str) -> Decimal:
        ieee4882.fields(reply, 1)
        return ieee4882.number(reply, form)


def _frequencies(frequency: Quantity) -> Setting:
    """Return the setting of the band of frequencies that the meter is to expect."""
    lowest = max((one for one in _LOWEST_FREQUENCIES if one <= frequency.si), default=_LOWEST_FREQUENCIES[0])
    band = (Fraction(lowest), Fraction(_HIGHEST_FREQUENCY))
    return Setting(f"ACBAND {lowest},{_HIGHEST_FREQUENCY}", (ReadBack("ACBAND?", band),))
