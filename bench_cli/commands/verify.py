"""`calbench verify`: proves that records are whole and that their results follow from the raw replies."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from bench_cli.output import say, warn
from bench_cli.running import require_record
from bench_core.bilingual import Bilingual
from bench_core.errors import BrokenChain, RecordError
from bench_core.failures import in_chinese
from bench_core.records.keys import read_keys, require_in_epoch, signed_in, thief
from bench_core.records.proved import KEY_UNCHECKED, PLAN, WHOSE_KEY
from bench_core.records.verification import verify
from sequencer.replanning import prove_plan

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

    from bench_core.records.keys import KeyHistory

_DOES_NOT_VERIFY = 5
_FAILS = "验证不通过"


def main(arguments: argparse.Namespace) -> int:
    """Verify every file; return 0 when all do, else 5."""
    keys = read_keys(arguments.keys) if arguments.keys else None
    tell, tell_failure = (_tell_json, _tell_failure_json) if arguments.json else (_tell, _tell_failure)
    broken = 0
    for path in arguments.files:
        try:
            proved, unproved = _proofs(path, keys)
        except RecordError as failure:
            tell_failure(path, keys, failure)
            broken += 1
            continue
        tell(path, keys, proved, unproved)
    return _DOES_NOT_VERIFY if broken else 0


def _tell(path: Path, keys: KeyHistory | None, proved: list[Bilingual], unproved: list[Bilingual]) -> None:
    say(f"✓ 验证通过 verifies: {path}")
    if keys is None:
        say(f"  !!! {KEY_UNCHECKED.zh} {KEY_UNCHECKED.en}")
    for one in proved:
        say(f"  {one.zh} {one.en}")
    for one in unproved:
        say(f"  (未证明 not proved) {one.zh} {one.en}")


def _tell_failure(_path: Path, _keys: KeyHistory | None, failure: RecordError) -> None:
    warn(f"✗ 验证不通过 does not verify: {failure}")


def _tell_json(path: Path, keys: KeyHistory | None, proved: list[Bilingual], unproved: list[Bilingual]) -> None:
    _say_json(path, keys, proved, unproved, None)


def _tell_failure_json(path: Path, keys: KeyHistory | None, failure: RecordError) -> None:
    told = Bilingual(f"{in_chinese(type(failure)) or _FAILS}：{failure}", str(failure))
    line = failure.line if isinstance(failure, BrokenChain) else None
    _say_json(path, keys, [], [], {"line": line, "told": asdict(told)})


def _say_json(
    path: Path,
    keys: KeyHistory | None,
    proved: list[Bilingual],
    unproved: list[Bilingual],
    failure: dict[str, Any] | None,
) -> None:
    found: dict[str, Any] = {
        "file": str(path),
        "verifies": failure is None,
        "keys": keys is not None,
        "proved": [asdict(one) for one in proved],
        "unproved": [asdict(one) for one in unproved],
        "failure": failure,
    }
    say(json.dumps(found, ensure_ascii=False))


def _proofs(path: Path, keys: KeyHistory | None) -> tuple[list[Bilingual], list[Bilingual]]:
    """Return what is proved of a record and what is not, with the laboratory's keys where they are given."""
    verification = verify(require_record(path))
    proved = [*verification.proved, prove_plan(verification)]
    unproved = [one for one in verification.open if one != PLAN]
    if keys is None:
        return proved, unproved
    epoch = require_in_epoch(verification.record, keys)
    proved.append(signed_in(keys, epoch))
    return proved, [thief(epoch), *(one for one in unproved if one != WHOSE_KEY)]
