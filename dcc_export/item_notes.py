"""What a certificate says beside an item's results: connections, zeros, points left out; knows no result."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_core.bilingual import Bilingual
from dcc_export.certificate_record import Connections

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bench_core.records.plan import PlannedItem, PlannedRole
    from dcc_export.instrument_names import InstrumentNames

_WIRING = "wiring"
_WIRES = {"2-wire": "两线", "4-wire": "四线"}
_ONCE = "[range]"


def connections(leads: Mapping[str, str], roles: Mapping[str, PlannedRole]) -> Connections | None:
    """Return where the leads went, from source to indicator, such as `NORMAL – INPUT HI LO`, or None for nothing said.

    Args:
        leads: by role the terminals, and `wiring`.
        roles: of the plan.
    """
    if not leads:
        return None
    wires = leads.get(_WIRING)
    found = sorted(role for role in leads if role != _WIRING)
    found.sort(key=lambda role: role not in roles or roles[role].serves != "source")
    terminals = " – ".join(leads[role] for role in found)
    return Connections(terminals, None if wires is None else Bilingual(_WIRES.get(wires, wires), wires))


def item_notes(item: PlannedItem) -> tuple[Bilingual, ...]:
    """Return what a reader of an item's results has to know."""
    notes = []
    if item.preliminary is not None and any(_ONCE in equation.expression for equation in item.model):
        zero = Bilingual(
            "每个量程先取零位示值，示值和误差已按该零位修正。",
            "A zero was taken once on each range, and indications and errors are corrected for it.",
        )
        notes.append(zero)
    if item.left_out:
        count = len(item.left_out)
        points = "1 point of this item was" if count == 1 else f"{count} points of this item were"
        left = Bilingual(
            f"本项目有 {count} 个点未进行，原因见“未进行的校准点”。",
            f"{points} left out; see “Points left out” for the reasons.",
        )
        notes.append(left)
    return tuple(notes)


def left_out_sentence(item: PlannedItem, names: InstrumentNames) -> Bilingual:
    """Return which points of an item were left out, and why; points with one reason stand together.

    Args:
        item: of the plan.
        names: what the certificate calls the instruments.
    """
    reasons: dict[Bilingual, list[str]] = {}
    for one in item.left_out:
        reasons.setdefault(names.in_words(one.why), []).append(one.id)
    zh = [f"{'、'.join(points)}（{why.zh.rstrip('。')}）" for why, points in reasons.items()]
    en = [f"{', '.join(points)} ({why.en.rstrip('.')})" for why, points in reasons.items()]
    return Bilingual("；".join(zh) + "。", "; ".join(en) + ".")
