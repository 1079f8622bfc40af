"""Starts the command `calbench`; every message of a failure goes to standard error, with the design's exit codes."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import TYPE_CHECKING

from bench_cli.arguments import command_line
from bench_core.errors import BenchError

if TYPE_CHECKING:
    from collections.abc import Sequence


def main(words: Sequence[str] | None = None) -> int:
    """Run one command.

    Args:
        words: the command line without the program's name; None for the process's own.

    Returns:
        0 done, in tolerance; 1 done, not shown to be in tolerance; 2 wrong usage or invalid file; 3 instrument or link
        failed; 4 aborted or interrupted; 5 does not verify.
    """
    arguments = command_line().parse_args(words)
    try:
        import_module("bench_cli.guard").require_own_packages()
        command = import_module(f"bench_cli.commands.{arguments.command}")
        return int(command.main(arguments))
    except BenchError as failure:
        notes = "".join(f"\n{note}" for note in getattr(failure, "__notes__", ()))
        sys.stderr.write(f"calbench {arguments.command}: {failure}{notes}\n")
        return failure.exit_code
    except KeyboardInterrupt:
        sys.stderr.write(f"calbench {arguments.command}: interrupted 已中断\n")
        return 4
    except BrokenPipeError:
        sys.stderr.close()  # the reader of our output has gone; there is nobody to tell
        return 0


if __name__ == "__main__":
    raise SystemExit(main())
