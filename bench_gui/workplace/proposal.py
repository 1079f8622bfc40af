"""Which procedure, bench and order a unit under test is calibrated with, by what was done before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bench_gui.times import day
from bench_gui.tone import Tone
from bench_gui.words import marked
from bench_gui.workplace.own_bench import BenchUse, bench_use, is_copy_of
from bench_gui.workplace.workplace import FoundBench, FoundOrder, FoundProcedure, Uut

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bench_gui.words import Words
    from bench_gui.workplace.workplace import FoundRecord, Workplace


@dataclass(frozen=True, slots=True)
class Reason:
    """Where a part of a set-up comes from; `why_said` says it in the language that the window has then.

    Args:
        text: for `Words`.
        values: of the text, by name.
    """

    text: str
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class SetUp:
    """What a run will be made from; None where a person must choose.

    Args:
        uut: that is to be calibrated.
        order: of the client, or None.
        procedure: to follow.
        bench: to use.
        operator: who runs it.
        why: where procedure and bench come from; empty where a person chose them.
    """

    uut: Uut
    order: FoundOrder | None
    procedure: FoundProcedure | None
    bench: FoundBench | None
    operator: str
    why: tuple[Reason, ...]

    @property
    def complete(self) -> bool:
        """Whether a run could be begun."""
        return self.procedure is not None and self.bench is not None


@dataclass(frozen=True, slots=True)
class Choice:
    """A procedure or a bench in a list to choose from.

    Args:
        thing: itself.
        name: for people.
        fits: whether it fits what is chosen already; one that does not is shown, with the reason.
        tone: good where it fits, warning where its file needs a look, neutral else.
        note: why it does not fit, what problem its file has, or empty.
    """

    thing: FoundProcedure | FoundBench
    name: str
    fits: bool
    tone: Tone
    note: str


@dataclass(frozen=True, slots=True)
class Notice:
    """What a person should know before the run of a set-up begins.

    Args:
        text: for people.
        tone: bad where the run cannot begin so.
        use: what happens with the bench file.
    """

    text: str
    tone: Tone
    use: BenchUse


def propose(workplace: Workplace, uut: Uut, order: FoundOrder | None, operator: str) -> SetUp:
    """Return the set-up of the last run of this instrument, else of its model, else the only one that fits.

    The procedure that an order asks for comes before that of any run: a run by another one is refused.

    Args:
        workplace: as found.
        uut: that is to be calibrated.
        order: for it, or None.
        operator: who is signed in.
    """
    asked = order.procedure if order is not None else ""
    ordered = _named(workplace, asked)
    found = _only_bench(workplace, uut, ordered)
    asks = _as_ordered(asked, ordered)
    for last, why in _earlier(workplace, uut):
        procedure = _procedure_of(workplace, last) if asked in {"", last.procedure} else ordered
        bench = _bench_of(workplace, last) or found
        if procedure is not None and bench is not None and _serve(bench, uut, procedure):
            return SetUp(uut, order, procedure, bench, operator, (*asks, why))
    alone = () if found is None else (Reason(marked("the only bench for this model"), {}),)
    only = ordered if asked else _only_procedure(workplace, found)
    return SetUp(uut, order, only, found, operator, (*asks, *alone))


def repeat(workplace: Workplace, last: FoundRecord, uut: Uut, order: FoundOrder | None) -> SetUp:
    """Return the set-up of a run for the next unit under test of a batch: same procedure, bench and operator.

    Where its order asks for another procedure, that one.

    Args:
        workplace: as found.
        last: record of the run to repeat.
        uut: the next one.
        order: for it, or None.
    """
    asked = order.procedure if order is not None else ""
    ordered, like = _named(workplace, asked), Reason(marked("as in run {run}"), {"run": last.run})
    procedure = _procedure_of(workplace, last) if asked in {"", last.procedure} else ordered
    why = (*_as_ordered(asked, ordered), like)
    return SetUp(uut, order, procedure, _bench_of(workplace, last), last.operator, why)


def why_said(why: tuple[Reason, ...], words: Words) -> str:
    """Return where a set-up comes from, for people.

    Args:
        why: of the set-up.
        words: of the window's language.
    """
    return " · ".join(words(one.text, **one.values) for one in why)


def lacking(procedure: FoundProcedure, bench: FoundBench) -> tuple[str, ...]:
    """Return the roles of a procedure that a bench gives to nobody."""
    return tuple(role for role in procedure.roles if role not in bench.roles)


def procedure_choices(workplace: Workplace, bench: FoundBench | None, words: Words) -> tuple[Choice, ...]:
    """Return every procedure, those that fit the bench first.

    Args:
        workplace: as found.
        bench: that is chosen, or None.
        words: of the window's language.
    """
    found = []
    for one in workplace.procedures:
        roles = () if bench is None else lacking(one, bench)
        why = words("the bench gives nobody the role {roles}", roles=", ".join(roles)) if roles else ""
        code = f"{one.code} · " if one.code else ""
        found.append(_choice(one, f"{code}{words.of(one.title)}", words.of(one.problem), why))
    return tuple(sorted(found, key=lambda choice: not choice.fits))


def bench_choices(workplace: Workplace, procedure: FoundProcedure | None, uut: Uut, words: Words) -> tuple[Choice, ...]:
    """Return every bench, those that fit procedure and unit under test first.

    Args:
        workplace: as found.
        procedure: that is chosen, or None.
        uut: that is to be calibrated.
        words: of the window's language.
    """
    found = []
    for one in workplace.benches:
        roles = () if procedure is None else lacking(procedure, one)
        why = words("the bench gives nobody the role {roles}", roles=", ".join(roles)) if roles else ""
        if not why and bench_use(one, uut) is BenchUse.REFUSED:
            why = _refused(one, uut, words)
        simulated = words("{name} (simulated)", name=one.name) if one.simulated else one.name
        found.append(_choice(one, f"{simulated} · {one.path.name}", words.of(one.problem), why))
    return tuple(sorted(found, key=lambda choice: not choice.fits))


def notice(set_up: SetUp, words: Words) -> Notice | None:
    """Return what happens where the bench file names another unit under test; None where it does not."""
    bench = set_up.bench
    if bench is None or (use := bench_use(bench, set_up.uut)) is BenchUse.AS_IT_IS:
        return None
    if use is BenchUse.REFUSED:
        return Notice(_refused(bench, set_up.uut, words), Tone.BAD, use)
    text = words(
        "The bench file names serial number {old}; the run uses a copy of it with {new}, kept beside the records.",
        old=bench.uut.serial if bench.uut is not None else "",
        new=set_up.uut.serial,
    )
    return Notice(text, Tone.WARNING, use)


def _refused(bench: FoundBench, uut: Uut, words: Words) -> str:
    if bench.uut is None:
        return words("The bench names no unit under test; add the role uut to {file}.", file=bench.path.name)
    if bench.simulated:
        return words("The simulated instrument of this bench is {uut}; choose that one.", uut=bench.uut.name)
    return words(
        "The bench is set up for {model}, not for {uut}; choose another bench.", model=bench.uut.model, uut=uut.name
    )


def _choice(thing: FoundProcedure | FoundBench, name: str, problem: str, why: str) -> Choice:
    tone = Tone.BAD if problem else Tone.NEUTRAL if why else Tone.GOOD
    return Choice(thing, name, not problem and not why, tone, problem or why)


def _serve(bench: FoundBench, uut: Uut, procedure: FoundProcedure | None) -> bool:
    """Return whether a run of an instrument, by a procedure where one is known, could be made on a bench."""
    fits = procedure is None or not lacking(procedure, bench)
    return fits and not bench.problem and bench_use(bench, uut) is not BenchUse.REFUSED


def _only_bench(workplace: Workplace, uut: Uut, procedure: FoundProcedure | None) -> FoundBench | None:
    found = [one for one in workplace.benches if _serve(one, uut, procedure)]
    return found[0] if len(found) == 1 else None


def _only_procedure(workplace: Workplace, bench: FoundBench | None) -> FoundProcedure | None:
    found = [one for one in workplace.procedures if bench is not None and not lacking(one, bench)]
    return found[0] if len(found) == 1 else None


def _named(workplace: Workplace, procedure: str) -> FoundProcedure | None:
    usable = (one for one in workplace.procedures if not one.problem and one.id == procedure)
    return next(usable, None)


def _as_ordered(asked: str, ordered: FoundProcedure | None) -> tuple[Reason, ...]:
    """Return what an order says of the procedure, if it says anything."""
    if not asked:
        return ()
    if ordered is None:
        return (Reason(marked("the order asks for {procedure}, which is not here"), {"procedure": asked}),)
    return (Reason(marked("procedure as the order asks"), {}),)


def _earlier(workplace: Workplace, uut: Uut) -> Iterator[tuple[FoundRecord, Reason]]:
    """Yield earlier runs, the latest first: of this instrument, then of its model."""
    own = [one for one in workplace.records if one.uut.serial and one.uut.key == uut.key]
    alike = [one for one in workplace.records if uut.model and one.uut.key[0] == uut.key[0] and one not in own]
    for record in own:
        yield record, Reason(marked("as in its last run, {day}"), {"day": _day(record)})
    for record in alike:
        yield record, Reason(marked("as in the last run of this model, {day}"), {"day": _day(record)})


def _day(record: FoundRecord) -> str:
    return "" if record.started is None else day(record.started)


def _procedure_of(workplace: Workplace, record: FoundRecord) -> FoundProcedure | None:
    """Return the procedure of a record: the very file, else the only one of its id."""
    usable = [one for one in workplace.procedures if not one.problem and one.id == record.procedure]
    same = [one for one in usable if str(one.path.absolute()) == record.procedure_path]
    return next(iter(same or usable), None)


def _bench_of(workplace: Workplace, record: FoundRecord) -> FoundBench | None:
    """Return the bench of a record: the very file, else the only one that it can be a copy of, as far as names tell."""
    path = Path(record.bench_path)
    usable = [one for one in workplace.benches if not one.problem]
    same = [one for one in usable if one.path.absolute() == path]
    copied = [one for one in usable if is_copy_of(path, one)]
    return same[0] if same else copied[0] if len(copied) == 1 else None
