"""Knows how the instruments of a bench are connected and how each proves who it is; knows no command."""

from __future__ import annotations

import threading
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from bench_core.capabilities.instruments import NO_SERIAL
from bench_core.errors import IdentityMismatch
from drivers import registry
from drivers.own_links import Connection
from drivers.session import OF_THE_LINK, Session

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bench_core.capabilities.instruments import Identity, Instrument, LinkContext, Links
    from drivers.bench import Bench, BenchInstrument


class OpenBench:
    """The instruments of a bench, each connected when it is asked for.

    Args:
        bench: as its file says.
        context: clock and world, for the links.
        stack: closes the links at the end.
    """

    def __init__(self, bench: Bench, context: LinkContext, stack: ExitStack) -> None:
        self.bench = bench
        self.instruments: dict[str, Instrument] = {}
        entries = bench.instruments.values()
        ports = {entry.link: entry.serial_port for entry in entries if entry.link.upper().startswith("ASRL")}
        self._context = replace(context, serial_ports=ports) if ports else context
        self._stack = stack
        self._links: dict[registry.LinkScheme, Links] = {}
        self._making = threading.Lock()

    @property
    def source_names(self) -> tuple[str, ...]:
        """The instruments that can energise something, connected or not, in the order of the file."""
        return tuple(name for name, entry in self.bench.instruments.items() if _is_source(entry))

    @property
    def other_names(self) -> tuple[str, ...]:
        """The instruments on links that cannot energise anything, connected or not, in the order of the file."""
        entries = self.bench.instruments.items()
        return tuple(name for name, entry in entries if not entry.by_person and not _is_source(entry))

    def connect(self, name: str) -> Instrument:
        """Open the link to an instrument, once, and return its driver; nothing is sent.

        Args:
            name: of an instrument that no person reads.

        Raises:
            LinkRefused: nothing answers there.
            UsageError: the resource name is wrong, or the scheme is not installed.
        """
        if name not in self.instruments:
            self.instruments[name] = self._connected(self.bench.instruments[name])
        return self.instruments[name]

    def identify(self, name: str, printed: Callable[[Identity], str] | None = None) -> Identity:
        """Ask a connected instrument who it is, and refuse another one than the bench file and the type record name.

        Args:
            name: of the instrument.
            printed: returns the serial number that is printed on an instrument whose language has no word for it; asked
                only where the bench file names one.

        Raises:
            IdentityMismatch: with what was expected and what was found.
            InstrumentError: it does not answer.
        """
        identity, entry = self.instruments[name].identify(), self.bench.instruments[name]
        if printed is not None and entry.serial is not None and not identity.serial:
            _require_type(entry, identity)  # nobody looks for the number of another instrument
            identity = replace(identity, serial=printed(identity))
        require_identity(entry, identity)
        return identity

    def check_links(self) -> None:
        """Have each link scheme, or driver with links of its own, check its resources; nothing is opened or sent.

        Raises:
            DocumentInvalid: with every mistake in a file that a scheme needs.
            UsageError: a file is missing, a resource is not in it, or a scheme or library is not installed.
        """
        for entry in self.bench.instruments.values():
            own = None if entry.by_person else registry.own_links(registry.driver(entry.driver))
            if own is not None:
                own.check(self._connection(entry), entry.type_record.model)
            elif not entry.by_person:
                self._scheme(entry.link).check(entry.link)

    def _connected(self, entry: BenchInstrument) -> Instrument:
        found, type_record, connection = registry.driver(entry.driver), entry.type_record.model, self._connection(entry)
        own = registry.own_links(found)
        if own is not None:
            opened = own(connection, type_record)
            self._stack.callback(opened.close)
            return opened.instrument
        # A time-out of the bench file holds for every reply, a driver's own ones for each kind of question.
        timeout_s = registry.STATE_WITHIN_S if entry.timeout_s is None else entry.timeout_s
        time_outs = registry.time_outs(found) if entry.timeout_s is None else OF_THE_LINK
        link = self._scheme(entry.link).open(entry.link, timeout_s)
        self._stack.callback(link.close)
        language = registry.language_of(found, type_record)
        return found(Session(link, connection.who, connection.clock, language, time_outs), type_record)

    def _connection(self, entry: BenchInstrument) -> Connection:
        timeout_s = registry.reply_within(registry.driver(entry.driver)) if entry.timeout_s is None else entry.timeout_s
        return Connection(entry.name, entry.link, timeout_s, self._context.clock, entry.serial_port)

    def _scheme(self, resource: str) -> Links:
        scheme = registry.link_scheme(resource)
        with self._making:  # sources are connected at once where they must be made safe
            if scheme not in self._links:
                self._links[scheme] = scheme(self._context)
                self._stack.callback(self._links[scheme].close)
            return self._links[scheme]


@contextmanager
def open_bench(bench: Bench, context: LinkContext) -> Iterator[OpenBench]:
    """Give the instruments of a bench while the block runs; their links are closed at its end.

    Args:
        bench: as its file says.
        context: clock and world, for the links.
    """
    with ExitStack() as stack:
        yield OpenBench(bench, context, stack)


def check_links(bench: Bench, context: LinkContext) -> None:
    """Have each link scheme of a bench read what it needs, such as a simulated world; nothing is opened or sent.

    Args:
        bench: as its file says.
        context: clock and world, for the links.

    Raises:
        DocumentInvalid: with every mistake in a file that a scheme needs.
        UsageError: a file is missing, a resource is not in it, or a scheme is not installed.
    """
    with open_bench(bench, context) as opened:
        opened.check_links()


def require_identity(entry: BenchInstrument, found: Identity) -> None:
    """Refuse an instrument that is not the one of the bench file: model first, then maker, then serial number.

    Raises:
        IdentityMismatch: with what was expected and what was found.
    """
    _require_type(entry, found)
    if entry.serial is not None and found.serial != entry.serial:
        told = f"serial {found.serial}" if found.serial not in NO_SERIAL else "no serial number in the reply"
        raise _mismatch(entry, f"serial {entry.serial}", told, found)


def _require_type(entry: BenchInstrument, found: Identity) -> None:
    names = entry.type_record.model.identity
    if found.model != names.model:
        raise _mismatch(entry, f"model {names.model}", f"model {found.model}", found)
    if found.maker not in names.makers:
        raise _mismatch(entry, f"maker {' or '.join(names.makers)}", f"maker {found.maker}", found)


def _mismatch(entry: BenchInstrument, expected: str, told: str, found: Identity) -> IdentityMismatch:
    what = f"expected {expected}, found {told} ({found.raw!r}); connect the right instrument or correct the bench file"
    return IdentityMismatch(_who(entry), what)


def _who(entry: BenchInstrument) -> str:
    return f"{entry.name} ({entry.link})" if entry.link else entry.name  # a person reads it where it has no link


def _is_source(entry: BenchInstrument) -> bool:
    return not entry.by_person and registry.is_source(registry.driver(entry.driver), entry.type_record.model)
