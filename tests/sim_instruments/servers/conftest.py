"""An instrument that says what was done to it, behind doors of this machine."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from bench_core.clock import ScaledClock
from sim_instruments.fault_script import FaultScript
from sim_instruments.serving import RunningServers
from sim_instruments.world import SimulatedInstrument


class Witness:
    """A dialect with few words.

    `ECHO? text`, `LONG? count`, `WAIT? seconds` (answers that late), `HOLD?` (answers when it is no longer `held`),
    `DOOR?`, `LATER seconds` (sets its event bit so much later by itself), `SRE number`, `CLS`; it notes every message
    and everything else that happens to it.
    """

    terminator = b"\n"
    serial_clear = b"\x03"
    door = "sim"

    def __init__(self, now):
        self.noted = []
        self.held = True
        self.enabled = 0
        self._now = now
        self._event_at = None

    def execute(self, message):
        self.noted.append(message)
        replies = []
        for unit in message.split(";"):
            word, _, argument = unit.partition(" ")
            if word == "WAIT?":
                yield self._now() + float(argument)
            while word == "HOLD?" and self.held:
                yield self._now() + 0.01
            reply = getattr(self, "_" + word.strip("?*").lower(), lambda _: None)(argument)
            if reply is not None:
                replies.append(reply)
        return ";".join(replies) or None

    def _echo(self, argument):
        return argument

    def _idn(self, _):
        return "CALBENCH,WITNESS,1,1.0"

    def _long(self, argument):
        return "x" * int(argument)

    def _wait(self, argument):
        return f"waited {argument}"

    def _hold(self, _):
        return "free"

    def _door(self, _):
        return self.door

    def _later(self, argument):
        self._event_at = self._now() + float(argument)

    def _sre(self, argument):
        self.enabled = int(argument)

    def _cls(self, _):
        self._event_at = None

    def status_byte(self, *, message_available):
        byte = 16 if message_available else 0
        if self._event_at is not None and self._event_at <= self._now():
            byte |= 32
        return byte | (64 if byte & self.enabled else 0)

    def next_change(self):
        return self._event_at if self._event_at is not None and self._event_at > self._now() else None

    def interrupted(self):
        self.noted.append("(interrupted)")

    def unterminated(self):
        self.noted.append("(unterminated)")

    def overrun(self):
        self.noted.append("(overrun)")

    def device_clear(self):
        self.noted.append("(cleared)")

    def trip(self):
        self.noted.append("(tripped)")

    def go_to_remote(self):
        self.noted.append("(remote)")

    def go_to_local(self):
        self.noted.append("(local)")


@pytest.fixture
def open_doors():
    """Return a function that opens doors of one witness, and gives it with the resource name of each door."""
    opened = []

    def open_(*doors, faults=(), speed=1.0, **options):
        clock = ScaledClock(speed)
        witness = Witness(clock.now)
        instrument = SimulatedInstrument("witness", "a test", "1", None, witness, FaultScript(faults), clock.now)
        world = SimpleNamespace(instrument=lambda _: instrument, clock=clock)
        opened.append(RunningServers(world, ["witness"], doors, **options))
        links = dict(zip(doors, opened[-1].links["witness"], strict=True))
        return SimpleNamespace(witness=witness, links=links, running=opened[-1], clock=clock)

    yield open_
    for running in opened:
        running.close()
