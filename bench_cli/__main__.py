"""Starts the command `calbench`; every message of a failure goes to standard error, with the design's exit codes."""

from __future__ import annotations

import signal
import sys
from importlib import import_module
from typing import TYPE_CHECKING

from bench_cli.arguments import command_line
from bench_cli.output import prepare_streams, warn

if TYPE_CHECKING:
    from collections.abc import Sequence

_INTERRUPTED = 4


def main(words: Sequence[str] | None = None) -> int:
    """Run one command.

    Args:
        words: the command line without the program's name; None for the process's own.

    Returns:
        0 done, in tolerance; 1 done, not shown to be in tolerance; 2 wrong usage or invalid file; 3 instrument or link
        failed; 4 aborted or interrupted; 5 does not verify.
    """
    prepare_streams()
    command = ""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)  # a polite kill is an interrupt
    try:
        words = sys.argv[1:] if words is None else words
        arguments = command_line(words[0] if words else "").parse_args(words)
        command = f" {arguments.command}"
        import_module("bench_cli.guard").require_own_packages()
        return int(import_module(f"bench_cli.commands.{arguments.command}").main(arguments))
    except KeyboardInterrupt:
        warn(f"calbench{command}: interrupted 已中断")
        return _INTERRUPTED
    except Exception as failure:  # noqa: BLE001  the last line: a fault must not look like a verdict
        return _explained(f"calbench{command}", failure)
    finally:
        signal.signal(signal.SIGTERM, before)


def _explained(command: str, failure: Exception) -> int:
    """Tell a person why a command failed and return its exit code; what --help need not import is imported here."""
    if isinstance(failure, import_module("bench_core.errors").BenchError):
        explained = import_module("bench_core.failures").explained
        notes = "".join(f"\n{note}" for note in getattr(failure, "__notes__", ()))
        warn(f"{command}: {explained(failure)}{notes}")
        return int(failure.exit_code)
    warn(f"{command}: a fault in calbench itself 程序内部错误; please report it with these lines:")
    warn("".join(import_module("traceback").format_exception(failure)))
    return _INTERRUPTED


if __name__ == "__main__":
    raise SystemExit(main())
