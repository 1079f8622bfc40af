"""Says what protects the outputs of a run, and what is known of them after it: off, or that nobody knows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_cli.output import alarm, say
from bench_core.clock import system_clock
from bench_core.records.guardian_report import MadeSafe, is_guarded, read_report

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bench_core.records.events import GuardianReady
    from bench_core.records.run_state import RunState

_GUARDIAN_ACTS_WITHIN_S = 60.0
_TOLD_WITHIN_S = 1.0
_MAY_BE_ON = "⚠ !!! {name}: 输出可能仍接通，请手动断开 OUTPUT MAY BE ON, switch it off by hand"


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


def say_outputs(record: Path, state: RunState) -> None:
    """Wait until the guardian of a run whose process has gone has finished, and say what it found.

    Args:
        record: of the run.
        state: what the record says.
    """
    clock = system_clock()
    if not clock.wait_until(lambda: not is_guarded(record), clock.now() + _TOLD_WITHIN_S):
        alarm("⚠ !!! 输出可能仍接通，守护进程正在断开 OUTPUT MAY BE ON, the guardian is trying to switch it off !!!")
        clock.wait_until(lambda: not is_guarded(record), clock.now() + _GUARDIAN_ACTS_WITHIN_S)
    report = {done.instrument: done for done in read_report(record)}
    for done in report.values():
        if done.safe:
            say(_switched_off(done))
    on = [name for name, energised in state.energised.items() if energised is not False and not _ended(state, name)]
    unsafe = [name for name in dict.fromkeys((*on, *report)) if name not in report or not report[name].safe]
    for name in unsafe:
        told = f" ({report[name].raw})" if name in report else ""
        alarm(f"{_MAY_BE_ON.format(name=name)}{told} !!!")


def _ended(state: RunState, name: str) -> bool:
    """Return whether a source was simulated inside the run's process, and ended with it."""
    found = state.instruments.get(name)
    return found is not None and found.resource.startswith("sim:")


def _switched_off(done: MadeSafe) -> str:
    why = {
        "ended": "运行进程已终止 the run's process had gone",
        "frozen": "运行进程无响应 the run's process was frozen",
    }
    return (
        f"✓ {done.instrument}: 守护进程已断开输出 the guardian switched the output off "
        f"({why[done.cause]}; {done.after * 1e3:.0f} ms; {done.raw!r})"
    )
