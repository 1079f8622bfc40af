"""What the window knows of a run after each line of its record: the run's state, and what only who looks on needs."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from bench_core.records.events import (
    Event,
    GuardianReady,
    HoldWaited,
    IndicationTaken,
    OutputAsked,
    PointCompleted,
    PointStarted,
    PreliminaryCompleted,
    RunPaused,
    RunResumed,
    RunSuspended,
    SettingIntended,
    SettingMade,
    SteadyReached,
    TakeIntended,
    WiringProven,
)
from bench_core.records.folding import fold
from bench_core.records.run_state import RunState
from bench_gui.views.spending import BROKEN_OFF, Spending, Spent
from bench_gui.views.steadying import Steadying, SteadyWatch, steady_watch

if TYPE_CHECKING:
    from bench_core.records.record import Line

TRACE = 6000
"""How many indications of an instrument are kept for the live plot."""
LOG = 2000
"""How many events are kept for the log."""
_TAKEN = (SteadyReached, HoldWaited, PointCompleted, PreliminaryCompleted, WiringProven, *BROKEN_OFF)
"""After these nothing is being read."""


@dataclass(frozen=True, slots=True)
class Indicated:
    """The last indication of an instrument.

    Args:
        taken: as it is on record.
        at: when it was seen, on the window's clock [s].
    """

    taken: IndicationTaken
    at: float


@dataclass(frozen=True, slots=True)
class Traced:
    """One indication of a trace.

    Args:
        time: of the run's clock [s].
        value: in `unit`; never a NaN.
        name: of the reading, or the role that is watched.
        unit: symbol.
    """

    time: float
    value: float
    name: str
    unit: str


@dataclass(frozen=True, slots=True)
class Logged:
    """One event of the log.

    Args:
        number: of its line.
        utc: wall time.
        event: what happened.
    """

    number: int
    utc: datetime
    event: Event


@dataclass(frozen=True, slots=True)
class Seen:
    """All that is known of a run after some line; it may cross threads.

    Args:
        state: of the run; interrupted where its process has gone.
        at: when the last line was seen, on the window's clock [s].
        number: of the last line.
        set_to: by source, what it was set to last: setting to value, as sent.
        left: by source, what it was set to before, while it has not answered that it took the last setting.
        answered: by source, whether it answered last that its output is energised.
        indicated: by instrument.
        trace: by instrument, its latest indications.
        log: the latest events, without the indications of a signal that settles.
        spent: on each completed attempt, in order.
        completed: every attempt that gave a result, in order, also those that stand no more.
        guarded: by source, what its guardian said.
        taking: what is being read now, or None.
        steadying: how the signal is settling, or None.
        alive: whether the run's process lives.
        point_began: when the point under way, or the last one, began, by the run's clock, later by what a person was
            asked to do in it [s].
        held: how often the run was paused or suspended.
    """

    state: RunState
    at: float
    number: int
    set_to: Mapping[str, Mapping[str, str]]
    left: Mapping[str, Mapping[str, str]]
    answered: Mapping[str, bool]
    indicated: Mapping[str, Indicated]
    trace: Mapping[str, tuple[Traced, ...]]
    log: tuple[Logged, ...]
    spent: tuple[Spent, ...]
    completed: tuple[PointCompleted, ...]
    guarded: Mapping[str, GuardianReady]
    taking: TakeIntended | None
    steadying: Steadying | None
    alive: bool = True
    point_began: float = 0.0
    held: int = 0

    def run_time(self, now: float) -> float:
        """Return the time of the run's clock [s] at a time of the window's clock [s]; a virtual clock stands still."""
        started = self.state.started
        if not self.alive or self.state.ended is not None or started.clock == "virtual":
            return self.state.last_mono
        return self.state.last_mono + max(0.0, now - self.at) * started.speed


class Watching:
    """Takes the lines of a record in, one by one, and gives what is known after them."""

    def __init__(self) -> None:
        self._state: RunState | None = None
        self._at, self._number = 0.0, 0
        self._set_to: Mapping[str, Mapping[str, str]] = {}
        self._left: Mapping[str, Mapping[str, str]] = {}
        self._answered: Mapping[str, bool] = {}
        self._indicated: Mapping[str, Indicated] = {}
        self._traces: dict[str, deque[Traced]] = {}
        self._log: deque[Logged] = deque(maxlen=LOG)
        self._completed: tuple[PointCompleted, ...] = ()
        self._guarded: Mapping[str, GuardianReady] = {}
        self._taking: TakeIntended | None = None
        self._steadying: SteadyWatch | None = None
        self._waited: dict[str, int] = {}
        self._spending = Spending()
        self._held = 0

    def take(self, line: Line, at: float) -> None:
        """Take one line in.

        Args:
            line: the next one of the record.
            at: when it was written, as near as it is known, on the window's clock [s].

        Raises:
            RecordError: this event cannot follow.
        """
        self._state = fold(self._state, line)
        self._at, self._number = at, line.number
        event = line.event
        if isinstance(event, IndicationTaken):
            self._indication(event, at)
            if event.purpose == "settling":
                return
        else:
            self._note(event, line.mono)
            self._spending.note(event, line.mono)
        self._log.append(Logged(line.number, line.utc, event))

    def seen(self, *, alive: bool = True) -> Seen | None:
        """Return what is known now; None before the first line.

        Args:
            alive: whether the run's process lives; a run without it that has not ended is interrupted.
        """
        if self._state is None:
            return None
        return Seen(
            self._state if alive else self._state.found_interrupted(),
            self._at,
            self._number,
            self._set_to,
            self._left,
            self._answered,
            self._indicated,
            {name: tuple(trace) for name, trace in self._traces.items()},
            tuple(self._log),
            self._spending.spent,
            self._completed,
            self._guarded,
            self._taking,
            None if self._steadying is None else self._steadying.now(),
            alive or self._state.ended is not None,
            self._spending.began,
            self._held,
        )

    def _indication(self, event: IndicationTaken, at: float) -> None:
        self._indicated = {**self._indicated, event.instrument: Indicated(event, at)}
        trace = self._traces.get(event.instrument)
        if trace is None:
            trace = self._traces[event.instrument] = deque(maxlen=TRACE)
        trace.append(Traced(event.time, float(event.value), event.name, event.unit))
        if event.purpose == "settling" and self._steadying is not None:
            self._steadying.add(event)

    def _note(self, event: Event, mono: float) -> None:
        self._note_setting(event)
        match event:
            case SettingMade(energised=bool() as on) | OutputAsked(energised=on):
                self._answered = {**self._answered, event.instrument: on}
            case RunResumed():
                self._answered = {}  # somebody may have switched them meanwhile, whatever their guardian did
            case GuardianReady():
                self._guarded = {**self._guarded, event.instrument: event}
            case TakeIntended():
                self._intended(event, mono)
            case PointStarted():
                self._waited = {}
                self._nothing_taken()
            case RunPaused() | RunSuspended():
                self._held += 1
            case PointCompleted():
                self._completed = (*self._completed, event)
            case SteadyReached() | HoldWaited():
                self._waited[event.watch] = self._waited.get(event.watch, 0) + 1
            case _:
                pass
        if isinstance(event, _TAKEN):
            self._nothing_taken()

    def _note_setting(self, event: Event) -> None:
        match event:
            case SettingIntended(action="source", instrument=name):
                self._left = {name: self._set_to.get(name, {}), **self._left}
                self._set_to = {**self._set_to, name: event.settings}
            case SettingMade(instrument=name):
                self._left = {other: left for other, left in self._left.items() if other != name}
            case _:
                pass

    def _intended(self, event: TakeIntended, mono: float) -> None:
        self._taking, self._steadying = event, None
        if event.purpose == "settling" and self._state is not None:
            self._steadying = steady_watch(self._state.plan, event, self._waited.get(event.name, 0), mono)

    def _nothing_taken(self) -> None:
        self._taking = self._steadying = None
