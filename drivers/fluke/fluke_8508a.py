"""Knows the commands of the Fluke 8508A reference multimeter; refuses to know points, limits and budgets.

The 8508A cannot be asked what it is set to. That it has taken a setting, and was not switched off and on since, is
known from its event register alone; a setting that is changed at its front stays unseen, so that hands stay off it.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, ClassVar, Final

from bench_core.capabilities.table import CAPABILITIES
from bench_core.errors import InstrumentReported
from drivers.meter import Meter, Reading
from drivers.protocols import fluke_8508a
from drivers.protocols.fluke_8508a import Event
from drivers.protocols.ieee4882 import QueueEntry, integer
from drivers.session import Session
from drivers.setting import ReadBack, Setting, make_settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bench_core.documents.instrument import TypeRecord
    from bench_core.metrology.quantity import Quantity

_QUEUE_DEPTH: Final = 16
_DIRECT: Final = ("RESL7", "FAST_OFF", "FILT_OFF")
_ALTERNATING: Final = ("RESL6", "ACCP")
_FILTERS: Final = (10, 40, 100)  # the lowest frequency that each passes [Hz]; 1 Hz is below every specification
_TRUE_OHMS_TO: Final = 20_000

_NOTHING_HAPPENED: Final = ReadBack(fluke_8508a.EVENT_QUERY, (Fraction(0),), ignored=fluke_8508a.QUERY_ERROR)
"""It was not switched on since, and has refused nothing; a query error only tells of a reply that nobody read."""


@dataclass(frozen=True, slots=True)
class Function8508A:
    """How one function is selected.

    Args:
        capability: as procedures write it.
        word: of the instrument, such as `DCV`.
        keywords: that follow the range.
    """

    capability: str
    word: str
    keywords: tuple[str, ...]

    @property
    def unit(self) -> str:
        """Of ranges and indications."""
        return CAPABILITIES[self.capability].unit

    @property
    def alternating(self) -> bool:
        """Whether values of this function have a frequency."""
        return bool(CAPABILITIES[self.capability].settable)


_ROWS: Final = (
    Function8508A("dc_voltage", "DCV", (*_DIRECT, "TWO_WR")),
    Function8508A("ac_voltage", "ACV", (*_ALTERNATING, "TFER_ON", "SPOT_OFF", "TWO_WR")),
    Function8508A("dc_current", "DCI", _DIRECT),
    Function8508A("ac_current", "ACI", _ALTERNATING),
    Function8508A("resistance", "OHMS", (*_DIRECT, "TWO_WR", "LOI_OFF")),
    Function8508A("resistance_4w", "OHMS", (*_DIRECT, "FOUR_WR", "LOI_OFF")),
)
FUNCTIONS: Final = {row.capability: row for row in _ROWS}


@dataclass(frozen=True, slots=True)
class EventErrors:
    """The errors of an 8508A: bits of its event register, with a number from a queue behind two of them.

    Args:
        session: to ask.
    """

    session: Session

    def drain(self) -> tuple[QueueEntry, ...]:
        """Read until nothing is left and return what there was.

        Raises:
            InstrumentReported: a queue does not become empty.
        """
        found = self.session.ask(fluke_8508a.EVENT_QUERY, fluke_8508a.events)
        entries = [QueueEntry(int(Event.COMMAND), "command error")] if Event.COMMAND in found else []
        for event, query in fluke_8508a.QUEUES.items():
            if event in found:
                entries += self._numbers(query, f"{str(event.name).lower()} error")
        return tuple(entries)

    def check(self, after: str) -> None:
        """Refuse to go on when the instrument has something to say about a command.

        Args:
            after: the command, for the message.

        Raises:
            InstrumentReported: with every entry.
        """
        entries = self.drain()
        if entries:
            listed = "; ".join(str(entry) for entry in entries)
            what = f"reported {listed} after `{after}`; the setting does not hold, see the manual"
            raise InstrumentReported(self.session.who, what)

    def _numbers(self, query: str, text: str) -> list[QueueEntry]:
        entries: list[QueueEntry] = []
        for _ in range(2 * _QUEUE_DEPTH):
            number = self.session.ask(query, integer)
            if number == 0:
                return entries
            entries.append(QueueEntry(number, text))
        what = f"`{query}` does not become 0, last {entries[-1]}; switch it off and on"
        raise InstrumentReported(self.session.who, what)


class Fluke8508A(Meter[Function8508A]):
    """An 8508A reference multimeter, triggered once for each indication: 7½ digits, alternating quantities 6½.

    A direct reading takes five seconds, one of 4-wire ohms up to 20 kΩ twice as long, for its current is reversed.

    Args:
        session: to the instrument.
        type_record: its functions and ranges.

    Source: Fluke 8508A Users Manual, remote operations.
    """

    TYPE_RECORD = "fluke_8508a.yaml"
    REPLY_WITHIN_S: ClassVar[float] = 60
    READING: ClassVar[Reading] = Reading(fluke_8508a.READING_QUERY, "nrf", fluke_8508a.OVERLOAD)

    def __init__(self, session: Session, type_record: TypeRecord) -> None:
        super().__init__(session, type_record, EventErrors(session), FUNCTIONS)

    def _reset(self) -> None:
        """Reset the meter, and let it wait for a trigger at its front input."""
        for command in ("*RST", "*CLS"):
            self._session.write(command)
        make_settings(self._session, self._errors, map(Setting, ("TRG_SRCE EXT", "INPUT FRONT", "GUARD INT")))

    def _settings(self, row: Function8508A, range_: Quantity, frequency: Quantity | None) -> Iterator[Setting]:
        true_ohms = row.capability == "resistance_4w" and range_.value <= _TRUE_OHMS_TO
        keywords = (*row.keywords, f"FILT{_filter(frequency)}HZ") if row.alternating else row.keywords
        command = fluke_8508a.select_command("TRUE_OHMS" if true_ohms else row.word, range_.value, keywords)
        yield Setting(command, (_NOTHING_HAPPENED,))


def _filter(frequency: Quantity | None) -> int:
    """Return the lowest frequency that the fastest filter passes which still passes this one [Hz]."""
    passing = [one for one in _FILTERS if frequency is not None and one <= frequency.si]
    return max(passing, default=_FILTERS[0])
