"""Reads verdicts of finished runs beside the window: records as JSON lines on standard input, verdicts on output.

`{"record": "/path/a.calrun"}` is answered by `{"record": …, "verdict": "pass"}`; `null` where nothing was to be judged,
or where the record cannot be read, of which its review says more. No Qt is imported.
"""

from __future__ import annotations

import json
from pathlib import Path

from bench_core.errors import BenchError
from bench_gui.line_server import answer_standard_input
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


if __name__ == "__main__":
    raise SystemExit(answer_standard_input(answer))
