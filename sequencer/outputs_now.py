"""Whether the outputs of a run that nobody performs are on now: `python -m sequencer.outputs_now RECORD`.

They are asked, not assumed, and nothing is switched.
"""

from __future__ import annotations

import sys
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench_core.bilingual import Bilingual
from bench_core.capabilities.instruments import Identity, LinkContext
from bench_core.clock import system_clock
from bench_core.errors import BenchError, InstrumentError, UsageError
from bench_core.failures import told
from bench_core.records.exclusive import is_held
from bench_core.records.folding import fold_record
from bench_core.records.record import read_record
from drivers.opening import open_bench
from sequencer.before_resuming import require_same_source
from sequencer.bench_lock import bench_held
from sequencer.desk import require_source
from sequencer.embedded import embedded_bench
from sequencer.guarding import guardian_acted
from sequencer.instrument_names import InstrumentNames
from sequencer.json_lines import JsonLines, Refused

if TYPE_CHECKING:
    from collections.abc import Callable

    from bench_core.records.run_state import RunState
    from drivers.bench import Bench
    from drivers.opening import OpenBench

_ENDED = Bilingual(
    "仿真仪器在运行进程内，已随之结束", "it was simulated inside the run's process and has ended with it"
)
_ON = Bilingual("输出接通", "its output is ON")
_OFF = Bilingual("输出断开", "its output is off")


@dataclass(frozen=True, slots=True)
class OutputNow:
    """What is known of one source.

    Args:
        instrument: by its name on the bench.
        title: for people: model and serial number, as the run found them.
        energised: as the source answered now; None where nobody knows.
        told: that in words.
    """

    instrument: str
    title: str
    energised: bool | None
    told: Bilingual

    def as_json(self) -> dict[str, Any]:
        """Return it as one line says it."""
        return asdict(self)


def outputs_now(record: Path, tell: Callable[[OutputNow], None]) -> bool:
    """Ask each source of a record's bench whether its output is on, and return whether all are known to be off.

    Args:
        record: of a run that nobody performs.
        tell: takes what each source answered, from any thread.

    Raises:
        UsageError: the run, its guardian or another run has the record or the bench.
        RecordError: the record cannot be read.
    """
    if is_held(record):
        raise Refused(
            f"{record}：该运行正在进行，请用 attach 查看",
            f"{record}: its run is under way and knows its outputs; attach to it instead",
        )
    state = fold_record(read_record(record))
    bench, names = embedded_bench(state.started), _names(state)
    guardian_acted(record)
    clock = system_clock()
    found: list[OutputNow] = []
    with bench_held(bench, record), open_bench(bench, LinkContext(clock)) as opened:

        def ask(name: str) -> None:
            energised, answer = _asked(bench, opened, state, name)
            found.append(OutputNow(name, names.of(name), energised, answer))
            tell(found[-1])

        clock.gather([partial(ask, name) for name in opened.source_names])
    return all(one.energised is False for one in found)


def _names(state: RunState) -> InstrumentNames:
    names = InstrumentNames()
    for name, found in state.instruments.items():
        names.learn(name, Identity(found.maker, found.model, found.serial, found.firmware, found.raw))
    return names


def _asked(bench: Bench, opened: OpenBench, state: RunState, name: str) -> tuple[bool | None, Bilingual]:
    if bench.instruments[name].in_process:
        return False, _ENDED
    try:
        source = require_source(name, opened.connect(name))
        require_same_source(opened, state, name)
        output = source.output_state()
    except BenchError as failure:
        why = told(failure)
        return None, Bilingual(f"不知其输出状态：{why.zh}", f"nobody knows: {why.en}")
    except Exception as fault:  # noqa: BLE001  a driver of others may raise anything
        return None, Bilingual(f"不知其输出状态：{fault}", f"nobody knows: {type(fault).__name__}: {fault}")
    says = _ON if output.energised else _OFF
    return output.energised, Bilingual(f"{says.zh}（应答 {output.raw!r}）", f"{says.en} (answered {output.raw!r})")


def main(arguments: list[str], out: JsonLines) -> int:
    """Say what each source answers as a line of JSON.

    Args:
        arguments: path of the record.
        out: where to.

    Returns:
        0 where all are known to be off, 3 where not, another code where nothing could be asked.
    """
    try:
        if len(arguments) != 1:
            raise UsageError("usage: python -m sequencer.outputs_now RECORD")
        off = outputs_now(Path(arguments[0]), lambda one: out.say(one.as_json()))
    except BenchError as failure:
        return out.refuse(failure)
    out.say({"done": True})
    return 0 if off else InstrumentError.exit_code


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:], JsonLines()))
