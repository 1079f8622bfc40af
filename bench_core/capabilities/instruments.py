"""The protocols of instruments and links: values in, indications out, and a safe state that is always there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeGuard, runtime_checkable

from bench_core.clock import Clock

if TYPE_CHECKING:
    from bench_core.metrology.quantity import Quantity


@dataclass(frozen=True, slots=True)
class Indication:
    """What an instrument shows, with the reply it came in.

    Args:
        value: exactly the digits of the reply.
        unit: symbol of the unit.
        raw: the reply, one character per byte (ISO 8859-1).
        form: how the value is read from `raw`, a name of `bench_core.records.reply`.
    """

    value: Decimal
    unit: str
    raw: str
    form: str


NO_SERIAL = frozenset({"", "0"})
"""What stands in the place of the serial number in the reply of an instrument that does not know its own."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Who an instrument says it is, with the raw reply."""

    maker: str
    model: str
    serial: str
    firmware: str
    raw: str


@dataclass(frozen=True, slots=True)
class OutputState:
    """Whether a source's output is energised, as the source itself answers."""

    energised: bool
    raw: str


class Link(Protocol):
    """A wire that carries messages; a driver knows nothing else of it."""

    @property
    def resource(self) -> str:
        """The resource name, for people."""

    def write(self, message: bytes) -> None:
        """Send one message, terminator included."""

    def read(self, within_s: float | None = None) -> bytes:
        """Return one reply without its terminator.

        Args:
            within_s: wall time to wait for this reply [s]; the link's own time-out where None.

        Raises:
            LinkTimeout: none came in that time.
            LinkClosed: the far side has gone.
        """

    def clear(self) -> bool:
        """Drop everything that is under way in both directions.

        Returns:
            Whether it is certain that no late reply arrives afterwards, as over a new connection.
        """

    def close(self) -> None:
        """Give the wire back."""


@dataclass(frozen=True, slots=True)
class SerialPort:
    """How a serial line is set.

    Args:
        baud_rate: [Bd].
        data_bits: 7 or 8.
        parity: `none`, `even` or `odd`.
        stop_bits: 1 or 2.
        flow_control: `none`, `rts/cts`, `dtr/dsr` or `xon/xoff`.
    """

    baud_rate: int = 9600
    data_bits: int = 8
    parity: str = "none"
    stop_bits: int = 1
    flow_control: str = "none"


IN_PROCESS = "sim:"
"""The link scheme of instruments that are simulated inside the run's own process, and end with it."""


@dataclass(frozen=True, slots=True)
class LinkContext:
    """What link schemes and the simulated person are given when a bench opens.

    Args:
        clock: the run's clock.
        world: the bench's world file, when it is simulated.
        seed: of the simulated world, or None for the world file's own.
        shared: what links and people of one open bench share, such as a simulated world; each keeps to its own key.
        serial_ports: by resource name, how its line is set; the defaults of `SerialPort` for every other.
    """

    clock: Clock
    world: Path | None = None
    seed: int | None = None
    shared: dict[str, object] = field(default_factory=dict)
    serial_ports: Mapping[str, SerialPort] = field(default_factory=dict)


class Links(Protocol):
    """A link scheme (entry points `calbench.links`): made once for a bench with its `LinkContext`."""

    def check(self, resource: str) -> None:
        """Read what the scheme needs for a resource, and refuse it in words before anything is opened.

        Args:
            resource: as in the bench file, scheme included.

        Raises:
            DocumentInvalid: with every mistake in a file that the scheme needs.
            UsageError: there is no such file, or the resource is not in it.
        """

    def open(self, resource: str, timeout_s: float) -> Link:
        """Open a link to a resource.

        Args:
            resource: as in the bench file, scheme included.
            timeout_s: wall time to wait for one reply, unless `Link.read` is given another [s].

        Raises:
            LinkRefused: nothing answers there.
            UsageError: the resource name is not one of this scheme.
        """

    def close(self) -> None:
        """Close what the links share."""


@runtime_checkable
class Instrument(Protocol):
    """Every driver: it can say who is there and what is in the error queue."""

    def identify(self) -> Identity:
        """Ask the instrument who it is."""

    def prepare(self) -> None:
        """Bring it from an unknown state to a known one, with outputs off and an empty error queue."""


@runtime_checkable
class Indicator(Instrument, Protocol):
    """An instrument that indicates."""

    def select(self, function: str, range_: Quantity, settings: Mapping[str, Quantity]) -> str:
        """Select function and range, read both back, and return the raw read-back.

        Raises:
            CapabilityMissing: the instrument has no such function.
            RangeInsufficient: or no such range.
            InstrumentReported: it refused the setting.
        """

    def confirm_selected(self) -> str:
        """Read function, range and settings back as they are now, and return the raw read-back, as `select` does.

        Returns:
            The raw replies; empty where the instrument has nothing to be read back.

        Raises:
            SettingChanged: one of them is not as it was selected; select again before the next indication.
            UsageError: no function is selected.
        """

    def indicate(self) -> Indication:
        """Trigger and return one indication.

        Raises:
            Overload: the input is beyond the range.
            MalformedReply: the reply is not a number in the instrument's form.
        """


@runtime_checkable
class Source(Instrument, Protocol):
    """An instrument that puts something out, and can always be told to stop."""

    def source(self, function: str, value: Quantity, settings: Mapping[str, Quantity]) -> Indication:
        """Select an output without energising it, and return the setting as read back.

        Raises:
            CapabilityMissing: the instrument has no such function.
            RangeInsufficient: it cannot give this value.
            InstrumentReported: it refused the setting.
        """

    def output_setting(self) -> Indication:
        """Ask now for the setting that `source` has made, and return it as `source` did; another value is returned too.

        Raises:
            MalformedReply: another output is selected, or the reply is no setting.
            UsageError: nothing was sourced since `prepare`.
        """

    def operate(self) -> OutputState:
        """Energise the terminals and return the state as asked."""

    def settled(self) -> bool:
        """Ask whether the output has settled."""

    def output_state(self) -> OutputState:
        """Ask whether the terminals are energised."""

    def make_safe(self) -> OutputState:
        """Take the output off the terminals in the instrument's own order and rate, and return the state as asked."""


@runtime_checkable
class Watched(Protocol):
    """A source that can take its output off by itself when nobody talks to it any more, and does so once it operates.

    Its watchdog is armed by `operate`, before the output goes on, and disarmed once the output has answered off.
    """

    def keep_alive(self) -> None:
        """Give an armed watchdog the sign that it waits for, where one is due; else do nothing.

        Raises:
            InstrumentError: the instrument does not answer.
        """


SAFE_WITHIN_S = 1.0
"""How long after its safe command a source may answer that its output is on, where its driver does not say [s]."""


def safe_within(source: Source) -> float:
    """Return how long after its safe command a source may answer that its output is on [s].

    Args:
        source: whose driver states it as `SAFE_WITHIN_S`, or does not.
    """
    return float(getattr(source, "SAFE_WITHIN_S", SAFE_WITHIN_S))


def indicates(instrument: Instrument) -> TypeGuard[Indicator]:
    """Tell whether an instrument is an `Indicator`."""
    return _fulfils(type(instrument), Indicator)


def is_watched(instrument: Instrument) -> TypeGuard[Watched]:
    """Tell whether an instrument is a `Watched` one, which wants signs of life while its output is on."""
    return _fulfils(type(instrument), Watched)


def puts_out(instrument: Instrument) -> TypeGuard[Source]:
    """Tell whether an instrument is a `Source`."""
    return _fulfils(type(instrument), Source)


@lru_cache(maxsize=256)
def _fulfils(kind: type, protocol: type) -> bool:
    """Look for a protocol's methods in a class, once: a run asks before every step, and looking takes a while."""
    return issubclass(kind, protocol)
