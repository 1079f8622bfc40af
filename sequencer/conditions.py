"""The conditions of a run: asked of people, measured by instruments while it goes on, and upkeep that may come due."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_core.bilingual import Bilingual
from bench_core.capabilities.instruments import indicates
from bench_core.errors import CapabilityMissing, ConditionsNotMet
from bench_core.metrology.quantity import Quantity
from bench_core.records.condition_titles import condition_title
from bench_core.records.events import ConditionRecorded, PromptAsked, SettingIntended, SettingMade
from bench_core.records.watched import left_s

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bench_core.capabilities.instruments import Instrument
    from bench_core.clock import Clock
    from bench_core.records.events import ConditionCorrected, MeasurementKey
    from bench_core.records.journal import Journal
    from bench_core.records.plan import Condition, Plan, Watch
    from bench_core.records.run_state import RunState
    from sequencer.prompts import Answer, Prompts


class ConditionLost(Exception):
    """A condition does not hold any more, or upkeep is due.

    Args:
        condition: of the plan.
        value: that it has; of upkeep, the longest time allowed.
    """

    def __init__(self, condition: Condition, value: Quantity) -> None:
        super().__init__(condition.name, value)
        self.condition, self.value = condition, value


class Conditions:
    """What must hold before and during a run, and for which results nobody vouches yet.

    Args:
        plan: of the run.
        journal: where each value is recorded.
        clock: of the run.
        instruments: by name on the bench.
        prompts: where people are asked.
    """

    def __init__(
        self, plan: Plan, journal: Journal, clock: Clock, instruments: Mapping[str, Instrument], prompts: Prompts
    ) -> None:
        self._plan, self._journal, self._clock = plan, journal, clock
        self._instruments, self._prompts = instruments, prompts
        self.watched = tuple((one, one.watch) for one in plan.conditions if one.watch is not None)
        """The conditions that an instrument measures, each with how."""
        self._unvouched: dict[str, list[MeasurementKey]] = {one.name: [] for one in plan.conditions if one.watch}
        self._due: dict[str, float] = {}
        self._selected: dict[str, str] = {}
        self._lost: ConditionLost | None = None
        self._next = 0.0

    def require(self) -> None:
        """Record every condition of the procedure and refuse to begin while one does not hold.

        Raises:
            ConditionsNotMet: naming all that do not hold, with what is asked.
        """
        broken = []
        for condition in self._plan.conditions:
            recorded = self._ask(condition) if condition.watch is None else self.measure(condition, condition.watch)
            if not recorded.holds:
                broken.append(f"{condition.name} is {recorded.value}, the procedure asks for {condition.text}")
        if broken:
            raise ConditionsNotMet("; ".join(broken) + "; wait until the conditions hold and start again")

    def take_up(self, before: RunState) -> None:
        """Go on where an interrupted run stood: a condition that was lost, and nothing done about it yet, is lost."""
        for condition, _ in self.watched:
            self._unvouched[condition.name] = list(before.unvouched.get(condition.name, ()))
            if condition.name in before.unmet:
                self._lost = ConditionLost(condition, before.unmet[condition.name].value)

    def look(self) -> None:
        """Measure what is due to be measured.

        Raises:
            ConditionLost: a condition does not hold, or upkeep is due.
        """
        if self.watched and self._clock.now() >= self._next:
            self.sample()
        self.require_upkeep()

    def sample(self) -> None:
        """Measure every condition that an instrument can measure; each that holds vouches for what was completed.

        Raises:
            ConditionLost: one does not hold, or upkeep is due.
        """
        lost, self._lost = self._lost, None
        if lost is not None:
            raise lost
        self.require_upkeep()
        for condition, watch in self.watched:
            recorded = self.measure(condition, watch)
            if not recorded.holds:
                raise ConditionLost(condition, recorded.value)
            self._unvouched[condition.name].clear()
        self._next = self._clock.now() + min((float(watch.every.si) for _, watch in self.watched), default=0.0)

    def require_upkeep(self) -> None:
        """Look whether what has to be done again after a time is due.

        Raises:
            ConditionLost: it is.
        """
        if not self._due:
            return
        for condition in self._plan.conditions:
            if condition.upper is not None and self._clock.now() > self._due.get(condition.name, float("inf")):
                raise ConditionLost(condition, condition.upper)

    def unvouched(self) -> tuple[MeasurementKey, ...]:
        """Return the completed attempts after which not every measured condition was found to hold yet."""
        return tuple(dict.fromkeys(key for keys in self._unvouched.values() for key in keys))

    def completed(self, key: MeasurementKey) -> None:
        """Take in a completed attempt, for which the next reading of each measured condition vouches."""
        for unvouched in self._unvouched.values():
            unvouched.append(key)

    def discard(self, keys: tuple[MeasurementKey, ...]) -> None:
        """Take in that attempts give no result any more."""
        for name, unvouched in self._unvouched.items():
            self._unvouched[name] = [key for key in unvouched if key not in keys]

    def forget_selected(self) -> None:
        """Take in that instruments may have lost what they were selected to."""
        self._selected.clear()

    def measure(self, condition: Condition, watch: Watch) -> ConditionRecorded:
        """Measure a condition and record whether it holds.

        Raises:
            InstrumentError: the instrument gives no value.
        """
        instrument = self._instruments[watch.instrument]
        if not indicates(instrument):
            raise CapabilityMissing(f"{watch.instrument}: does not indicate, but measures {condition.name}")
        if self._selected.get(watch.instrument) != watch.function:
            settings = {"function": watch.function, "range": str(watch.range)}
            self._journal.append(SettingIntended(watch.instrument, "select", settings))
            raw = instrument.select(watch.function, watch.range, {})
            self._journal.append(SettingMade(watch.instrument, "select", raw))
            self._selected[watch.instrument] = watch.function
        taken = instrument.indicate()
        value = Quantity.of(taken.value, taken.unit)
        holds, by = condition.holds(value), watch.instrument
        recorded = ConditionRecorded(condition.name, value, holds, by, "instrument", taken.raw, taken.form)
        self._journal.append(recorded)
        return recorded

    def renew(self, condition: Condition, done: Answer) -> None:
        """Record that somebody has just done the upkeep.

        Args:
            condition: such as `source.zeroed`.
            done: who says so.
        """
        limit = condition.upper
        if limit is not None:
            self._record(condition, Quantity.of(0, limit.unit.symbol), done)

    def correct(self, event: ConditionCorrected) -> None:
        """Take in that a person had typed a condition wrongly: an upkeep is due earlier, or later."""
        if event.name in self._due:
            self._due[event.name] -= float(event.new.si - event.old.si)

    def title(self, condition: Condition) -> Bilingual:
        """Return what a condition is called, with the instrument's name in the place of its role."""
        role = condition.name.partition(".")[0]
        called = role
        if role in self._plan.roles:
            called = self._prompts.names.of(self._plan.roles[role].instrument)
        return condition_title(condition.name, Bilingual(f"{called} ", called))

    def _ask(self, condition: Condition) -> ConditionRecorded:
        title = self.title(condition)
        text = Bilingual(f"{title.zh}应为 {condition.text}", f"{title.en}, required {condition.text}")
        limit = condition.lower or condition.upper
        unit = limit.unit.symbol if limit is not None else "1"
        value, answer = self._prompts.require_value(
            PromptAsked(condition.name, "condition", condition.name, text, unit)
        )
        return self._record(condition, value, answer)

    def _record(self, condition: Condition, value: Quantity, answer: Answer) -> ConditionRecorded:
        by = answer.given
        recorded = ConditionRecorded(condition.name, value, condition.holds(value), by.by, by.entry)
        left, now = left_s(condition, value), self._clock.now()
        self._journal.append(recorded)
        if left is not None:
            self._due[condition.name] = now + left
        return recorded
