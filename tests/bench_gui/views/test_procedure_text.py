"""An author sees pieces of a line in their colours, mistakes as they are typed, and the table of points."""

from __future__ import annotations

import json

import pytest

from bench_core.bilingual import Bilingual
from bench_core.errors import DocumentInvalid
from bench_gui.views.procedure_text import Kind, expanded, mistakes, refused, spans
from bench_gui.words import Language, words_in
from procedures.library import library_names, library_path
from procedures.lint import read_procedure
from tests.conftest import PROCEDURE


def pieces(line, kind):
    return [line[one.start : one.start + one.length] for one in spans(line) if one.kind is kind]


def test_the_pieces_of_a_line_are_told_apart():
    line = '  - {name: resolution, of: x, half_width: uut.resolution / 2, title: "a: 5 V # b"}  # 一半 10 V'
    assert pieces(line, Kind.KEY) == ["name", "of", "half_width", "title"]
    assert pieces(line, Kind.NAME) == ["uut.resolution"]
    assert pieces(line, Kind.NUMBER) == ["2"]
    assert pieces(line, Kind.STRING) == ['"a: 5 V # b"']
    assert pieces(line, Kind.COMMENT) == ["# 一半 10 V"]


@pytest.mark.parametrize(
    ("line", "numbers"),
    [
        ("  - {range: 10 V, at: [90 %, -90 %], of: range}", ["10 V", "90 %", "-90 %"]),
        ("ambient.temperature: 20 °C ± 1 °C", ["20 °C", "1 °C"]),
        ("limit: 1.5e-3 µV, frequency: [1 kHz]", ["1.5e-3 µV", "1 kHz"]),
        ("id: jjf-1587-2016", []),
        ("    error: mean(e) * 2", ["2"]),
        ("wiring: 2-wire", ["2"]),
    ],
)
def test_a_number_has_its_unit(line, numbers):
    assert pieces(line, Kind.NUMBER) == numbers


def test_functions_and_keys_of_several_words_are_known():
    assert pieces("      error: mean(e) - sqrt(x)", Kind.FUNCTION) == ["mean", "sqrt"]
    assert pieces("      per reading:", Kind.KEY) == ["per reading"]
    assert pieces("# only this", Kind.COMMENT) == ["# only this"]
    assert pieces("a#b: c", Kind.COMMENT) == []


@pytest.mark.parametrize("line", ["", "'", '"', "\\" * 500, "((((" * 200, "a: " * 2000, "-" * 100_000, '"\\' * 3000])
def test_pieces_never_overlap_and_stay_in_the_line(line):
    end = 0
    for one in spans(line):
        assert end <= one.start < one.start + one.length <= len(line)
        end = one.start + one.length


def test_a_right_text_has_no_mistake():
    assert mistakes(PROCEDURE, "own.yaml") == ()


@pytest.mark.parametrize("name", library_names())
def test_the_library_has_none_and_reads_its_methods_beside_the_file(name):
    path = library_path(name)
    assert mistakes(path.read_text(encoding="utf-8"), str(path)) == ()


def test_a_mistake_is_underlined_from_its_place_to_the_end_of_the_word():
    text = PROCEDURE.replace("half_width: uut.resolution / 2", "half_width: uut.resolutoin / 2")
    (found,) = mistakes(text, "own.yaml")
    line = text.split("\n")[found.line - 1]
    assert line[found.column - 1 : found.end_column - 1] == "uut.resolutoin"
    assert "resolution" in found.hint.en
    assert found.file == ""


def test_they_are_the_mistakes_that_lint_finds(tmp_path):
    text = PROCEDURE.replace("kind: calibration", "knd: calibration").replace("readings: 3", "readings: none")
    path = tmp_path / "own.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DocumentInvalid) as caught:
        read_procedure(path)
    found = [(one.line, one.column, one.message, one.hint) for one in mistakes(text, str(path))]
    assert found == [(one.line, one.column, one.message, one.hint) for one in caught.value.mistakes]
    assert len(found) >= 2


@pytest.mark.parametrize("text", ["", "\ufeff", "calbench: procedure/1", "[", "a: b", "\x00", "calbench: bench/1\n"])
def test_whatever_is_typed_gives_mistakes_and_no_fault(text):
    found = mistakes(text, "own.yaml")
    assert found
    assert all(one.line >= 1 and one.end_column > one.column >= 1 for one in found)


def test_a_mistake_in_the_file_of_methods_names_that_file(tmp_path):
    (tmp_path / "shared.yaml").write_text("calbench: methods/1\nid: m\ntitel: x\n", encoding="utf-8")
    text = PROCEDURE.replace("kind: calibration", "methods: shared.yaml\nkind: calibration")
    found = mistakes(text, str(tmp_path / "own.yaml"))
    assert {one.file for one in found} == {str(tmp_path / "shared.yaml")}


def test_the_table_has_a_row_for_each_point_and_standard(bench_folder, capfd):
    from bench_cli.__main__ import main  # noqa: PLC0415

    procedure, bench = str(bench_folder.path("procedure.yaml")), str(bench_folder.path("bench.yaml"))
    assert main(["expand", procedure, "--bench", bench, "--json"]) == 0
    found = expanded(json.loads(capfd.readouterr().out), words_in(Language.EN))
    assert [(row.point, row.nominal, row.role, row.ok) for row in found.rows] == [
        ("10 V/+90 %", "9 V", "source", True),
        ("10 V/-90 %", "-9 V", "source", True),
        ("100 V/+90 %", "90 V", "source", True),
    ]
    assert {row.item for row in found.rows} == {"DC voltage · dc-voltage"}
    assert found.rows[0].frequency == ""
    assert found.rows[0].standard_uncertainty.endswith("V")
    assert found.duration.startswith("Points: 3; ")
    assert found.refused == ()


def test_what_is_left_out_is_told_with_its_reason():
    why = {"zh": "没有指标", "en": "not specified"}
    answer = {
        "points": [],
        "titles": {"a": {"zh": "直流电压", "en": "DC voltage"}, "c": {"zh": "直流电流", "en": "DC current"}},
        "once_per_range": [{"item": "a", "point": "once"}],
        "left_out": [{"item": "a", "point": "b", "why": why}],
        "not_applied": [{"item": "c", "why": why}],
    }
    assert expanded(answer, words_in(Language.EN)).left_out == (
        "DC voltage b: not specified",
        "DC current: not specified",
    )
    assert expanded(answer, words_in(Language.EN)).once == ("DC voltage once",)
    assert expanded(answer, words_in(Language.ZH)).left_out == ("直流电压 b: 没有指标", "直流电流: 没有指标")


def test_a_refusal_is_told_line_by_line():
    why = Bilingual("一\n\n二\n", "one\n\ntwo\n")
    assert refused(why, words_in(Language.EN)).refused == ("one", "two")
    assert refused(why, words_in(Language.ZH)).refused == ("一", "二")
