"""Knows how a meter is selected, read back and triggered once for each indication; knows no meter's commands."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar, Generic, Protocol, TypeVar

from bench_core.capabilities.instruments import Indication
from bench_core.errors import MalformedReply, Overload, RangeInsufficient, SettingChanged, UsageError
from bench_core.metrology.quantity import Quantity
from drivers.choosing import choose
from drivers.protocols import ieee4882, scpi
from drivers.setting import Setting, confirm_settings, make_settings

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bench_core.capabilities.instruments import Identity
    from bench_core.documents.instrument import TypeRecord
    from drivers.error_queue import Errors
    from drivers.session import Session

_FREE_OF_ERROR = 10
MOST_OF_RANGE = 2
"""Meters indicate up to 1.2 times their range; far beyond it a number was garbled, or is of another range."""


@dataclass(frozen=True, slots=True)
class Reading:
    """The question that triggers one indication.

    Args:
        question: as sent.
        form: how its reply is read, a name of `bench_core.records.reply`.
        overload: magnitude from which the reply is no number but an overload.
    """

    question: str = "READ?"
    form: str = "nrf"
    overload: Decimal = scpi.INFINITE


class MeterFunction(Protocol):
    """What every meter's row of a function has."""

    @property
    def capability(self) -> str:
        """As procedures write it."""

    @property
    def unit(self) -> str:
        """Of ranges and indications."""


R = TypeVar("R", bound=MeterFunction)


@dataclass(frozen=True, slots=True)
class _Selected(Generic[R]):
    """What was selected last: its row, its range, the most that can be indicated on it, and all that was set for it."""

    row: R
    range: Quantity
    most: Decimal
    settings: tuple[Setting, ...]


class Meter(ABC, Generic[R]):
    """A meter that takes one indication for each question.

    Args:
        session: to the instrument.
        type_record: its functions and ranges.
        errors: its error queue.
        functions: how each function is selected, by capability.
    """

    READING: ClassVar[Reading] = Reading()

    def __init__(self, session: Session, type_record: TypeRecord, errors: Errors, functions: Mapping[str, R]) -> None:
        self._session = session
        self._type = type_record
        self._errors = errors
        self._functions = functions
        self._selected: _Selected[R] | None = None
        self._changed: SettingChanged | None = None

    @abstractmethod
    def _settings(self, row: R, range_: Quantity, frequency: Quantity | None) -> Iterator[Setting]:
        """Yield what selects a function and a range.

        Args:
            row: of the function.
            range_: in the unit of the row.
            frequency: of an AC value that is expected [Hz], or None.
        """

    @abstractmethod
    def _reset(self) -> None:
        """Bring the meter to a known state."""

    def identify(self) -> Identity:
        """Ask the instrument who it is."""
        return self._session.identify()

    def prepare(self) -> None:
        """Reset the meter and empty its error queue."""
        self._selected = self._changed = None
        self._reset()
        self._errors.drain()

    def select(self, function: str, range_: Quantity, settings: Mapping[str, Quantity]) -> str:
        """Select function and range, read every setting back, and return the raw read-back.

        Args:
            function: a capability.
            range_: one of the ranges of the type record.
            settings: `frequency`, of an AC value that is expected, may be given; nothing else is known.

        Returns:
            The replies of the read-back, joined by `;`.

        Raises:
            CapabilityMissing: the meter has no such function or setting.
            RangeInsufficient: or no such range.
            InstrumentReported: it refused a setting.
            MalformedReply: it reads back something else.
        """
        row = choose(self._functions, self._type.functions, function, settings, self._session.who, "indicate")
        wanted = self._range(row, range_)
        frequency = settings["frequency"].to("Hz") if "frequency" in settings else None
        self._selected = self._changed = None
        settled = tuple(self._settings(row, wanted, frequency))
        answer = make_settings(self._session, self._errors, settled)
        most = MOST_OF_RANGE * abs(wanted.value)
        self._selected = _Selected(row, wanted, Decimal(most.numerator) / most.denominator, settled)
        return answer

    def indicate(self) -> Indication:
        """Trigger one indication and return it in the unit of the selected function.

        After an exchange that failed every setting is read back first: a meter that was switched off and on answers
        as before, but in another function.

        Raises:
            SettingChanged: it is not set any more as it was selected; select again before the next indication.
            Overload: the input is beyond the range.
            MalformedReply: the reply is not exactly one number, or one that the range cannot give.
        """
        selected = self._require_selected()
        if self._session.in_quarantine:
            self.confirm_selected()
        row = selected.row
        reading = self._reading(row)
        raw, value = self._session.ask(
            reading.question, lambda reply: (reply, self._number(reply, reading.form)), slow=True
        )
        magnitude = abs(value)
        if magnitude >= reading.overload:
            raise Overload(self._session.who, f"indicates overload, {raw.strip()}; check the connection and the range")
        if magnitude > selected.most:
            what = f"indicates {raw.strip()} {row.unit}, on its range of {selected.range}"
            raise MalformedReply(self._session.who, f"{what}; select function and range again")
        return Indication(value, row.unit, raw, reading.form)

    def confirm_selected(self) -> str:
        """Read back function, range and all that was set with them, as they are now.

        Returns:
            The replies of the read-back, joined by `;`.

        Raises:
            SettingChanged: one of them is not as it was selected; select again before the next indication.
            UsageError: no function is selected.
        """
        selected = self._require_selected()
        try:
            return confirm_settings(self._session, selected.settings)
        except SettingChanged as problem:
            self._changed = problem  # an event register tells it once
            raise

    def _require_selected(self) -> _Selected[R]:
        if self._changed is not None:
            raise SettingChanged(self._changed.who, self._changed.what)
        if self._selected is None:
            raise UsageError(f"{self._session.who}: no function is selected; select one before indications are taken")
        return self._selected

    def _reading(self, row: R) -> Reading:
        """Return the question for one indication of a function."""
        del row
        return self.READING

    @staticmethod
    def _number(reply: str, form: str) -> Decimal:
        """Return the number of an indication."""
        return ieee4882.number(reply, form)

    def _range(self, row: R, range_: Quantity) -> Quantity:
        record = self._type.functions[row.capability]
        if record.named(range_) is None:
            listed = ", ".join(str(other.range) for other in record.ranges)
            what = f"has no range {range_} in {row.capability}; choose of {listed}"
            raise RangeInsufficient(f"{self._session.who}: {what}")
        return range_.to(row.unit)


def detector(lowest: Sequence[int], frequency: Quantity | None) -> int:
    """Return the fastest AC detector that adds no error of its own at a frequency.

    The makers' data sheets add errors where the frequency is within about ten times a detector's lowest one, so that
    the slowest is taken there, and where no frequency is given.

    Args:
        lowest: frequency of each detector, rising [Hz].
        frequency: that is expected [Hz], or None.
    """
    free = [one for one in lowest if frequency is not None and one * _FREE_OF_ERROR <= frequency.si]
    return max(free, default=lowest[0])
