"""The one sentence that says whether the unit under test is in tolerance, or why nothing is concluded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_core.metrology.decision import Verdict
from bench_core.records.run_states import RunStatus
from bench_gui.tone import Tone
from bench_gui.views.names import called, place_called, uut_of

if TYPE_CHECKING:
    from bench_core.records.run_state import RunState
    from bench_gui.words import Words

_LIVING = frozenset({RunStatus.READY, RunStatus.RUNNING, RunStatus.PAUSED, RunStatus.SUSPENDED})


def conclusion(state: RunState, words: Words) -> tuple[str, Tone]:
    """Return the sentence and its tone.

    Args:
        state: of the run.
        words: of the window's language.
    """
    uut = called(state, uut_of(state.plan))
    if state.ended is None and state.status in _LIVING:
        return words("{uut}: nothing is concluded yet", uut=uut), Tone.NEUTRAL
    if state.ended is None or state.ended.state != "finished":
        return words("{uut}: the run did not finish; nothing is concluded", uut=uut), Tone.WARNING
    judged = sum(completed.result.verdict is not None for completed in state.results.values())
    if not judged and not state.skipped:
        told = words("{uut}: {n} points measured; no conformity was to be stated", uut=uut, n=len(state.results))
        return told, Tone.NEUTRAL
    if state.verdict is Verdict.PASS:
        return words("{uut}: IN TOLERANCE at all {n} points", uut=uut, n=judged), Tone.GOOD
    told = words("; ").join(_exceptions(state, judged, words))
    return words("{uut}: {told}", uut=uut, told=told), _tone(state)


def _exceptions(state: RunState, judged: int, words: Words) -> list[str]:
    failed, undetermined = _places(state, Verdict.FAIL), _places(state, Verdict.UNDETERMINED)
    found = []
    if failed:
        named = _named(failed, state, words)
        found.append(
            words("OUT OF TOLERANCE at {n} of {all} points: {points}", n=len(failed), all=judged, points=named)
        )
    if undetermined:
        named = _named(undetermined, state, words)
        told = words("undetermined at {n} of {all} points: {points}", n=len(undetermined), all=judged, points=named)
        found.append(told)
    if state.skipped:
        named = _named(list(state.skipped), state, words)
        found.append(words("not shown to be in tolerance, left out by a person: {points}", points=named))
    return found


def _tone(state: RunState) -> Tone:
    return Tone.BAD if state.verdict is Verdict.FAIL else Tone.WARNING


def _places(state: RunState, verdict: Verdict) -> list[tuple[str, str]]:
    return [place for place, completed in state.results.items() if completed.result.verdict is verdict]


def _named(places: list[tuple[str, str]], state: RunState, words: Words) -> str:
    return words(", ").join(place_called(item, point, state.plan, words) for item, point in places)
