"""Knows how `sim:NAME` reaches an instrument of a world in this process, with the bytes of a real wire."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_core.errors import LinkClosed, LinkRefused, LinkTimeout, MalformedReply, UsageError
from sim_instruments.exchange import Endless, Exchange, Part
from sim_instruments.world import shared_world

if TYPE_CHECKING:
    from bench_core.capabilities.instruments import LinkContext
    from sim_instruments.world import SimulatedInstrument, World

LARGEST_REPLY = 64 * 1024
"""A text reply above this size [bytes] is none."""

_SCHEME = "sim:"


class SimLink:
    """A conversation with one instrument; a reply that is due later lets the clock run until then.

    Args:
        world: that the instrument lives in.
        instrument: that is talked to.
        timeout_s: longest wait for a reply, unless `read` is given another: wall time, or that of a virtual clock [s].

    Raises:
        LinkRefused: the instrument accepts no connection.
    """

    def __init__(self, world: World, instrument: SimulatedInstrument, timeout_s: float) -> None:
        self._world = world
        self._instrument = instrument
        self._timeout_s = timeout_s
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

    def read(self, within_s: float | None = None) -> bytes:
        """Return one reply without its terminator.

        Args:
            within_s: how long to wait for it, as `timeout_s` [s]; the link's own time-out where None.

        Raises:
            LinkTimeout: none came in time; the clock has moved on to the deadline.
            LinkClosed: the instrument has hung up.
            MalformedReply: the reply is larger than any text reply.
        """
        clock = self._world.clock
        seconds = self._timeout_s if within_s is None else within_s
        deadline = clock.now() + (seconds if clock.kind == "virtual" else seconds * clock.speed)
        with self._world.lock:
            if self._closed:
                self._require_open()
            self._exchange.run()
            if not self._instrument.by_lines:
                self._exchange.request()
        while (reply := self._arrived()) is None:
            if clock.now() >= deadline:
                raise LinkTimeout(self.resource, "no reply within the time-out; check cable, address and interface")
            clock.sleep(max(0.0, min(self._next_event(), deadline) - clock.now()))
        if len(reply) > LARGEST_REPLY:
            what = f"sends a reply of more than {LARGEST_REPLY} bytes; check that this is the right instrument"
            raise MalformedReply(self.resource, what)
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
                self._begun = b""
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
                self._exchange.abandon()
            self._closed = True

    def _connect(self) -> Exchange:
        if self._instrument.faults.refuses:
            raise LinkRefused(self.resource, "the connection was refused; check that the instrument is on")
        exchange = Exchange(self._instrument, eager=self._instrument.by_lines)
        if exchange.hung_up:
            exchange.abandon()
            what = "the connection was refused; check that the instrument is on and that no other program has it"
            raise LinkRefused(self.resource, what)
        return exchange

    def _arrived(self) -> bytes | None:
        with self._world.lock:
            self._exchange.run()
            self._exchange.offer()
            reply = self._exchange.take()
            if reply is None:
                self._require_open()
            elif self._instrument.by_lines:
                return self._line(reply)
            return self._whole(reply)

    def _whole(self, arrived: bytes | None) -> bytes | None:
        """Return a reply once its last part is here."""
        if arrived is None:
            return None
        if isinstance(arrived, Part):
            self._begun += arrived
            return None
        reply, self._begun = (self._begun + arrived if self._begun else arrived), b""
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
        link = SimLink(self.world, instrument, timeout_s)
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
