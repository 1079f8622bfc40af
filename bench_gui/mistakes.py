"""Looks for mistakes while the window goes on: texts as JSON lines on standard input, their mistakes on output.

`{"id": 7, "name": "/path/own.yaml", "text": "…"}` is answered by `{"id": 7, "mistakes": [{…}]}`, each mistake with the
keys of `TextMistake`. No Qt is imported.
"""

from __future__ import annotations

import json
from dataclasses import asdict

from bench_gui.line_server import answer_standard_input
from bench_gui.views.procedure_text import mistakes


def answer(line: str) -> str:
    """Return the answer to one line; one that is no question is answered with `refused`.

    Args:
        line: one JSON object.
    """
    try:
        asked = json.loads(line)
        number, name, text = asked["id"], str(asked["name"]), str(asked["text"])
    except (ValueError, KeyError, TypeError, RecursionError) as problem:
        return json.dumps({"id": None, "refused": f"not a question: {problem}"})
    found = [asdict(one) for one in mistakes(text, name)]
    return json.dumps({"id": number, "mistakes": found}, ensure_ascii=False)


if __name__ == "__main__":
    raise SystemExit(answer_standard_input(answer))
