"""What every step of a run has at hand: plan, journal, clock, instruments, prompts and control."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bench_core.capabilities.instruments import Indicator, Instrument, Source, indicates, puts_out
from bench_core.clock import Clock
from bench_core.errors import CapabilityMissing
from bench_core.records.condition_titles import condition_title
from bench_core.records.events import ConditionRecorded, PromptAsked
from bench_core.records.journal import Journal
from bench_core.records.plan import Bilingual, Plan
from sequencer.control import Control
from sequencer.leads import Leads
from sequencer.on_time import OnTime
from sequencer.prompts import Prompts

if TYPE_CHECKING:
    from bench_core.records.plan import Condition


@dataclass(frozen=True, slots=True)
class Desk:
    """The things a run works with.

    Args:
        instruments: by name on the bench, those that a person reads too.
        leads: that are connected.
        on_time: of limited outputs.
    """

    plan: Plan
    journal: Journal
    clock: Clock
    instruments: Mapping[str, Instrument]
    prompts: Prompts
    control: Control
    leads: Leads
    on_time: OnTime

    @property
    def sources(self) -> dict[str, Source]:
        """Every source on the bench, whether the procedure uses it or not."""
        return {name: one for name, one in self.instruments.items() if puts_out(one)}

    def instrument_of(self, role: str) -> str:
        """Return the bench's name of the instrument that plays a role."""
        return self.plan.roles[role].instrument

    def source_of(self, role: str) -> Source:
        """Return the source that plays a role."""
        return require_source(self.instrument_of(role), self.instruments[self.instrument_of(role)])

    def indicator_of(self, role: str) -> Indicator:
        """Return the indicating instrument that plays a role."""
        instrument = self.instruments[self.instrument_of(role)]
        if not indicates(instrument):
            raise CapabilityMissing(f"{self.instrument_of(role)}: does not indicate, but plays role {role}")
        return instrument

    @property
    def uut(self) -> str:
        """Role of the unit under test."""
        return next(name for name, role in self.plan.roles.items() if role.is_uut)

    def record_condition(self, condition: Condition) -> ConditionRecorded:
        """Ask for a condition and record whether it holds."""
        title = condition_title(condition.name)
        text = Bilingual(f"{title.zh}应为 {condition.text}", f"{title.en}, required {condition.text}")
        limit = condition.lower or condition.upper
        unit = limit.unit.symbol if limit is not None else "1"
        prompt = PromptAsked(condition.name, "condition", condition.name, text, unit)
        value, answer = self.prompts.require_value(prompt)
        answered = answer.given
        recorded = ConditionRecorded(condition.name, value, condition.holds(value), answered.by, answered.entry)
        self.journal.append(recorded)
        return recorded


def require_source(name: str, instrument: Instrument) -> Source:
    """Return an instrument as the source that it must be.

    Raises:
        CapabilityMissing: it cannot put anything out.
    """
    if not puts_out(instrument):
        raise CapabilityMissing(f"{name}: cannot put anything out; give the role to a source")
    return instrument
