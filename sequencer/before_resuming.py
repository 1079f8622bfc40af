"""What must hold before a word of a resume is on record: the sources are those that the run had, and nobody ends it."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from bench_core.bilingual import Bilingual
from bench_core.errors import IdentityMismatch, RunAborted
from bench_core.failures import in_lines
from sequencer.desk import require_source
from sequencer.resuming import require_same_instrument
from sequencer.safety import make_all_safe

if TYPE_CHECKING:
    from collections.abc import Container, Iterable

    from bench_core.capabilities.instruments import Source
    from bench_core.clock import Clock
    from bench_core.errors import BenchError
    from bench_core.records.events import Event, GuardianActed
    from bench_core.records.run_state import RunState
    from drivers.opening import OpenBench
    from sequencer.control import Control

_AS_IT_WAS = in_lines(Bilingual("记录未改动", "the record is as it was"))


def require_own_sources(
    opened: OpenBench, state: RunState, acted: Iterable[GuardianActed], control: Control, clock: Clock
) -> None:
    """Ask every source who it is, before anything else is sent to it, and refuse others than the run had.

    Where the resume is refused, or its end was asked for meanwhile, the sources that are the run's own are made safe,
    and a stranger is told nothing. One that does not answer is no stranger: the run deals with it, on record.

    Args:
        opened: the bench, on which nothing is connected yet.
        state: of the interrupted run.
        acted: what the guardian did after the interruption.
        control: where people's commands arrive; it learns which outputs may be on.
        clock: of the run.

    Raises:
        IdentityMismatch: with both identities; notes name each output that may be on.
        RunAborted: the end was asked for; with such notes, too.
    """
    strangers: dict[str, BenchError] = {}

    def ask(name: str) -> None:
        try:
            require_same_source(opened, state, name)
        except IdentityMismatch as stranger:
            strangers[name] = stranger
        except Exception:  # noqa: BLE001  a driver of others may raise anything; the run meets it again, on record
            return

    clock.gather([partial(ask, name) for name in opened.source_names])
    refusals = [strangers[name] for name in opened.source_names if name in strangers]
    if control.abort is not None:
        refusals.append(RunAborted(f"aborted by {control.abort.by}: {control.abort.reason}; the resume had not begun"))
    if refusals:
        known = {**state.energised, **{done.instrument: done.energised for done in acted}}
        off = {name for name, energised in known.items() if energised is False}
        first = refusals[0]
        for told in (*map(str, refusals[1:]), *_made_safe(opened, strangers, off, control, clock), _AS_IT_WAS):
            first.add_note(told)
        raise first


def require_same_source(opened: OpenBench, state: RunState, name: str) -> None:
    """Ask a source who it is, and nothing else, and refuse another one than the run had.

    Where the run did not come so far, it must be the one of the bench file. A serial number that is printed on a source
    and in no reply is taken for the same: only a person could tell.

    Args:
        opened: the bench.
        state: of the interrupted run.
        name: of the source.

    Raises:
        IdentityMismatch: with both identities.
        InstrumentError: it does not answer.
    """
    source, before = opened.connect(name), state.instruments.get(name)
    if before is None:
        opened.identify(name, lambda _: opened.bench.instruments[name].serial or "")
        return
    found = source.identify()
    require_same_instrument(state, name, replace(found, serial=found.serial or before.serial))


def _made_safe(
    opened: OpenBench, strangers: Container[str], off: Container[str], control: Control, clock: Clock
) -> Iterable[str]:
    """Make the run's own sources safe, and yield what people must know of outputs that may be on.

    Args:
        opened: the bench.
        strangers: names of sources in whose place others answer.
        off: names of those that answered last that they are off, to the run or to its guardian after it.
        control: learns which outputs may be on.
        clock: of the run.
    """

    def reach(name: str) -> Source:
        return require_source(name, opened.connect(name))

    own = [name for name in opened.source_names if name not in strangers]
    gone = [name for name in opened.source_names if name in strangers and name not in off]
    safe = make_all_safe(own, reach, _NoRecord(), clock)
    control.may_be_on = (*safe.may_be_on, *gone)
    yield from safe.warnings
    for name in gone:
        zh = f"!!! {name}：输出可能未断开；请手动断开运行开始时的信号源"
        en = f"!!! {name}: OUTPUT MAY BE ON: switch the source that the run began with off by hand"
        yield in_lines(Bilingual(zh, en))


class _NoRecord:
    """Where the safe sequence is written down that belongs to no run: nowhere."""

    def append(self, event: Event) -> None:
        """Take it and keep nothing."""
