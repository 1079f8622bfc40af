"""Knows what the faults of a message make of its reply, and of the bytes that carry it; it knows no wire."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sim_instruments.faults import Fault

HUGE = 10_000_000
"""Bytes of a huge reply."""
_TERMINATORS = {"LF": b"\n", "CR": b"\r", "CR LF": b"\r\n", "none": b""}
_STUCK_BIT = 0x40
_WITHHELD = frozenset({"silent", "stall", "close", "restart"})
_CLOSING = frozenset({"close", "cut", "hang_up", "restart"})


@dataclass(frozen=True, slots=True)
class Segment:
    """Bytes that arrive together.

    Args:
        delay: after the reply was complete [s].
        data: the bytes.
        ends: whether the reply ends with them.
    """

    delay: float
    data: bytes
    ends: bool = True


class DisturbedReply:
    """The reply to one message under the faults that hit it.

    Args:
        faults: that hit the message.
        message: as it came.
        serial: number that the instrument answers.
        noise: returns random bytes.
    """

    def __init__(self, faults: Sequence[Fault], message: str, serial: str, noise: Callable[[], bytes]) -> None:
        self._faults: Mapping[str, Fault] = {fault.kind: fault for fault in faults}
        self._message = message
        self._serial = serial
        self._noise = noise

    @property
    def closes(self) -> bool:
        """Whether the instrument closes the connection."""
        return not _CLOSING.isdisjoint(self._faults)

    def text(self, reply: str | None) -> str | None:
        """Return what is said instead of a reply, without a terminator; None for silence."""
        faults = self._faults
        if not _WITHHELD.isdisjoint(faults):
            return None
        if reply is not None:
            reply = self._replaced(reply)
        if "echo" in faults:
            return self._message if reply is None else f"{self._message}\r\n{reply}"
        return reply

    def segments(self, sent: bytes, terminator: bytes) -> tuple[Segment, ...]:
        """Return how the bytes of a reply arrive.

        Args:
            sent: the reply without its terminator.
            terminator: that it should have.
        """
        faults = self._faults
        whole = self._bytes(sent, terminator)
        delay = _seconds(faults["late"]) if "late" in faults else 0.0
        ends = "cut" not in faults
        if not ends:
            whole = whole[: len(whole) // 2]
        if "split" not in faults:
            return (Segment(delay, whole, ends),)
        pause, last = _seconds(faults["split"]), len(whole) - 1
        return tuple(Segment(delay + n * pause, whole[n : n + 1], ends and n == last) for n in range(len(whole)))

    def _replaced(self, reply: str) -> str:
        faults = self._faults
        if "garbage" in faults:
            return faults["garbage"].reply or ""
        if "blank" in faults:
            return ""
        if "other_serial" in faults and "*IDN?" in self._message.upper():
            return reply.replace(f",{self._serial},", f",{faults['other_serial'].serial},")
        return reply

    def _bytes(self, sent: bytes, terminator: bytes) -> bytes:
        faults = self._faults
        if "huge" in faults:
            sent = b"9" * HUGE
        if "noise" in faults:
            sent = self._noise()
        if "stuck_bit" in faults:
            sent = bytes(byte | _STUCK_BIT for byte in sent)
        if "terminator" in faults:
            terminator = _TERMINATORS[faults["terminator"].terminator or "LF"]
        whole = sent + terminator
        return whole + whole if "doubled" in faults else whole


def _seconds(fault: Fault) -> float:
    return 0.0 if fault.delay is None else float(fault.delay.si)
