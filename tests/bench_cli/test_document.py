"""`calbench document`: the page of a procedure, printed or written, with the points of a bench where one is given."""

from __future__ import annotations


def test_the_page_is_printed_or_written(calbench, bench_folder, tmp_path):
    procedure = bench_folder.path("procedure.yaml")
    printed = calbench("document", procedure)
    assert printed.code == 0
    assert printed.out.startswith("# ")
    said = calbench("document", procedure, "--out", tmp_path / "pages" / "p.md")
    assert (said.code, said.out) == (0, "")
    assert (tmp_path / "pages" / "p.md").read_text("utf-8") == printed.out


def test_a_bench_adds_its_points(calbench, bench_folder):
    words = ("document", bench_folder.path("procedure.yaml"), "--bench", bench_folder.path("bench.yaml"))
    assert "| 10 V/+90 % | 9 V | `source` |" in calbench(*words).out


def test_a_procedure_of_the_library_is_named_by_its_name(calbench):
    assert "JJF 1587-2016" in calbench("document", "jjf-1587-2016").out


def test_a_wrong_procedure_has_no_page(calbench, bench_folder):
    bench_folder.change("procedure.yaml", "kind: calibration", "kind: calibratoin")
    said = calbench("document", bench_folder.path("procedure.yaml"))
    assert (said.code, said.out) == (2, "")
    assert "did you mean 'calibration'?" in said.err
