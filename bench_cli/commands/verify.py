"""`calbench verify`: proves that records are whole and that their results follow from the raw replies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_cli.output import say, warn
from bench_cli.running import require_record
from bench_core.errors import RecordError
from bench_core.records.verification import verify

if TYPE_CHECKING:
    import argparse

_DOES_NOT_VERIFY = 5


def main(arguments: argparse.Namespace) -> int:
    """Verify every file; return 0 when all do, else 5."""
    broken = 0
    for path in arguments.files:
        try:
            verification = verify(require_record(path))
        except RecordError as failure:
            warn(f"✗ 验证不通过 does not verify: {failure}")
            broken += 1
            continue
        say(f"✓ 验证通过 verifies: {path}")
        for proved in verification.proved:
            say(f"  {proved.zh} {proved.en}")
        for unproved in verification.open:
            say(f"  (未证明 not proved) {unproved.zh} {unproved.en}")
    return _DOES_NOT_VERIFY if broken else 0
