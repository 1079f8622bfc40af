"""What keeps the certificate of a run from being issued, each with what to do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bench_core.errors import BenchError
from bench_core.records.condition_titles import condition_title
from bench_core.records.run_states import RunStatus
from bench_gui.tone import Tone
from bench_gui.views.names import place_called
from bench_gui.views.review.reviewed_run import why_ended

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bench_core.records.record import Record
    from bench_core.records.run_state import RunState
    from bench_gui.words import Words


@dataclass(frozen=True, slots=True)
class Block:
    """One reason.

    Args:
        what: keeps it from being issued.
        fix: what to do.
    """

    what: str
    fix: str


@dataclass(frozen=True, slots=True)
class Issue:
    """Whether a certificate can be made of a record, and whether it may be signed.

    Args:
        possible: whether it can be made at all, if only as a draft.
        number: that it would have; empty where it cannot be made.
        word: may be issued, draft only, no certificate.
        tone: of the word.
        icon: of the word.
        blocks: what keeps it from being issued.
    """

    possible: bool
    number: str
    word: str
    tone: Tone
    icon: str
    blocks: tuple[Block, ...]


def issue(record: Record, state: RunState, words: Words, *, verified: bool | None = None) -> Issue:
    """Return whether a certificate may be issued; the record is not proved for it.

    Args:
        record: that was read whole.
        state: at its end.
        words: of the window's language.
        verified: whether the record verifies, as far as that was found out.
    """
    from dcc_export.certificate import prospect  # noqa: PLC0415  who looks at results does not wait for it

    wrong = _not_verified(words) if verified is False else None
    try:
        found = prospect(record, state)
    except BenchError as refused:
        blocks = tuple(_unfinished(state, words)) or (Block(str(refused), words("Perform the run again.")),)
        return _issue("", words("No certificate"), Tone.BAD, (*([wrong] if wrong else []), *blocks))
    if not record.finished:
        signing = Block(words("The record has no signature."), words("Resume it: nothing is measured, it is signed."))
        return _issue("", words("No certificate"), Tone.BAD, (signing,))
    drafts = tuple(Block(words.of(one.text), _fix(one.about, words)) for one in found.drafts)
    if wrong is not None:
        return _issue("", words("No certificate"), Tone.BAD, (wrong, *drafts))
    if drafts:
        return _issue(found.number, words("Draft only"), Tone.WARNING, drafts)
    return _issue(found.number, words("May be issued"), Tone.GOOD, ())


def _issue(number: str, word: str, tone: Tone, blocks: tuple[Block, ...]) -> Issue:
    return Issue(bool(number), number, word, tone, tone.icon, blocks)


def _not_verified(words: Words) -> Block:
    return Block(words("The record does not verify."), words("Keep the file, and find out who changed it."))


def _unfinished(state: RunState, words: Words) -> Iterator[Block]:
    """Yield why no certificate can be made of a run."""
    again = words("Perform the run again.")
    if state.ended is None:
        yield Block(words("The run has not ended."), words("Attach to it, or resume it, until it has ended."))
    elif state.status is not RunStatus.FINISHED:
        aborted = state.status is RunStatus.ABORTED
        what = words("The run was aborted.") if aborted else words("The run failed.")
        said = state.explained
        why = why_ended(state, state.ended) if said is None else f"{said.reason} ({said.by})"
        yield Block(f"{what} {why}".strip(), again)
    elif state.remaining:
        places = words(", ").join(place_called(*place, state.plan, words) for place in state.remaining[:3])
        yield Block(words("{n} points have no result: {places}", n=len(state.remaining), places=places), again)
    elif not state.results:
        yield Block(words("Every point was left out."), again)
    if state.plan.kind != "calibration":
        yield Block(
            words("A verification needs a verification certificate, which this version does not make."),
            words("Use a procedure of kind calibration."),
        )
    for condition in state.plan.conditions:
        recorded, title = state.conditions.get(condition.name), words.of(condition_title(condition.name))
        if recorded is None:
            yield Block(words("The record holds no value of: {condition}", condition=title), again)
        elif not condition.holds(recorded.value):
            what = words(
                "{condition} was {value}, required {limits}", condition=title, value=recorded.value,
                limits=condition.text,
            )  # fmt: skip
            yield Block(what, again)


def _fix(about: str, words: Words) -> str:
    return {
        "simulation": words("Perform the run on real instruments."),
        "plan": words("Have procedure and specifications checked against their texts, or use real instruments."),
        "program": words("Perform the run again, and update the program between runs only."),
        "verification": words(
            "Have procedure and specifications checked against their texts, or use real instruments."
        ),
        "laboratory": words("Add the laboratory file to the bench file, and perform the run again."),
        "order": words("Write the order, and perform the run again with it."),
        "number": words("Add the certificate number to the order, and perform the run again."),
        "persons": words("Name the right persons in the order, and perform the run again."),
        "conditions": words("Use a procedure that records the ambient conditions."),
        "standard": words("Have the standard calibrated, and enter its new certificate in the bench file."),
        "serial": words("Correct the serial number in the order or in the bench file, and perform the run again."),
        "receipt": words("Correct the date of receipt in the order, and perform the run again."),
    }[about]
