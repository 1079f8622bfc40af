"""Knows one client of a HiSLIP server on its synchronous channel: messages in, replies out, each with its number.

Source: IVI-6.1, 3.1.2 (synchronized mode: RMT-delivered, interrupted error), 6.12 (device clear).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim_instruments.exchange import Part
from sim_instruments.servers.conversation import Conversation
from sim_instruments.servers.hislip_messages import FIRST_VENDOR_KIND, LARGEST_PAYLOAD, Error, Kind, Message, packed
from sim_instruments.servers.sharing import FOREVER

if TYPE_CHECKING:
    import asyncio

    from sim_instruments.servers.sharing import Shared

_RMT_DELIVERED = 1
_REQUEST_SERVICE = 64


class Session:
    """One client.

    Args:
        shared: the instrument and what its doors share.
        synchronous: channel for messages and replies.
    """

    def __init__(self, shared: Shared, synchronous: asyncio.StreamWriter) -> None:
        self._shared = shared
        self._synchronous = synchronous
        self._conversation = Conversation(shared, "hislip", eager=True, react=self._reply)
        self._exchange = self._conversation.exchange
        self._exchange.on_interrupt = self._tell_interrupted
        self._exchange.on_service_request = self._request_service
        self._number = 0
        self._undelivered = False
        self._clearing = False
        self.gone = False
        """Whether the client has closed a channel."""
        self.asynchronous: asyncio.StreamWriter | None = None
        """The channel for all else, once the client has opened it."""
        self.largest = LARGEST_PAYLOAD
        """What the client takes in one message [bytes]."""
        shared.listeners.append(self._notice)

    async def take(self, message: Message) -> None:
        """Obey a message of the synchronous channel."""
        if self._exchange.hung_up:  # a fault at the opening of a connection
            self.hang_up()
            return
        if message.kind == Kind.DEVICE_CLEAR_COMPLETE:
            self._clearing = False
            self._synchronous.write(packed(Kind.DEVICE_CLEAR_ACKNOWLEDGE))
        elif self._clearing:
            return  # what was under way when the client cleared is dropped
        elif message.kind in {Kind.DATA, Kind.DATA_END, Kind.TRIGGER}:
            await self._shared.lock.until(self._may_obey, FOREVER)
            if not self._clearing and not self.gone:
                self._obey(message)
        elif message.kind not in {Kind.ERROR, Kind.FATAL_ERROR}:
            self._synchronous.write(unknown(message))
        await self._synchronous.drain()

    def clear(self) -> None:
        """Drop everything under way; messages are dropped too until the client says that it has done its part."""
        self._clearing = True
        self._undelivered = False
        self._shared.lock.wake()
        self._conversation.clear()

    def status(self, *, delivered: bool) -> int:
        """Return the status byte to a serial poll.

        Args:
            delivered: whether the client has read the whole reply since it last said so.
        """
        self._undelivered = self._undelivered and not delivered
        return self._exchange.serial_poll(reply_waits=self._reply_waits)

    def hang_up(self) -> None:
        """Close both channels."""
        self.gone = True
        self._shared.lock.wake()
        self._synchronous.close()
        if self.asynchronous is not None:
            self.asynchronous.close()

    def end(self) -> None:
        """Give everything back when the synchronous channel has closed."""
        self._shared.ignore(self._notice)
        self._shared.lock.forget(self)
        self._conversation.end()
        self.hang_up()

    @property
    def _reply_waits(self) -> bool:
        return self._undelivered or self._exchange.reply_waits

    def _may_obey(self) -> bool:
        return self._clearing or self.gone or self._shared.lock.admits(self)

    def _obey(self, message: Message) -> None:
        if message.payload is None:
            self._synchronous.write(packed(Kind.ERROR, Error.TOO_LARGE, payload=b"message too large"))
            return
        self._number = message.parameter
        self._undelivered = self._undelivered and not message.control & _RMT_DELIVERED
        begins = bool(message.payload) or message.kind == Kind.TRIGGER
        if begins and self._reply_waits:  # an END alone only closes what came before
            self._undelivered = False
            self._exchange.interrupt()
        if message.kind == Kind.TRIGGER:
            self._exchange.trigger(message.parameter)
        else:
            self._exchange.receive(message.payload, message.parameter)
        if message.kind == Kind.DATA_END:
            self._exchange.end(message.parameter)
        self._conversation.go_on()

    def _reply(self) -> None:
        while (reply := self._exchange.take()) is not None:
            self._undelivered = True
            while len(reply) > self.largest:
                self._synchronous.write(packed(Kind.DATA, 0, self._exchange.tag, reply[: self.largest]))
                reply = reply[self.largest :]
            kind = Kind.DATA if isinstance(reply, Part) else Kind.DATA_END
            self._synchronous.write(packed(kind, 0, self._exchange.tag, reply))
        if self._exchange.hung_up:
            self.hang_up()

    def _tell_interrupted(self) -> None:
        self._synchronous.write(packed(Kind.INTERRUPTED, 0, self._number))
        if self.asynchronous is not None:
            self.asynchronous.write(packed(Kind.ASYNC_INTERRUPTED, 0, self._number))

    def _request_service(self) -> None:
        """Request service without a reason, as a fault."""
        if self.asynchronous is not None:
            self.asynchronous.write(packed(Kind.ASYNC_SERVICE_REQUEST, self.status(delivered=False) | _REQUEST_SERVICE))

    def _notice(self) -> None:
        waits = self._reply_waits
        if self._exchange.notice(reply_waits=waits) and self.asynchronous is not None:
            byte = self._exchange.status_byte(reply_waits=waits) | _REQUEST_SERVICE
            self.asynchronous.write(packed(Kind.ASYNC_SERVICE_REQUEST, byte))


def unknown(message: Message) -> bytes:
    """Return the error for a message that a channel does not know."""
    if message.kind >= FIRST_VENDOR_KIND:
        return packed(Kind.ERROR, Error.UNKNOWN_VENDOR_MESSAGE, payload=b"no such vendor message")
    return packed(Kind.ERROR, Error.UNKNOWN_MESSAGE, payload=b"no such message on this channel")
