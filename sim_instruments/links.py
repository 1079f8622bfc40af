"""Knows how `sim:NAME` reaches an instrument of a world in this process, with the bytes of a real wire."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_core.errors import LinkClosed, LinkRefused, LinkTimeout, UsageError
from sim_instruments.exchange import Endless, Exchange
from sim_instruments.world import shared_world

if TYPE_CHECKING:
    from bench_core.capabilities.instruments import LinkContext
    from sim_instruments.world import SimulatedInstrument, World

_SCHEME = "sim:"


class SimLink:
    """A conversation with one instrument; a reply that is due later lets the clock run until then.

    Args:
        world: that the instrument lives in.
        instrument: that is talked to.
        timeout: longest wait for a reply [s of the world's clock].

    Raises:
        LinkRefused: the instrument accepts no connection.
    """

    def __init__(self, world: World, instrument: SimulatedInstrument, timeout: float) -> None:
        self._world = world
        self._instrument = instrument
        self._timeout = timeout
        self._closed = False
        self._begun = b""
        self.resource = f"{_SCHEME}{instrument.name}"
        self._exchange = self._connect()

    def write(self, message: bytes) -> None:
        """Send one message, terminator included.

        Raises:
            LinkClosed: the instrument has hung up.
        """
        with self._world.lock:
            self._require_open()
            self._exchange.receive(message)

    def read(self) -> bytes:
        """Return one reply without its terminator.

        Raises:
            LinkTimeout: none came in time; the clock has moved on to the deadline.
            LinkClosed: the instrument has hung up.
        """
        clock = self._world.clock
        deadline = clock.now() + self._timeout
        with self._world.lock:
            self._require_open()
            self._exchange.run()
            if not self._instrument.by_lines:
                self._exchange.request()
        while (reply := self._arrived()) is None:
            if clock.now() >= deadline:
                raise LinkTimeout(self.resource, "no reply within the time-out; check cable, address and interface")
            clock.sleep(max(0.0, min(self._next_event(), deadline) - clock.now()))
        return reply if isinstance(reply, Endless) else reply.removesuffix(b"\n").removesuffix(b"\r")

    def clear(self) -> bool:
        """Drop everything under way in both directions; where the instrument has hung up, connect anew.

        Returns:
            True: nothing late can arrive.

        Raises:
            LinkClosed: the link was closed on this side.
            LinkRefused: the instrument has hung up and accepts no connection.
        """
        with self._world.lock:
            if self._exchange.hung_up and not self._closed:
                self._exchange.abandon()
                self._exchange = self._connect()
                return True
            self._require_open()
            self._begun = b""
            self._exchange.clear()
            return True

    def close(self) -> None:
        """Give the wire back; what was under way on it is given up."""
        with self._world.lock:
            if not self._closed:
                self._exchange.clear()
            self._closed = True

    def _connect(self) -> Exchange:
        if self._instrument.faults.refuses:
            raise LinkRefused(self.resource, "the connection was refused; check that the instrument is on")
        return Exchange(self._instrument, eager=self._instrument.by_lines)

    def _arrived(self) -> bytes | None:
        with self._world.lock:
            self._exchange.run()
            self._exchange.offer()
            reply = self._exchange.take()
            if reply is None:
                self._require_open()
            elif self._instrument.by_lines:
                return self._line(reply)
            return reply

    def _line(self, arrived: bytes) -> bytes | None:
        """Return one line of what has arrived; what has no end yet, such as a prompt, begins the next one."""
        line, end, rest = (self._begun + arrived).partition(b"\n")
        self._begun = b"" if end else line
        if rest:
            self._exchange.put_back(rest)
        return line if end else None

    def _next_event(self) -> float:
        wake = self._exchange.wake_at
        return float("inf") if wake is None else wake

    def _require_open(self) -> None:
        if self._closed or self._exchange.hung_up:
            raise LinkClosed(self.resource, "the connection is closed; check the instrument, then resume")


class SimLinks:
    """The link scheme `sim:`: one world for all links and the person of a bench.

    Args:
        context: with clock, world file and seed.
    """

    def __init__(self, context: LinkContext) -> None:
        self._context = context
        self._links: list[SimLink] = []

    @property
    def world(self) -> World:
        """The world behind the links, made when it is first needed.

        Raises:
            UsageError: the bench names no world, or its file cannot be read.
        """
        return shared_world(self._context)

    def check(self, resource: str) -> None:
        """Make the world, and refuse a resource that it does not hold; nothing is opened.

        Args:
            resource: `sim:` and the name of an instrument of the world.

        Raises:
            DocumentInvalid: with every mistake in the world file.
            UsageError: there is no world, or no such instrument in it, or the resource is not of this scheme.
        """
        self._instrument(resource)

    def open(self, resource: str, timeout_s: float) -> SimLink:
        """Open a conversation.

        Args:
            resource: `sim:` and the name of an instrument of the world.
            timeout_s: wall time to wait for a reply; on a virtual clock that clock's time [s].

        Raises:
            UsageError: the resource is not of this scheme, or there is no such instrument.
            LinkRefused: the instrument accepts no connection.
        """
        instrument = self._instrument(resource)
        clock = self._context.clock
        timeout = timeout_s if clock.kind == "virtual" else timeout_s * clock.speed
        link = SimLink(self.world, instrument, timeout)
        self._links.append(link)
        return link

    def close(self) -> None:
        """Close all links."""
        for link in self._links:
            link.close()
        self._links.clear()

    def _instrument(self, resource: str) -> SimulatedInstrument:
        if not resource.lower().startswith(_SCHEME):
            raise UsageError(f"{resource}: is no simulated instrument; write sim:NAME")
        return self.world.instrument(resource[len(_SCHEME) :])
