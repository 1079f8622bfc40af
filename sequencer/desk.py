"""What every step of a run has at hand: plan, journal, clock, instruments, prompts and control."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bench_core.capabilities.instruments import Indicator, Instrument, Source, indicates, puts_out
from bench_core.clock import Clock
from bench_core.errors import CapabilityMissing
from bench_core.records.events import InstrumentIdentified
from bench_core.records.journal import Journal
from bench_core.records.plan import Plan
from sequencer.conditions import Conditions
from sequencer.control import Control
from sequencer.leads import Leads
from sequencer.on_time import OnTime
from sequencer.person_meter import PersonMeter
from sequencer.program_watch import ProgramWatch
from sequencer.prompts import Prompts


@dataclass(frozen=True, slots=True)
class Desk:
    """The things a run works with.

    Args:
        instruments: by name on the bench, those that a person reads too.
        leads: that are connected.
        on_time: of limited outputs.
        program: its own files on disc.
        conditions: that must hold.
        identified: who answered, by name on the bench, when the run began or went on.
    """

    plan: Plan
    journal: Journal
    clock: Clock
    instruments: Mapping[str, Instrument]
    prompts: Prompts
    control: Control
    leads: Leads
    on_time: OnTime
    program: ProgramWatch
    conditions: Conditions
    identified: dict[str, InstrumentIdentified] = field(default_factory=dict)

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

    def forget_touched(self) -> None:
        """Take in that somebody may have touched leads, and switches of instruments that a person sets."""
        self.leads.forget()
        for instrument in self.instruments.values():
            if isinstance(instrument, PersonMeter):
                instrument.forget_selected()


def require_source(name: str, instrument: Instrument) -> Source:
    """Return an instrument as the source that it must be.

    Raises:
        CapabilityMissing: it cannot put anything out.
    """
    if not puts_out(instrument):
        raise CapabilityMissing(f"{name}: cannot put anything out; give the role to a source")
    return instrument
