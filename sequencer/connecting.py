"""Leads: asked for with every output off, and proven at a harmless level before they carry anything else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_core.bilingual import Bilingual
from bench_core.errors import OutputTripped, Overload, WiringNotProven
from bench_core.metrology.quantity import Quantity
from bench_core.records.events import PromptAsked, TakeIntended, WiringProven
from bench_core.records.places import WIRING, leads_of, proof_of
from sequencer.applying import require_off, require_operating, switch
from sequencer.attempt import place_text
from sequencer.person_meter import PersonMeter
from sequencer.reading import indicate

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bench_core.records.plan import WiringProof
    from sequencer.attempt import Attempt
    from sequencer.desk import Desk


_WIRINGS = {"2-wire": "二线", "4-wire": "四线"}
_ASKED = Bilingual("请接线", "Connect the leads")
_ASKED_AGAIN = Bilingual(
    "输入的数与接线验证所用低电平不符。请检查接线、端子、功能、量程和熔断器，重新接线后再试一次",
    "What was entered is not what the wiring proof puts on the leads. Check leads, terminals, function, range and "
    "fuse, connect them once more and try again",
)
_MEND = "connect the leads as asked, look for a blown fuse, and resume the run"


def connect(desk: Desk, attempt: Attempt, leads: Mapping[str, str], step: int) -> None:
    """Have leads connected, with every output off, and proven where the item has a proof for them.

    Args:
        desk: what the run works with.
        attempt: at the point that needs them.
        leads: by role; empty for a point that names none.
        step: number of the method's step that asks for them; 0 for the point's own, which are asked for where others
            are connected.

    Raises:
        OutputTripped: a source does not switch off.
        RunAborted: the person says no.
        WiringNotProven: the proof's output is not indicated.
    """
    wanted = leads_of(desk.plan, leads)
    if not wanted:
        return
    if step or not desk.leads.are(wanted):
        require_all_off(desk)
        desk.prompts.require_yes(_prompt(desk, attempt, wanted, str(step)))
        desk.leads.confirm(wanted)
    proof = proof_of(desk.plan, attempt.place.item, wanted)
    if proof is not None and not desk.leads.proven:
        _prove(desk, attempt, proof, wanted)


def require_all_off(desk: Desk) -> None:
    """Make every source on the bench safe and believe it only when it says so itself.

    Raises:
        OutputTripped: naming the source whose output is still on.
    """
    for name in desk.sources:
        require_off(desk, name)
    desk.on_time.end()


def _prompt(
    desk: Desk, attempt: Attempt, leads: Mapping[str, str], step: str, first: Bilingual = _ASKED
) -> PromptAsked:
    called = {desk.prompts.names.of(name): terminals for name, terminals in leads.items() if name != WIRING}
    told = "，".join(f"{name}：{terminals}" for name, terminals in called.items())
    said = ", ".join(f"{name}: {terminals}" for name, terminals in called.items())
    wiring = leads.get(WIRING, "")
    zh, en = (f"，{_WIRINGS.get(wiring, wiring)}", f", {wiring}") if wiring else ("", "")
    asked = f"{first.zh}（{told}{zh}）。所有输出均已断开。", f"{first.en} ({said}{en}). Every output is off."
    prompt, name = f"{place_text(attempt.key)}/connect/{step}", f"connect.{attempt.key.item}"
    return PromptAsked(prompt, "connect", name, Bilingual(*asked), "1", attempt.key, leads=dict(leads))


def _prove(desk: Desk, attempt: Attempt, proof: WiringProof, leads: Mapping[str, str]) -> None:
    try:
        indication = _proven(desk, attempt, proof)
    except WiringNotProven:
        if not _may_try_again(desk, proof):
            raise
        require_all_off(desk)
        desk.prompts.require_yes(_prompt(desk, attempt, leads, "again", _ASKED_AGAIN))
        indication = _proven(desk, attempt, proof)
    desk.journal.append(WiringProven(attempt.key, dict(leads), proof.expected, indication, proof.within))
    desk.leads.prove()


def _may_try_again(desk: Desk, proof: WiringProof) -> bool:
    """Whether somebody read the proof who can have read, or connected, wrongly, and can do it again."""
    meter = desk.indicator_of(proof.watch)
    return isinstance(meter, PersonMeter) and meter.entry == "typed"


def _proven(desk: Desk, attempt: Attempt, proof: WiringProof) -> Quantity:
    try:
        indication = _look(desk, attempt, proof)
    except (Overload, OutputTripped) as failure:  # leads that are wrong may well do this
        raise WiringNotProven(failure.who, f"{failure.what}; {_MEND}") from failure
    for role in proof.apply.sources:
        require_off(desk, desk.instrument_of(role))
    desk.on_time.end()
    if abs(indication - proof.expected) > proof.within:
        what = f"indicates {indication} where {proof.expected} within {proof.within} is put on the leads; {_MEND}"
        raise WiringNotProven(desk.instrument_of(proof.watch), what)
    return indication


def _look(desk: Desk, attempt: Attempt, proof: WiringProof) -> Quantity:
    names: dict[str, Quantity] = {}  # a proof's settings are values
    switch(desk, proof.apply, attempt, names.__getitem__, "proof")
    name = desk.instrument_of(proof.watch)
    desk.journal.append(TakeIntended(attempt.key, proof.watch, name, 1, "proof"))
    taken = indicate(desk, desk.indicator_of(proof.watch), attempt, proof.watch, name, "proof")
    require_operating(desk, proof.apply.sources, None)
    return Quantity.of(taken.value, taken.unit)
