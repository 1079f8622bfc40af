"""`calbench lint`: finds every mistake in files of any kind, each at its line and column."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_cli.kinds import require_valid
from bench_cli.output import say, warn
from bench_core.errors import UsageError
from bench_core.failures import explained
from procedures.library import procedure_path

if TYPE_CHECKING:
    import argparse

_INVALID = 2


def main(arguments: argparse.Namespace) -> int:
    """Check every file; return 0 when all are without a mistake, else 2."""
    wrong = 0
    for path in arguments.files:
        try:
            kind = require_valid(procedure_path(path))
        except UsageError as failure:
            warn(explained(failure))
            wrong += 1
            continue
        say(f"✓ {path}: {kind}，无错误 no mistakes")
    return _INVALID if wrong else 0
