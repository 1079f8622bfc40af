"""What the set-up panel shows of a set-up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bench_gui.tone import Tone
from bench_gui.views.at_hand import why_incomplete
from bench_gui.workplace.proposal import Choice, bench_choices, notice, procedure_choices, why_said
from bench_gui.workplace.workplace import FoundBench, FoundProcedure, RecordStatus

if TYPE_CHECKING:
    from bench_gui.words import Words
    from bench_gui.workplace.proposal import SetUp
    from bench_gui.workplace.workplace import FoundRecord, Workplace


@dataclass(frozen=True, slots=True)
class SetUpView:
    """A set-up and what else could be chosen.

    Args:
        uut: maker, model, serial number.
        order: number, client and day; a word where there is none.
        procedures: to choose from.
        procedure: chosen, or None.
        benches: to choose from.
        bench: chosen, or None.
        why: where the choices come from; empty where a person made them.
        notice: what is wrong or worth knowing; empty where nothing is.
        notice_tone: of the notice.
        complete: whether the person may go on.
        record: what the button says that leads to the latest run; empty without one.
    """

    uut: str
    order: str
    procedures: tuple[Choice, ...]
    procedure: FoundProcedure | None
    benches: tuple[Choice, ...]
    bench: FoundBench | None
    why: str
    notice: str
    notice_tone: Tone
    complete: bool
    record: str


def set_up_view(workplace: Workplace, set_up: SetUp, record: FoundRecord | None, words: Words) -> SetUpView:
    """Return what the panel shows.

    Args:
        workplace: as found.
        set_up: as chosen so far.
        record: the latest run of this instrument, or None.
        words: of the window's language.
    """
    lacks = why_incomplete(set_up, words)
    told = notice(set_up, words)
    text, tone = (lacks, _tone(set_up)) if lacks else (told.text, told.tone) if told is not None else ("", Tone.NEUTRAL)
    return SetUpView(
        uut=set_up.uut.name,
        order=_order(set_up, words),
        procedures=procedure_choices(workplace, set_up.bench, words),
        procedure=set_up.procedure,
        benches=bench_choices(workplace, set_up.procedure, set_up.uut, words),
        bench=set_up.bench,
        why=why_said(set_up.why, words),
        notice=text,
        notice_tone=tone,
        complete=not lacks,
        record=_record(record, words),
    )


def _tone(set_up: SetUp) -> Tone:
    return Tone.BAD if set_up.complete else Tone.WARNING


def _order(set_up: SetUp, words: Words) -> str:
    order = set_up.order
    if order is None:
        return words("No order: the certificate of its run stays a draft.")
    due = words("due {day}", day=order.due.isoformat()) if order.due is not None else ""
    return " · ".join(part for part in (order.number, words.of(order.client), due) if part)


def _record(record: FoundRecord | None, words: Words) -> str:
    if record is None:
        return ""
    return {
        RecordStatus.UNDER_WAY: words("Watch its run"),
        RecordStatus.INTERRUPTED: words("Interrupted run"),
    }.get(record.status, words("Last results"))
