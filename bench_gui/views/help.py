"""Help for the screen that is shown and the step at hand: what it is for, what happens now, and which keys it has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bench_core.records.plan import Apply, Ask, Confirm, Connect, Steady, Take
from bench_core.records.run_states import RunStatus
from bench_gui.views.names import called
from bench_gui.views.under_way import under_way
from bench_gui.words import marked

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bench_core.records.plan import Step
    from bench_gui.views.sight import Sight
    from bench_gui.views.watching import Seen
    from bench_gui.words import Words

_FOR = {
    "work": marked(
        "Choose what is calibrated next. Scan the instrument, or choose its row; then its procedure and its bench, "
        "and Continue. Runs that go on or were interrupted stand at the top."
    ),
    "connect": marked(
        "Every instrument is asked who it is, and everything that a run needs is checked. Red must be mended: each row "
        "says how. Amber needs a reason, which goes on record. Then start the run."
    ),
    "run": marked(
        "This is the run. The line at the top says what it does and what it waits for. The window only looks on: "
        "closing it ends nothing. Abort ends the run at once, outputs off; why is asked afterwards."
    ),
    "review": marked(
        "A run that is over: its results, the raw replies behind each of them, earlier runs of the same instrument, "
        "whether the record verifies, and the certificate."
    ),
    "procedure": marked(
        "The text of a procedure. Copy it to edit it. Mistakes are marked at their line as you type; beside "
        "the text stand the points and limits on a bench, and a dry run of which nothing is kept."
    ),
    "manual": marked(
        "Read and set the instruments of a bench by hand, within their limits. Nothing of it enters a certificate. "
        "Outputs that nobody touches go off by themselves."
    ),
    "resume": marked(
        "A run was interrupted. The instruments were asked whether their outputs are on. Resume it from the last "
        "recorded point, close it as aborted, or leave it for later."
    ),
}
_ASKED = {
    "connect": marked(
        "Connect the leads as the picture shows, then say so. Every output answered OFF before this was asked."
    ),
    "energise": marked("Look whether somebody touches the leads or terminals. Outputs go on as soon as you say so."),
    "select": marked("Set function and range on the instrument itself, as they stand in the question, and say so."),
    "number": marked(
        "Read the display when it holds still, and type every digit, closing zeros too. What to expect is hidden until "
        "the reading is entered. A doubtful value has to be typed a second time."
    ),
    "condition": marked("Read the condition, such as the temperature, from its instrument, and type it with its unit."),
    "identify": marked("Type the serial number as it stands on the type plate of the instrument."),
    "confirm": marked("Do what the question says, then confirm it. No ends the run."),
}

_ASKS: dict[str, tuple[type, ...]] = {
    "connect": (Connect,),
    "select": (Apply,),
    "confirm": (Confirm,),
    "number": (Ask, Take),
}
"""Steps that may ask a person, by the kind of the prompt."""


@dataclass(frozen=True, slots=True)
class KeyView:
    """A key: its name, and what it does."""

    key: str
    does: str


@dataclass(frozen=True, slots=True)
class Keys:
    """Keys as they are bound, each once.

    Args:
        screen: of the screen.
        everywhere: of every screen.
        own: that fields, tables and plots take themselves while the focus is in them.
    """

    screen: tuple[KeyView, ...] = ()
    everywhere: tuple[KeyView, ...] = ()
    own: tuple[KeyView, ...] = ()


@dataclass(frozen=True, slots=True)
class HelpView:
    """What the help shows.

    Args:
        purpose: what the screen is for.
        now: what happens now in the watched run, and what is to be done; empty on other screens than that of the run.
        steps: what comes at each point of the item under way, in order, each with whether it is under way.
        keys: that may be pressed.
    """

    purpose: str
    now: tuple[str, ...]
    steps: tuple[tuple[str, bool], ...]
    keys: Keys


def help_view(screen: str, sight: Sight | None, keys: Keys, words: Words) -> HelpView:
    """Return the help for a screen.

    Args:
        screen: its name.
        sight: of the watched run; None where there is none.
        keys: as they are bound; one that several widgets bind is shown once.
        words: of the window's language.
    """
    shown = sight if screen == "run" else None
    now = () if shown is None else tuple(_now(shown, words))
    steps = () if shown is None else tuple(_steps(shown.seen, words))
    once = Keys(*(tuple(dict.fromkeys(group)) for group in (keys.screen, keys.everywhere, keys.own)))
    return HelpView(words(_FOR[screen]), now, steps, once)


def _now(sight: Sight, words: Words) -> Iterator[str]:
    banner = sight.view.banner
    yield " · ".join(part for part in (banner.doing, banner.why) if part)
    meaning = _meaning(sight.seen, words)
    if meaning:
        yield meaning


def _meaning(seen: Seen, words: Words) -> str:
    """Return what is to be done, or what the program does by itself."""
    return _if_over(seen, words) or _if_held(seen, words) or _if_going_on(seen, words)


def _if_over(seen: Seen, words: Words) -> str:
    state = seen.state
    if state.ended is not None:
        return words("Nothing is left to do here. The results and the certificate are one button away.")
    if not seen.alive:
        return words("Look at the outputs first; then resume the run, or close it, from its own page.")
    if state.failure is not None or state.abort is not None:
        return words("Wait until every output has answered that it is off.")
    return ""


def _if_held(seen: Seen, words: Words) -> str:
    state = seen.state
    if state.prompt is not None:
        return words(_ASKED[state.prompt.kind])
    if state.suspended is not None:
        return words("Mend what is named. The run looks by itself whether it may go on, and asks before outputs go on.")
    if state.status is RunStatus.PAUSED:
        return words("Outputs are off, and leads may be touched. Resume has the run ask for the leads again.")
    return ""


def _if_going_on(seen: Seen, words: Words) -> str:
    if seen.steadying is not None:
        return words(
            "The signal counts as steady once its spread has stayed within the band for the whole hold time. "
            "There is nothing to do; where it does not become steady in time, the run says so."
        )
    return words("There is nothing to do; the program goes on by itself, and calls when somebody is needed.")


def _steps(seen: Seen, words: Words) -> Iterator[tuple[str, bool]]:
    found = under_way(seen.state.plan, seen.state.key)
    if found is None or seen.state.ended is not None:
        return
    current = next((step for step in found.place.method if _is_under_way(step, seen)), None)
    for step in found.place.method:
        yield _step(step, seen, words), step is current


def _step(step: Step, seen: Seen, words: Words) -> str:
    """Return a step in words, without its values: somebody may read blind."""
    match step:
        case Apply():
            return words("Set range and value; outputs go off before anything is changed")
        case Steady():
            return words("Wait until {name} is steady", name=_of_role(step.watch, seen))
        case Take():
            return words("Take the readings of {name}", name=_of_role(step.source, seen))
        case Connect():
            return words("Connect the leads")
        case Confirm():
            return words.of(step.text)
        case Ask():
            return words.of(step.text)


def _of_role(role: str, seen: Seen) -> str:
    name = role.partition(".")[0]
    planned = seen.state.plan.roles.get(name)
    return role if planned is None else called(seen.state, planned.instrument)


def _is_under_way(step: Step, seen: Seen) -> bool:
    asked, taking = seen.state.prompt, seen.taking
    if asked is not None:
        return isinstance(step, _ASKS.get(asked.kind, ()))
    if seen.state.setting is not None:
        return isinstance(step, Apply)
    if taking is None:
        return False
    return isinstance(step, Steady) if taking.purpose == "settling" else getattr(step, "name", "") == taking.name
