"""Knows how the 3458A arms, triggers, reads and remembers; its words are bound in `commands`.

Source: Agilent 3458A User's Guide, chapter 4, "Triggering Measurements" and "Using Reading Memory" (pages not
checked). Not simulated: external triggers, trigger levels, math, stored states, subprograms.
"""

from __future__ import annotations

from collections import deque
from dataclasses import replace
from math import hypot, inf
from typing import TYPE_CHECKING

from sim_instruments.dialects.execution import Unended
from sim_instruments.dialects.hp_3458a import errors
from sim_instruments.dialects.hp_3458a.acquisition import Acquisition
from sim_instruments.dialects.hp_3458a.errors import ErrorRegister
from sim_instruments.dialects.hp_3458a.functions import FUNCTIONS, INPUT
from sim_instruments.dialects.hp_3458a.memory import Memory
from sim_instruments.dialects.hp_3458a.replies import readings
from sim_instruments.dialects.hp_3458a.setup import IMMEDIATE, Setup
from sim_instruments.dialects.hp_3458a.status import Status

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sim_instruments.dialects.execution import Body, Execution

_ON_REQUEST = IMMEDIATE | {"SYN", "TIMER"}


class Meter3458A:
    """The measuring part: settings, triggers, readings and status.

    Args:
        body: what it drives.
    """

    def __init__(self, body: Body) -> None:
        self.body = body
        self.setup = Setup()
        self.memory = Memory()
        self.errors = ErrorRegister()
        self.status = Status()
        self.end = "OFF"
        self.input_buffer = "OFF"
        self.query_format = "NORM"
        self._armed = False
        self._triggered = False
        self._waiting: deque[float] = deque()
        self._acquisition: Acquisition | None = None
        self._taking = False
        body.converter.terminals.before_change.append(self.catch_up)
        self.configured()

    def configure(self, setup: Setup) -> None:
        """Take all settings at once."""
        self.setup = setup
        self.configured()

    def reset(self) -> None:
        """Do what `RESET` does: all settings as at power-on; the memory is off and empty."""
        self.end = self.input_buffer = "OFF"
        self.query_format = "NORM"
        self.preset(Setup(), "SREAL")

    def preset(self, setup: Setup, memory_format: str) -> None:
        """Take the settings of a preset, with the memory off and empty."""
        self.memory.set_mode("OFF")
        self.memory.set_format(memory_format)
        self.configure(setup)

    def configured(self) -> None:
        """Forget the readings of other settings."""
        self.body.converter.restart()
        self.rearm()

    def rearm(self) -> None:
        """Forget the readings of other events, and go on by itself where the events come by themselves."""
        self.stop()
        setup = self.setup
        if setup.arm in IMMEDIATE and setup.trigger in IMMEDIATE and setup.sample != "SYN":
            self._begin(inf)

    def stop(self) -> None:
        """Give up the readings under way and those that nobody has read."""
        self._acquisition = None
        self._armed = self._triggered = False
        self._waiting.clear()

    def arm(self, times: int) -> Execution:
        """Do what `TARM SGL` does: arm so many times, then hold."""
        self.setup.arm = "HOLD"
        self.stop()
        self._armed = True
        if self.setup.trigger in IMMEDIATE and self.setup.sample != "SYN":
            return (yield from self._perform(times))
        return None

    def trigger(self) -> Execution:
        """Do what `TRIG SGL` does: trigger once if it is armed, then hold."""
        armed = self._armed or self.setup.arm in IMMEDIATE
        self.setup.trigger = "HOLD"
        self.stop()
        self._triggered = True
        if armed and self.setup.sample != "SYN":
            return (yield from self._perform(1))
        self._armed = armed
        return None

    def requested(self) -> Execution:
        """Give the reading that a read without a query asks for; silence where no event can bring one."""
        self.catch_up()
        if not self._waiting and self.memory.on and len(self.memory):
            return self._written([self.memory.take()])
        if not self._waiting and self._acquisition is None and self._answers_a_request():
            self._begin(self.setup.readings if self.setup.sample != "SYN" else 1)
        return (yield from self._next())

    def recall(self, first: int, count: int) -> str:
        """Do what `RMEM` does: stop storing and return readings by number."""
        self.catch_up()
        self.memory.mode = "OFF"
        self._acquisition = None
        return self._written(self.memory.recall(first, count))

    def catch_up(self) -> None:
        """Take every reading that is complete by now; what nobody keeps is not taken."""
        acquisition = self._acquisition
        if acquisition is None or self._taking or not self._keeps(acquisition):
            return
        now = self.body.now()
        acquisition.taken += max(0, acquisition.due(now) - self.memory.capacity)
        self._taking = True  # a reading may change the world, which then asks to catch up once more
        try:
            while acquisition.due(now) > 0 and self.memory.room:
                self._keep(self._reading_at(acquisition.next_at))
                acquisition.taken += 1
        finally:
            self._taking = False
        if self._acquisition is acquisition and (acquisition.complete or not self.memory.room):
            self._acquisition = None

    def status_byte(self, *, ready: bool, reply_waits: bool = False) -> int:
        """Return the status byte.

        Args:
            ready: whether nothing is being worked through.
            reply_waits: whether a reply waits to be read.
        """
        self.catch_up()
        available = bool(reply_waits or self._waiting or len(self.memory))
        return self.status.byte(errors=self.errors.bits, ready=ready, available=available)

    @property
    def next_reading_at(self) -> float | None:
        """When a reading under way will be kept [s]; None where none will."""
        acquisition = self._acquisition
        return acquisition.next_at if acquisition is not None and self._keeps(acquisition) else None

    def report(self, number: int) -> None:
        """Note an error."""
        self.errors.put(number)

    def _answers_a_request(self) -> bool:
        setup = self.setup
        armed = self._armed or setup.arm in _ON_REQUEST
        triggered = self._triggered or setup.trigger in _ON_REQUEST
        self._armed = self._triggered = False
        return armed and triggered and setup.sample in _ON_REQUEST

    def _perform(self, times: int) -> Execution:
        self._armed = self._triggered = False
        acquisition = self._begin(times * self.setup.readings)
        if not self.memory.on:
            return (yield from self._next())
        while self._acquisition is acquisition:
            yield acquisition.last_at
            self.catch_up()
        return None

    def _begin(self, count: float) -> Acquisition:
        time = self.setup.reading_time
        interval = time
        if self.setup.sample == "TIMER":
            interval = float(self.setup.timer)
            if interval < time:
                self.report(errors.TOO_FAST)
                interval = time
        self._acquisition = Acquisition(self.body.now(), time, interval, count)
        return self._acquisition

    def _next(self) -> Execution:
        """Wait for the next reading and give it."""
        acquisition = self._acquisition
        if not self._waiting and acquisition is not None:
            kept = self._keeps(acquisition)
            if not kept:
                acquisition.skip_to(self.body.now())
            moment = acquisition.next_at
            while self.body.now() < moment and self._acquisition is acquisition:
                yield moment
            if not kept and self._acquisition is acquisition:
                self._waiting.append(self._reading_at(moment))
                acquisition.taken += 1
            self.catch_up()
        if self._waiting:
            return self._written([self._waiting.popleft()])
        return self._written([self.memory.take()]) if len(self.memory) else None

    def _keeps(self, acquisition: Acquisition) -> bool:
        """Tell whether its readings are kept for whoever reads them later."""
        return self.memory.on or acquisition.count < inf

    def _keep(self, reading: float) -> None:
        if self.memory.on:
            self.memory.put(reading)
        else:
            self._waiting.append(reading)

    def _written(self, values: Iterable[float]) -> str:
        text = readings(list(values), self.setup.output, self.setup.full_scale)
        return text if self.setup.output == "ASCII" else Unended(text)

    def _reading_at(self, now: float) -> float:
        setup, converter = self.setup, self.body.converter
        function, terminals = setup.function, setup.function.terminals
        if function.counts:
            hertz = converter.frequency(now, INPUT)
            return hertz if function.name == "FREQ" or not hertz else 1 / hertz
        if setup.autorange:
            setup.full_scale = function.follow(setup.full_scale, converter.look(function.capability, now, terminals))
        value = converter.read(function.capability, setup.full_scale, float(setup.cycles), now, terminals)
        if function is FUNCTIONS["ACDCV"]:
            value = hypot(value, converter.look("dc_voltage", now, INPUT))
        if abs(value) > function.limit(setup.full_scale):
            return inf if value > 0 else -inf
        step = float(setup.step)
        return round(value / step) * step


def with_function(setup: Setup, name: str) -> Setup:
    """Return the settings with another function, on its lowest range."""
    function = FUNCTIONS[name]
    return replace(setup, function=function, full_scale=function.ranges[0], autorange=True)
