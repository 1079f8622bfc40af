"""Ends an interrupted run that will not be resumed, as aborted: `python -m sequencer.closing RECORD BY REASON`.

No instrument is asked and nothing is switched; what is not known of the outputs stays unknown on record.
"""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import Final

from bench_core.bilingual import Bilingual
from bench_core.errors import BenchError, ResumeRefused, UsageError
from bench_core.records.events import AbortRequested, RunEnded, RunResumed, StepFailed
from bench_core.records.folding import fold_record
from bench_core.records.journal import Journal
from bench_core.records.keys_store import in_use, signing_key
from bench_core.records.record import read_record
from bench_core.records.verified_leads import not_known_off
from sequencer.conducting import make_clock
from sequencer.guarding import guardian_acted
from sequencer.json_lines import JsonLines
from sequencer.resuming import require_resumable

_ABORTED: Final = "aborted"
_BY_HAND = "RunAborted"


def close(record: Path, by: str, reason: str) -> RunEnded:
    """Record that an interrupted run was ended, sign it, and return how it ended; one that had ended is signed alone.

    Args:
        record: of a run that nobody performs.
        by: who ends it.
        reason: in their words.

    Raises:
        UsageError: nobody ends it, for no reason, or the run is under way or has ended.
        ResumeRefused: a process writes the record, or has written it meanwhile.
        RecordError: the record cannot be read.
        RecordNotWritten: the disc refused it.
    """
    if not (by.strip() and reason.strip()):
        raise UsageError(f"{record}: a run is ended by somebody, for a reason; give both")
    key = signing_key()
    with in_use(key):
        found = read_record(record)
        before = fold_record(found)
        require_resumable(before)
        key.require_covers(before.started_utc)
        acted = guardian_acted(record)
        clock = make_clock(before.started.clock, before.started.speed, before.last_mono)
        journal, held, torn = Journal.reopen(record, clock)
        with journal:
            if held.lines[-1].number != found.lines[-1].number:
                zh = f"{record}：运行期间又有进展；请再查看后关闭"
                en = f"{record}: the run has gone on meanwhile; look at it again before you close it"
                raise ResumeRefused(Bilingual(zh, en))
            ended = before.ended
            if ended is None:
                journal.append(RunResumed(by, torn.decode("latin-1"), before.last_mono))
                for done in acted:
                    journal.append(done)
                journal.append(AbortRequested(by, reason))
                told = f"aborted by {by}: {reason}"
                journal.append(StepFailed(_BY_HAND, told))
                safe = not not_known_off(fold_record(read_record(record)))
                ended = RunEnded(_ABORTED, told, safe)
                journal.append(ended)
            journal.seal(key)
    return ended


def main(arguments: list[str], out: JsonLines) -> int:
    """Say as a line of JSON what became of the record, and return 0 where it is closed.

    Args:
        arguments: path of the record, who ends the run, and why.
        out: where to.
    """
    try:
        if len(arguments) != 3:
            raise UsageError("usage: python -m sequencer.closing RECORD BY REASON")
        ended = close(Path(arguments[0]), *arguments[1:])
    except BenchError as failure:
        return out.refuse(failure)
    told = SIGNED if ended.state != _ABORTED else CLOSED if ended.safe else _UNKNOWN
    out.say({"closed": asdict(told), "safe": ended.safe})
    return 0


SIGNED = Bilingual("运行此前已结束，记录现已签名", "the run had ended before; its record is signed now")
CLOSED = Bilingual("运行已结束，记录为已中止", "the run has ended; its record says aborted")
_UNKNOWN = Bilingual(
    "运行已结束，记录为已中止；记录未载明输出是否已断开，请到信号源处查看",
    "the run has ended; its record says aborted, and not whether its outputs are off: look at the sources",
)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:], JsonLines()))
