"""`calbench expand` of a procedure with all five functions: frequencies, what is left out and why, leads and time."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

import pytest

from bench_cli.output import width, wrapped
from procedures.library import library_path

DEMO = Path(str(files("bench_cli") / "demo"))


@pytest.fixture
def words():
    """Return the command over the shipped procedure and the demonstration's bench."""
    return "expand", library_path("jjf-1587-2016"), "--bench", DEMO / "bench-good.yaml"


def test_each_item_has_a_table_with_adequacy_expected_uncertainty_and_time(calbench, words):
    lines = calbench(*words).out.splitlines()
    (row,) = [line for line in lines if line.startswith("10 V/90 %/20 Hz")]
    cells = "10 V/90 %/20 Hz 9 V 33 V 8.4 mV 2.601 mV 2.8 mV 3.23 2.601 mV 84.0"
    assert row.split() == cells.split()
    assert "ac-voltage · 交流电压 AC voltage" in lines


def test_what_is_left_out_is_named_with_its_reason_in_both_languages(calbench, words):
    out = calbench(*words).out
    said = out.replace("\n  ", " ").replace("， ", "，").replace("、 ", "、")
    why = "最大允许误差太小，用四线法校准; the MPE is too small for two wires"
    assert f"不测 left out: 100 Ω/90 Ω, 1 kΩ/0.9 kΩ: {why}" in said
    assert "750 V/90 %/20 kHz: source (calibrator, Fluke 5522A)：型号档案未规定交流电压在 675 V、20 kHz" in said
    assert "每量程一次 once per range: 10 kΩ/once, 100 Ω/once" in said


@pytest.mark.parametrize("name", ["jjf-1587-2016", "euramet-cg-15"])
def test_a_table_fits_a_terminal_of_a_hundred_columns_and_its_columns_line_up_in_chinese(calbench, name):
    lines = calbench("expand", library_path(name), "--bench", DEMO / "bench-good.yaml").out.splitlines()
    assert max(map(width, lines)) <= 100
    number = next(number for number, line in enumerate(lines) if line.startswith("校准点"))
    ends = {
        width(line[: line.rindex(unit) + len(unit)])
        for line, unit in zip(lines[number:], ("U", "U", "V"), strict=False)
    }
    assert len(ends) == 1


def test_the_last_line_counts_points_time_and_connections_of_leads(calbench, words):
    (total,) = [line for line in calbench(*words).out.splitlines() if " 点 points, " in line]
    assert total.startswith("66 点 points, ")
    assert "4 次接线 connections of leads" in total


def test_json_has_the_same(calbench, words):
    found = json.loads(calbench(*words, "--json").out)
    assert len(found["points"]) == 66
    assert found["points"][17] | {"item": "ac-voltage", "frequency": "1 kHz"} == found["points"][17]
    assert {left["point"] for left in found["left_out"] if left["item"] == "resistance-2w"} == {
        "100 Ω/90 Ω",
        "1 kΩ/0.9 kΩ",
    }
    assert {"item": "resistance-4w", "point": "100 Ω/once"} in found["once_per_range"]
    assert (found["not_applied"], found["lead_changes"]) == ([], "4")
    assert found["titles"]["resistance-4w"]["en"]


def test_an_item_of_a_function_that_the_meter_has_not_is_named(calbench, bench_folder):
    bench_folder.change(
        "procedure.yaml",
        "    verified: false\n    conn",
        "    verified: false\n    applies: uut.has(frequency)\n    conn",
    )
    said = calbench("expand", bench_folder.path("procedure.yaml"), "--bench", bench_folder.path("bench.yaml"))
    assert "不适用 does not apply: dc-voltage: uut (meter, Keysight 34401A)：没有频率功能" in said.out


def test_lint_checks_a_file_of_shared_methods(calbench):
    shared = library_path("jjf-1587-2016").parent / "methods" / "electrical-comparison.yaml"
    said = calbench("lint", shared)
    assert (said.code, "methods/1" in said.out) == (0, True)


def test_a_long_text_is_broken_at_blanks_and_between_chinese_characters_and_loses_nothing():
    text = "不测 left out: 750 V/90 %: 型号档案未规定交流电压在此处的技术指标，因此不测; nothing is specified"
    lines = list(wrapped(text, 30))
    assert max(map(width, lines)) <= 30
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(line.startswith("  ") for line in lines[1:])
    assert not any(line.strip().startswith("，") for line in lines)
    assert list(wrapped("a" * 40, 30)) == ["a" * 40]
