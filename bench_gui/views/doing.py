"""What a run is doing, what it waits for, and why: in a few words and a sentence, the same for all that show it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bench_core.records.events import SettingMade
from bench_core.records.run_states import RunStatus
from bench_gui.tone import Tone
from bench_gui.views.conclusion import conclusion
from bench_gui.views.failing import failure_text
from bench_gui.views.names import called
from bench_gui.views.readings import readings
from bench_gui.views.settling import settling

if TYPE_CHECKING:
    from bench_core.records.events import PromptAsked, SettingIntended
    from bench_core.records.run_events import RunEnded, RunSuspended
    from bench_core.records.run_state import RunState
    from bench_gui.views.watching import Seen
    from bench_gui.words import Words


@dataclass(frozen=True, slots=True)
class Doing:
    """What is done and why: `text` in a few words, `why` in a sentence or empty, and its tone."""

    text: str
    why: str
    tone: Tone


def course_of(seen: Seen, words: Words) -> Doing | None:
    """Return what becomes of the whole run where it does not simply go on; None where it does.

    Args:
        seen: of the run.
        words: of the window's language.
    """
    return _over(seen, words) or _held(seen, words)


def _over(seen: Seen, words: Words) -> Doing | None:
    """Return how the run ended, or is ending."""
    state = seen.state
    if state.ended is not None:
        return _ended(state, state.ended, words)
    if state.status is RunStatus.INTERRUPTED:
        gone = words("The program that performed the run has gone.")
        why = gone if state.failure is None else failure_text(state.failure, words)
        told = words("{why} The run can be resumed; look at the outputs first.", why=why)
        return Doing(words("Interrupted"), told, Tone.BAD)
    if state.failure is not None:
        return Doing(words("Making the outputs safe"), failure_text(state.failure, words), Tone.BAD)
    if state.abort is not None:
        told = words("{by} ended the run: {reason}", by=state.abort.by, reason=state.abort.reason)
        return Doing(words("Aborting: outputs go to their safe state"), told, Tone.WARNING)
    return None


def _held(seen: Seen, words: Words) -> Doing | None:
    """Return what holds the run."""
    state = seen.state
    if state.prompt is not None:
        return _asked(seen, state.prompt, words)
    if state.suspended is not None:
        return _suspended(seen, state.suspended, words)
    if state.status is RunStatus.PAUSED:
        told = words("Every output is off. Resume when you are ready; leads are asked for again.")
        return Doing(words("Paused"), told, Tone.WARNING)
    return None


def _ended(state: RunState, ended: RunEnded, words: Words) -> Doing:
    """Return how the run ended; one that finished is as good as its result."""
    text, tone = {
        "finished": (words("Finished"), conclusion(state, words)[1]),
        "aborted": (words("Aborted"), Tone.WARNING),
        "failed": (words("Failed"), Tone.BAD),
    }[ended.state]
    off = words("All outputs are off.") if ended.safe else words("AN OUTPUT MAY STILL BE ON. Switch it off by hand.")
    return Doing(text, f"{off} {_why_ended(state, ended, words)}".strip(), tone if ended.safe else Tone.HAZARD)


def _why_ended(state: RunState, ended: RunEnded, words: Words) -> str:
    """Return why the run ended: as who ended it explained, or by the kind of its failure."""
    if ended.state == "aborted" and state.explained is not None:
        return words("{by} on the end of the run: {reason}", by=state.explained.by, reason=state.explained.reason)
    if ended.state == "failed" and state.failure is not None:
        return failure_text(state.failure, words)
    return ended.reason


def _asked(seen: Seen, prompt: PromptAsked, words: Words) -> Doing:
    """Return that a person is waited for, and what for; the question itself stands in the prompt."""
    if seen.state.suspended is not None:
        told = words("What held the run is over. It goes on when you say that outputs may go on again.")
        return Doing(words("Suspended: waiting for your word"), told, Tone.WARNING)
    told = {
        "connect": words("Every output is off until you have connected the leads"),
        "energise": words("No output goes on before you say so"),
        "select": words("You set this instrument; no program reaches it"),
        "number": words("You read this instrument; enter what it shows"),
        "condition": words("The procedure asks for this condition before it begins"),
        "identify": words("No program reaches this instrument; who it is stands on its type plate"),
        "confirm": words("The run goes on when you have confirmed"),
    }[prompt.kind]
    return Doing(words("Waiting for you"), told, Tone.WARNING)


def _suspended(seen: Seen, suspended: RunSuspended, words: Words) -> Doing:
    now = seen.state.conditions.get(suspended.name)
    value = words(" (now {value})", value=now.value) if now is not None else ""
    told = words("{what}{now}. It goes on when: {until}.")
    why = told.format(what=words.of(suspended.what), now=value, until=words.of(suspended.until))
    return Doing(words("Suspended"), why, Tone.WARNING)


def step_of(seen: Seen, now: float, words: Words) -> Doing:
    """Return which step is under way.

    Args:
        seen: of the run.
        now: time of the window's clock [s].
        words: of the window's language.
    """
    if seen.state.status is RunStatus.READY:
        return _opening(seen, words)
    if seen.state.setting is not None:
        return _switching(seen, seen.state.setting, words)
    steady = settling(seen, now, words)
    if steady is not None:
        return Doing(words("Waiting until the signal is steady"), steady.why, steady.tone)
    return _taking(seen, now, words) if seen.taking is not None else _between(seen, words)


def _between(seen: Seen, words: Words) -> Doing:
    if seen.state.key is None:
        return Doing(words("Preparing the next point"), "", Tone.BUSY)
    last = seen.log[-1].event if seen.log else None
    if isinstance(last, SettingMade) and last.action == "operate":
        return Doing(words("Output on"), words("Waiting until the source says that it has settled"), Tone.BUSY)
    return Doing(words("Preparing the point"), "", Tone.BUSY)


def _opening(seen: Seen, words: Words) -> Doing:
    roles = seen.state.plan.roles.values()
    missing = [role.instrument for role in roles if role.instrument not in seen.state.instruments]
    if missing:
        names = words(", ").join(dict.fromkeys(missing))
        return Doing(words("Connecting"), words("Asking who they are: {names}", names=names), Tone.BUSY)
    return Doing(words("Checking the conditions"), words("Nothing is measured before they hold"), Tone.BUSY)


def _switching(seen: Seen, setting: SettingIntended, words: Words) -> Doing:
    name = called(seen.state, setting.instrument)
    match setting.action:
        case "select":
            return Doing(words("Setting {name}", name=name), words("Function and range are selected"), Tone.BUSY)
        case "source":
            why = words("The output stays off until everything is set")
            return Doing(words("Setting {name}", name=name), why, Tone.BUSY)
        case "operate":
            why = words("Waiting until the source says that it has settled")
            return Doing(words("Switching on {name}", name=name), why, Tone.BUSY)
        case "make_safe":
            why = words("The output goes off before anything is changed")
            return Doing(words("Making {name} safe", name=name), why, Tone.BUSY)


def _taking(seen: Seen, now: float, words: Words) -> Doing:
    taking = seen.taking
    main = readings(seen, now, words).main
    if taking is not None and taking.purpose == "proof":
        why = words("A harmless output must be seen through the leads before anything higher goes on them")
        return Doing(words("Proving the leads"), why, Tone.BUSY)
    if main is not None and main.stale:
        return Doing(words("Taking readings"), words("No indication for {age}", age=main.age), Tone.WARNING)
    return Doing(words("Taking readings"), words("Waiting for the next indication"), Tone.BUSY)
