"""Mistakes are looked for in a process of its own, while the author types on."""

from __future__ import annotations

import io
import json
import subprocess
import sys

from bench_gui.line_server import answer_lines
from bench_gui.mistakes import answer
from tests.conftest import PROCEDURE


def test_a_text_is_answered_with_its_mistakes():
    asked = {"id": 7, "name": "own.yaml", "text": PROCEDURE.replace("kind:", "knd:")}
    told = json.loads(answer(json.dumps(asked)))
    assert told["id"] == 7
    assert {"line", "column", "end_column", "message", "hint", "file"} == set(told["mistakes"][0])


def test_what_is_no_question_is_refused_and_the_next_one_answered():
    asked = io.StringIO('nonsense\n[]\n{"id": 1}\n{"id": 2, "name": "a", "text": ""}\n')
    told = io.StringIO()
    assert answer_lines(answer, asked, told) == 0
    first, second, third, last = map(json.loads, told.getvalue().splitlines())
    assert all("not a question" in one["refused"] for one in (first, second, third))
    assert last["id"] == 2
    assert last["mistakes"]


def test_the_process_answers_at_once_in_utf_8_without_qt():
    program = (
        "import sys, runpy\n"
        "try:\n    runpy.run_module('bench_gui.mistakes', run_name='__main__')\n"
        "finally:\n    sys.stderr.write(str([name for name in sys.modules if 'PySide' in name or 'qtpy' in name]))"
    )
    asked = json.dumps({"id": 1, "name": "程序.yaml", "text": "calbench: procedure/1\nid: 名\n"}, ensure_ascii=False)
    ran = subprocess.run([sys.executable, "-c", program], input=f"{asked}\n".encode(), capture_output=True, check=True)
    assert json.loads(ran.stdout.decode())["id"] == 1
    assert ran.stderr == b"[]"
