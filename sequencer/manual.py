"""The process of a manual session: `python -m sequencer.manual BENCH --out DIR --by NAME`; commands on standard input.

Its end, in whatever way, leaves no output on: at the end of its input and on a signal it makes all safe itself, and
after a kill its guardian does.
"""

from __future__ import annotations

import argparse
import json
import queue
import signal
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from bench_core.bilingual import Bilingual
from bench_core.capabilities.instruments import LinkContext
from bench_core.clock import system_clock
from bench_core.errors import BenchError, GuardianLost, InstrumentError, RecordNotWritten
from bench_core.failures import told
from drivers.bench import read_bench
from drivers.opening import open_bench
from sequencer.bench_lock import bench_held
from sequencer.guarding import guarded
from sequencer.json_lines import JsonLines
from sequencer.manual_log import ManualLog
from sequencer.manual_session import ManualSession

if TYPE_CHECKING:
    from concurrent.futures import Executor, Future

    from bench_core.clock import Clock
    from sequencer.guarding import Guard

_LOOKS_EACH_S = 0.1
_OVER = Bilingual("手动操作结束，所有输出均已断开", "the manual session is over; every output is off")
_MAY_BE_ON = Bilingual(
    "手动操作结束，输出可能仍接通，请手动断开", "the manual session is over; AN OUTPUT MAY BE ON, switch it off by hand"
)
Lines = queue.SimpleQueue[dict[str, Any] | None]


def work(session: ManualSession, guard: Guard, lines: Lines, out: JsonLines, readers: Executor) -> BenchError | None:
    """Carry commands out until there are no more, and return what ended the session early, or None.

    Args:
        session: of the bench.
        guard: of its sources.
        lines: commands as they come; None at their end.
        out: where answers go.
        readers: takes readings, which may last for minutes: nobody waits for one to have outputs off.
    """

    def do(fields: dict[str, Any]) -> None:
        out.say(session.do(fields))

    readings: list[Future[None]] = []
    wall, looked_at = system_clock(), 0.0
    try:
        first = session.connect()
        guard.require_ready()
        out.say(first)
        while True:
            guard.check()
            while readings and readings[0].done():
                readings.pop(0).result()
            if wall.now() - looked_at >= _LOOKS_EACH_S:  # also where commands never cease: a window reads by itself
                event = session.look()
                if event is not None:
                    out.say(event)
                looked_at = wall.now()
            try:
                fields = lines.get(timeout=_LOOKS_EACH_S)
            except queue.Empty:
                continue
            if fields is None or fields.get("command") == "end":
                return None
            if fields.get("command") == "read":
                readings.append(readers.submit(do, fields))
            else:
                do(fields)
    except (GuardianLost, RecordNotWritten, InstrumentError) as failure:
        return failure


def hold(bench_file: Path, folder: Path, by: str, lines: Lines, out: JsonLines, clock: Clock | None = None) -> int:
    """Hold a manual session on a bench and return the exit code.

    Args:
        bench_file: of the bench.
        folder: for the log.
        by: who works by hand.
        lines: commands as they come; None at their end.
        out: where answers go.
        clock: of links and absence; the wall's where None.

    Raises:
        BenchError: the bench cannot be used, or somebody else has it.
    """
    clock = clock or system_clock()
    bench = read_bench(bench_file)
    with ManualLog(folder, bench_file, by, clock) as log, bench_held(bench, log.path) as held:
        with guarded(bench, log.path, held) as guard, open_bench(bench, LinkContext(clock, bench.world)) as opened:
            session = ManualSession(opened, clock, log, clock)
            failure: BenchError | None = None
            with ThreadPoolExecutor(1, "reader") as readers:
                try:
                    failure = work(session, guard, lines, out, readers)
                finally:
                    outcome = session.make_safe()
                    if outcome.safe:
                        guard.release()
        end = _OVER if outcome.safe else _MAY_BE_ON
        if failure is not None:
            why = told(failure)
            end = Bilingual(f"{end.zh}：{why.zh}", f"{end.en}: {why.en}")
        ended = {"ended": asdict(end), "may_be_on": list(outcome.may_be_on)}
        with suppress(RecordNotWritten):
            log.note(ended)
        out.say(ended)
    if not outcome.safe:
        return InstrumentError.exit_code
    return 0 if failure is None else failure.exit_code


def _listen(stream: IO[str], lines: Lines) -> None:
    with suppress(ValueError):  # closed under our hands: nobody is there any more
        for line in stream:
            try:
                fields = json.loads(line)
            except ValueError:
                fields = None
            lines.put(fields if isinstance(fields, dict) else {"command": line.strip()})
    lines.put(None)


def main(arguments: list[str], out: JsonLines) -> int:
    """Hold a manual session that standard input commands.

    Args:
        arguments: of the command line.
        out: where answers go.
    """
    parser = argparse.ArgumentParser(prog="python -m sequencer.manual", allow_abbrev=False)
    parser.add_argument("bench", type=Path, metavar="BENCH")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="where the log goes")
    parser.add_argument("--by", required=True, metavar="NAME", help="who works by hand")
    given = parser.parse_args(arguments)
    lines: Lines = queue.SimpleQueue()
    for name in ("SIGINT", "SIGTERM", "SIGBREAK", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is not None:
            signal.signal(number, lambda *_: lines.put(None))  # nothing interrupts the safe sequence
    threading.Thread(target=_listen, args=(sys.stdin, lines), name="commands", daemon=True).start()
    try:
        return hold(given.bench, given.out, given.by, lines, out)
    except BenchError as failure:
        return out.refuse(failure)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:], JsonLines()))
