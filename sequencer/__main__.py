"""The runner's process: `python -m sequencer REQUEST.json`; commands arrive on standard input."""

from __future__ import annotations

import sys
import traceback
from pathlib import Path

from bench_core.bilingual import Bilingual
from bench_core.errors import BenchError, UsageError
from bench_core.failures import explained, in_lines
from bench_core.terminal import shown_lines
from sequencer.channel import listening
from sequencer.control import Control
from sequencer.launch import own_stdout, tell_outputs
from sequencer.outcome import INTERRUPTED
from sequencer.request import read_request
from sequencer.runner import perform

_FAULT = Bilingual("程序内部错误：", "a fault in calbench itself:")


def main(arguments: list[str], stdout: int | None = None) -> int:
    """Perform the request and return the exit code of the run.

    Args:
        arguments: path of the request.
        stdout: descriptor on which who started the run is told which outputs may be on; None where nobody asks.
    """
    if len(arguments) != 1:
        sys.stderr.write("usage: python -m sequencer REQUEST.json\n")
        return UsageError.exit_code
    control = Control(listening)
    try:
        control.handle_signals()
        request = read_request(Path(arguments[0]))
        control.listen(sys.stdin)
        return perform(request, control)
    except BenchError as failure:
        notes = "".join(f"\n{note}" for note in getattr(failure, "__notes__", ()))
        sys.stderr.write(f"{shown_lines(f'{explained(failure)}{notes}')}\n")
        return failure.exit_code
    except Exception:  # noqa: BLE001  the last line: a fault of the program itself must not look like a verdict
        sys.stderr.write(f"{in_lines(_FAULT)}\n{traceback.format_exc()}\n")
        return INTERRUPTED
    finally:
        if stdout is not None:
            tell_outputs(control.may_be_on, stdout)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:], own_stdout()))
