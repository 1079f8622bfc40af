"""`calbench control`: tells a run under way to pause, go on, correct or take again, leave a point out, or end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bench_cli.output import say
from bench_cli.running import operator_name, require_record
from bench_core.bilingual import Bilingual
from bench_core.errors import ControlRefused
from bench_core.records.folding import fold_record
from bench_core.records.record import read_record
from sequencer.channel import Terminal

if TYPE_CHECKING:
    import argparse
    from pathlib import Path


def main(arguments: argparse.Namespace) -> int:
    """Send the command, print what became of it, and return 0."""
    record = require_record(arguments.record)
    fields: dict[str, Any] = {"command": arguments.action, "by": operator_name(arguments.by)}
    match arguments.action:
        case "pause":
            fields["now"] = arguments.now
        case "retry":
            place = {"item": arguments.item, "point": arguments.point}
            fields |= {"cause": arguments.cause, "second": arguments.second, **place}
        case "correct":
            said = {"reading": arguments.reading, "value": arguments.value, "why": arguments.why}
            fields |= {**said, "second": arguments.second}
        case "skip" | "abort":
            fields["reason"] = arguments.reason
        case "answer":
            fields |= {"prompt": _asked(record), "text": arguments.text}
        case _:
            pass
    with Terminal(record) as terminal:
        done = terminal.send(fields)
    say(f"{done.zh} {done.en}")
    return 0


def _asked(record: Path) -> str:
    """Return the prompt that waits for an answer.

    Raises:
        ControlRefused: none does.
    """
    prompt = fold_record(read_record(record)).prompt
    if prompt is None:
        zh = f"{record}：现在没有提示；可查看运行：calbench attach {record}"
        raise ControlRefused(
            Bilingual(zh, f"{record}: nothing is asked now; look at it with: calbench attach {record}")
        )
    return prompt.prompt
