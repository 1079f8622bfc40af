"""Reads verdicts of finished runs beside the window: records as JSON lines on standard input, verdicts on output.

`{"record": "/path/a.calrun"}` is answered by `{"record": …, "verdict": "pass"}`; `null` where nothing was to be judged,
or where the record cannot be read, of which its review says more. No Qt is imported.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import IO

from bench_core.errors import BenchError
from bench_gui.workplace.work_list import verdict_of


def answer(line: str) -> str:
    """Return the answer to one line.

    Args:
        line: one JSON object with a `record`.
    """
    record = str(json.loads(line)["record"])
    try:
        verdict = verdict_of(Path(record))
    except BenchError:
        verdict = None
    return json.dumps({"record": record, "verdict": None if verdict is None else verdict.value}, ensure_ascii=False)


def main(asked: IO[str], told: IO[str]) -> int:
    """Answer every line until there are no more.

    Args:
        asked: records.
        told: verdicts, each at once.
    """
    for line in asked:
        told.write(answer(line) + "\n")
        told.flush()
    return 0


if __name__ == "__main__":
    raise SystemExit(main(open(0, encoding="utf-8"), open(1, "w", encoding="utf-8")))  # noqa: SIM115
