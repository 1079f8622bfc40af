"""Checks that outputs went on only through leads that a person confirmed, and that are proven where the plan asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_core.metrology.quantity import Quantity
from bench_core.records.events import IndicationTaken, PromptAsked
from bench_core.records.places import leads_of, place_of, proof_of
from bench_core.records.plan import Connect

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bench_core.records.events import Event, SettingIntended, WiringProven
    from bench_core.records.run_state import RunState


def wrong_connecting(state: RunState, event: PromptAsked) -> str | None:
    """Tell which output had not answered that it is off when leads were asked for."""
    if event.kind != "connect":
        return None
    on = not_known_off(state)
    return f"leads were asked for while the output of {', '.join(on)} was not known to be off" if on else None


def not_known_off(state: RunState) -> list[str]:
    """Return every source that did not answer last that its output is off; one that never answered may be on."""
    sources = [role.instrument for role in state.plan.roles.values() if role.serves == "source"]
    known = dict.fromkeys(sources) | dict(state.energised)
    return [name for name, energised in known.items() if energised is not False]


def wrong_energising(state: RunState, event: SettingIntended) -> str | None:
    """Tell which leads were not confirmed when an output was energised at a point."""
    if event.action != "operate" or event.key is None:
        return None
    place = place_of(state.plan, event.key)
    steps = [step.leads for step in place.method if isinstance(step, Connect)]
    wanted = [leads for leads in (leads_of(state.plan, one) for one in (place.point.leads, *steps)) if leads]
    if wanted and state.leads not in wanted:
        confirmed = "none since the run began or went on" if state.leads is None else _told(state.leads)
        return f"{event.instrument} was energised for leads {_told(wanted[0])}; confirmed are {confirmed}"
    return None


def wrong_first_setting(state: RunState, event: IndicationTaken) -> str | None:
    """Tell which leads were not proven when a source was set for a result."""
    if state.leads is None or event.purpose != "reference":
        return None
    place = place_of(state.plan, event.key)
    if state.proven or proof_of(state.plan, place.item, state.leads) is None:
        return None
    return f"{event.name} was set although the leads {_told(state.leads)} were not proven since they were connected"


def wrong_proof(state: RunState, before: Sequence[Event], event: WiringProven) -> str | None:
    """Tell where a proof of leads is not the plan's, or not what was indicated.

    Args:
        state: before the event.
        before: every event of the attempt before this one.
        event: of this attempt.
    """
    place = place_of(state.plan, event.key)
    proof = proof_of(state.plan, place.item, event.leads)
    if proof is None:
        return f"the plan has no proof of the leads {_told(event.leads)}"
    if (event.expected, event.within) != (proof.expected, proof.within):
        return f"the proof asks for {proof.expected} within {proof.within} by the plan, recorded is {event.expected}"
    instrument = state.plan.roles[proof.watch].instrument
    connected = [at for at, one in enumerate(before) if isinstance(one, PromptAsked) and one.kind == "connect"]
    since = before[connected[-1] :] if connected else before
    shown = [one for one in since if isinstance(one, IndicationTaken) and one.purpose == "proof"]
    last = next((one for one in reversed(shown) if (one.name, one.instrument) == (proof.watch, instrument)), None)
    if last is None or Quantity.of(last.value, last.unit) != event.indication:
        return f"the proof says {event.indication}, which {instrument} did not indicate"
    if abs(event.indication - proof.expected) > proof.within:
        return f"{event.indication} is further than {proof.within} from {proof.expected}; it proves no wiring"
    return None


def _told(leads: Mapping[str, str]) -> str:
    return ", ".join(f"{name}: {terminals}" for name, terminals in leads.items())
