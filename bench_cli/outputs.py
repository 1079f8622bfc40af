"""Says what protects the outputs of a run, and what is known of them after it: off, or that nobody knows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_cli.output import alarm, say
from bench_core.capabilities.instruments import IN_PROCESS
from bench_core.clock import system_clock
from bench_core.records.guardian_report import MadeSafe, is_guarded, read_report
from bench_core.records.verified_leads import not_known_off

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bench_core.records.events import GuardianReady
    from bench_core.records.run_state import RunState

_GUARDIAN_ACTS_WITHIN_S = 60.0
_TOLD_WITHIN_S = 1.0
_MAY_BE_ON = "⚠ !!! {name}: 输出可能仍接通，请手动断开 OUTPUT MAY BE ON, switch it off by hand"
_OFF = "✓ 输出已断开 outputs are off"
_WERE_OFF = "✓ 此运行停止后输出已断开，此后未再询问 outputs were off after this run had stopped; none was asked since"
_NOT_ASKED = "– 此运行未询问过任何信号源 this run has asked no source; of outputs it knows nothing"


def guarded(ready: GuardianReady) -> str:
    """Return what protects a source if the run dies, as one line of a run's opening."""
    line = f"  ✓ {ready.instrument}: 守护进程已就绪 guardian ready"
    if ready.watchdog is not None:
        return f"{line} · 自带看门狗 own watchdog {ready.watchdog}"
    if not ready.hazardous:
        return f"{line} · 无自带看门狗 no watchdog of its own"
    return (
        f"{line} · ! 可输出 30 V 以上且无自带看门狗：计算机断电或电缆断开时输出保持接通 may put out more than 30 V and "
        "has no watchdog of its own: if this computer or the cable fails, its output stays on"
    )


def may_be_on(state: RunState) -> Iterator[str]:
    """Yield an alarm for each output of which the record of a living run does not say off."""
    for name, energised in state.energised.items():
        if energised is not False:
            yield f"{_MAY_BE_ON.format(name=name)} !!!"


def outputs_unknown(state: RunState) -> bool:
    """Return whether a run that nobody performs any more has left outputs of which the record does not say off."""
    return state.ended is None or not state.ended.safe


def say_outputs(record: Path, state: RunState, may_be_on: tuple[str, ...] | None = None) -> None:
    """Say of a run whose process has gone that the outputs are off, or which may be on; wait for its guardian first.

    That they are off only the run that has just ended can say; by now another one may have switched them on.

    Args:
        record: of the run.
        state: what the record says.
        may_be_on: what the run itself said when it ended, of every source; None where it could not.
    """
    if may_be_on == ():
        say(_OFF)
        return
    clock = system_clock()
    if not clock.wait_until(lambda: not is_guarded(record), clock.now() + _TOLD_WITHIN_S):
        alarm("⚠ !!! 输出可能仍接通，守护进程正在断开 OUTPUT MAY BE ON, the guardian is trying to switch it off !!!")
        clock.wait_until(lambda: not is_guarded(record), clock.now() + _GUARDIAN_ACTS_WITHIN_S)
    report = {done.instrument: done for done in read_report(record)}
    for done in report.values():
        if done.safe:
            say(_switched_off(done))
    on = [name for name in not_known_off(state) if not _ended(state, name)] if state.energised else []
    asked = dict.fromkeys((*on, *(may_be_on or ()), *report))
    unsafe = [name for name in asked if name not in report or not report[name].safe]
    for name in unsafe:
        told = f" ({report[name].raw})" if name in report else ""
        alarm(f"{_MAY_BE_ON.format(name=name)}{told} !!!")
    if not unsafe:
        say(_WERE_OFF if state.energised or report else _NOT_ASKED)


def _ended(state: RunState, name: str) -> bool:
    """Return whether a source was simulated inside the run's process, and ended with it."""
    found = state.instruments.get(name)
    return found is not None and found.resource.lower().startswith(IN_PROCESS)


def _switched_off(done: MadeSafe) -> str:
    why = {
        "ended": "运行进程已终止 the run's process had gone",
        "frozen": "运行进程无响应 the run's process was frozen",
    }
    return (
        f"✓ {done.instrument}: 守护进程已断开输出 the guardian switched the output off "
        f"({why[done.cause]}; {done.after * 1e3:.0f} ms; {done.raw!r})"
    )
