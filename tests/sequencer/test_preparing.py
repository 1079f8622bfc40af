"""What a record is made from: every file that a run depends on is in it, whole."""

from __future__ import annotations

from datetime import date
from hashlib import sha256
from importlib.resources import files
from pathlib import Path

from drivers.bench import read_bench
from procedures.library import library_path
from sequencer.preparing import prepare
from sequencer.request import RunRequest

BENCH = Path(str(files("bench_cli") / "demo" / "bench-good.yaml"))


def test_the_file_of_methods_that_a_procedure_names_is_in_the_record_too(tmp_path):
    procedure = library_path("jjf-1587-2016")
    request = RunRequest(tmp_path / "a.calrun", procedure=procedure, bench=BENCH, clock="virtual")
    texts = {text.role: text for text in prepare(request, read_bench(request.bench), date(2026, 11, 21)).texts}
    shared = procedure.parent / "methods" / "electrical-comparison.yaml"
    assert texts["methods"].text == shared.read_text("utf-8")
    assert texts["methods"].digest == sha256(shared.read_bytes()).hexdigest()
    assert texts["procedure"].text == procedure.read_text("utf-8")
