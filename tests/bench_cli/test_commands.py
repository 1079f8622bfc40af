import json
from importlib.resources import files

import pytest

from bench_core.bilingual import Bilingual
from bench_core.errors import UnitUnknown

COMMANDS = (
    "gui", "demo", "run", "resume", "close", "attach", "show", "verify", "certificate", "lint", "schema", "expand",
    "document", "sim", "discover", "round",
)  # fmt: skip


def test_help_names_every_command_and_every_exit_code(calbench):
    said = calbench("--help")
    assert said.code == 0
    assert all(command in said.out for command in COMMANDS)
    assert "5 does not verify" in said.out


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(calbench, command):
    said = calbench(command, "--help")
    assert said.code == 0
    assert f"calbench {command}" in said.out


@pytest.mark.parametrize(
    "words",
    [[], ["fly"], ["run"], ["run", "p.yaml"], ["demo", "--uut", "broken"], ["demo", "--speed", "0"],
     ["demo", "--speed", "x"], ["demo", "--virt"], ["sim", "b.yaml", "--port", "5"], ["verify"],
     ["certificate", "a.calrun"], ["show", "a", "b"], ["close", "a.calrun"]],
)  # fmt: skip
def test_wrong_usage_is_exit_code_2_with_a_usage_line(calbench, words):
    said = calbench(*words)
    assert said.code == 2
    assert "usage: calbench" in said.err


@pytest.mark.parametrize(
    "words", [["show", "no.calrun"], ["verify", "no.calrun"], ["resume", "no.calrun"], ["attach", "no.calrun"],
              ["lint", "no.yaml"], ["expand", "no.yaml", "--bench", "no.yaml"], ["sim", "no.yaml"],
              ["close", "no.calrun", "tea"], ["certificate", "no.calrun", "--out", "x"],
              ["run", "no.yaml", "--bench", "no.yaml", "--out", "."]],
)  # fmt: skip
def test_a_missing_file_is_told_by_its_name_and_never_by_a_traceback(calbench, words, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    said = calbench(*words)
    assert said.code in {2, 5}
    assert words[1] in said.err
    assert "Traceback" not in said.err


def test_a_run_prints_its_table_and_one_line_that_says_in_tolerance(calbench, bench_folder):
    said = calbench(
        "run", bench_folder.path("procedure.yaml"), "--bench", bench_folder.path("bench.yaml"), "--virtual",
        "--out", bench_folder.folder,
    )  # fmt: skip
    assert said.code == 0
    assert "SIMULATED" in said.out
    assert said.out.count("✓ 合格 pass") == 3
    assert "IN TOLERANCE at all 3 points" in said.out


def test_a_faulty_meter_gives_exit_code_1_and_names_the_points(calbench, bench_folder):
    bench_folder.change("world.yaml", "{range: 100 V, gain: -14 ppm", "{range: 100 V, gain: 120 ppm")
    said = calbench(
        "run", bench_folder.path("procedure.yaml"), "--bench", bench_folder.path("bench.yaml"), "--virtual",
        "--out", bench_folder.folder,
    )  # fmt: skip
    assert said.code == 1
    assert "OUT OF TOLERANCE at 1 of 3 points: 100 V/+90 %" in said.out


def test_show_prints_a_record_and_its_json_has_every_result(calbench, finished):
    assert "IN TOLERANCE" in calbench("show", finished).out
    said = calbench("show", finished, "--json")
    shown = json.loads(said.out)
    assert shown["verdict"] == "pass"
    assert shown["status"] == "finished"
    assert [r["key"]["point"] for r in shown["results"]] == ["10 V/+90 %", "10 V/-90 %", "100 V/+90 %"]
    assert shown["simulated"] is True


def test_verify_says_what_is_proved_and_what_is_not(calbench, finished):
    said = calbench("verify", finished)
    assert said.code == 0
    assert "verifies" in said.out
    assert "not proved" in said.out


def test_verify_names_the_first_bad_line_of_an_edited_record(calbench, finished, tmp_path):
    lines = finished.read_bytes().split(b"\n")
    lines[20] = lines[20].replace(b"calibrator", b"calibratar", 1).replace(b"dc-voltage", b"dc-voltagi", 1)
    edited = tmp_path / "edited.calrun"
    edited.write_bytes(b"\n".join(lines))
    said = calbench("verify", finished, edited)
    assert said.code == 5
    assert f"{edited}:21" in said.err
    assert "verifies" in said.out  # the other file is still told


def test_every_command_says_the_same_of_a_record_that_a_power_cut_left_with_zeros_at_its_end(calbench, finished):
    *lines, _, _ = finished.read_bytes().splitlines(keepends=True)
    finished.write_bytes(b"".join(lines) + bytes(300))
    for command in ("attach", "show"):
        said = calbench(command, finished)
        assert (said.code, said.err) == (4, "")
        assert "✓ 此运行停止后输出已断开，此后未再询问 outputs were off after this run had stopped" in said.out
    assert f"calbench resume {finished}" in calbench("attach", finished).out


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b'{"b', "whole line"),
        (b"abc", "this is not a run record; give a *.calrun file"),
        (b"", "the file is empty; it is not a run record, or its run never began; remove it and start anew"),
    ],
)
def test_a_file_that_is_no_record_is_called_so_and_nobody_is_sent_to_resume_it(calbench, tmp_path, content, told):
    record = tmp_path / "a.calrun"
    record.write_bytes(content)
    for command in ("verify", "attach", "show"):
        said = calbench(command, record)
        assert said.code == 5
        assert told in said.err
        assert "resume" not in said.err


def test_a_record_that_says_what_no_run_writes_is_the_records_fault(calbench, finished, monkeypatch):
    def no_unit(*_):
        raise UnitUnknown(Bilingual("“dc-voltage”不是单位", "'dc-voltage' is no unit"))

    monkeypatch.setattr("bench_cli.commands.show.results", no_unit)
    said = calbench("show", finished)
    assert said.code == 5
    assert (
        "记录内容不能成立 what it says cannot be: 'dc-voltage' is no unit; check it with: calbench verify" in said.err
    )


def test_attach_to_a_finished_run_shows_it_and_returns_its_code(calbench, finished):
    said = calbench("attach", finished)
    assert said.code == 0
    assert "IN TOLERANCE" in said.out


def test_a_certificate_is_made_from_a_record_alone(calbench, finished, tmp_path, monkeypatch):
    monkeypatch.delenv("CALBENCH_DCC_SCHEMA", raising=False)
    said = calbench("certificate", finished, "--out", tmp_path / "c")
    assert said.code == 0, said.err
    assert sorted(p.name for p in (tmp_path / "c").iterdir()) == ["SIM-C-1.html", "SIM-C-1.xml"]
    assert "not schema-checked" in said.out


def test_a_certificate_may_be_one_rendering_with_a_number_of_its_own(calbench, finished, tmp_path):
    said = calbench("certificate", finished, "--html", "--number", "2026/7", "--out", tmp_path / "c")
    assert said.code == 0, said.err
    (page,) = (tmp_path / "c").iterdir()
    assert page.suffix == ".html"
    assert "2026/7" in page.read_text(encoding="utf-8")


def test_a_run_under_guarded_acceptance_verifies_and_its_certificate_says_so(calbench, bench_folder, tmp_path):
    bench_folder.change("procedure.yaml", "rule: jjf1094", "rule: guarded")
    bench_folder.change("order.yaml", "decision_rule: jjf1094", "decision_rule: guarded")
    run = calbench(
        "run", bench_folder.path("procedure.yaml"), "--bench", bench_folder.path("bench.yaml"),
        "--order", bench_folder.path("order.yaml"), "--virtual", "--out", tmp_path,
    )  # fmt: skip
    assert run.code == 0, run.err
    (record,) = tmp_path.glob("*.calrun")
    assert calbench("verify", record).code == 0
    assert calbench("certificate", record, "--html", "--out", tmp_path).code == 0
    assert "按带保护带的二元判定" in next(tmp_path.glob("*.html")).read_text("utf-8")


def test_an_unfinished_record_gives_no_certificate(calbench, finished, tmp_path):
    cut = tmp_path / "cut.calrun"
    cut.write_bytes(b"\n".join(finished.read_bytes().split(b"\n")[:-3]) + b"\n")
    said = calbench("certificate", cut, "--out", tmp_path)
    assert said.code == 5
    assert "cut.calrun" in said.err


def test_lint_finds_no_mistake_in_any_file_of_a_bench(calbench, bench_folder):
    said = calbench("lint", *sorted(bench_folder.folder.glob("*.yaml")))
    assert said.code == 0, said.err
    assert said.out.count("no mistakes") == 6


def test_lint_tells_all_files_and_all_mistakes_at_their_places(calbench, bench_folder):
    bench_folder.change("procedure.yaml", "peak_to_peak", "peak_to_peek")
    bench_folder.change("procedure.yaml", "kind: calibration", "kind: calibratio")
    bench_folder.change("order.yaml", "decision_rule: jjf1094", "decision_rule: jjf1095")
    said = calbench("lint", bench_folder.path("procedure.yaml"), bench_folder.path("order.yaml"))
    assert said.code == 2
    assert "procedure.yaml:5:" in said.err
    assert "did you mean 'peak_to_peak'" in said.err
    lines = said.err.splitlines()
    told = next(n for n, line in enumerate(lines) if "did you mean 'peak_to_peak'" in line)
    assert lines[told + 1] == "  未知的键“peak_to_peek”（是否想写“peak_to_peak”？）"
    assert "order.yaml:7:16: " in said.err


def test_lint_of_an_unknown_kind_names_the_known_ones(calbench, tmp_path):
    path = tmp_path / "x.yaml"
    path.write_text("calbench: recipe/1\nsalt: 1 g\n", encoding="utf-8")
    said = calbench("lint", path)
    assert said.code == 2
    assert "unknown kind 'recipe/1'" in said.err
    assert "procedure/1" in said.err


def test_lint_of_a_file_that_is_not_there_says_so_in_both_languages(calbench, tmp_path):
    said = calbench("lint", tmp_path / "none.yaml")
    told, under = said.err.splitlines()
    assert (said.code, "no such file" in told, under.startswith("  "), "没有此文件" in under) == (2, True, True, True)


def test_expand_tells_programs_why_it_refuses_in_both_languages(calbench, bench_folder):
    bench_folder.change("procedure.yaml", "kind: calibration", "kind: calibratio")
    said = calbench("expand", bench_folder.path("procedure.yaml"), "--bench", bench_folder.path("bench.yaml"), "--json")
    refused = json.loads(said.out)["refused"]
    assert (said.code, refused["en"] in said.err) == (2, True)
    assert "did you mean 'calibration'" in refused["en"]
    assert "是否想写“calibration”" in refused["zh"]


def test_expand_shows_every_point_with_its_adequacy(calbench, bench_folder):
    words = ("expand", bench_folder.path("procedure.yaml"), "--bench", bench_folder.path("bench.yaml"))
    assert "10 V/+90 %" in calbench(*words).out
    table = json.loads(calbench(*words, "--json").out)
    assert [row["ok"] for row in table["points"]] == [True] * 3
    assert table["points"][0]["nominal"] == "9 V"


def test_expand_refuses_a_bench_that_does_not_suffice(calbench, bench_folder):
    bench_folder.change("procedure.yaml", "uut.mpe / 3}", "uut.mpe / 30}")
    said = calbench("expand", bench_folder.path("procedure.yaml"), "--bench", bench_folder.path("bench.yaml"))
    assert said.code == 2
    assert "10 V/+90 %" in said.err


def test_a_virtual_run_takes_no_speed(calbench, bench_folder):
    bench = bench_folder.path("bench.yaml")
    said = calbench("run", bench_folder.path("procedure.yaml"), "--bench", bench, "--virtual", "--speed", "3")
    assert said.code == 2
    assert "--virtual has no speed" in said.err


def test_a_folder_that_cannot_be_made_is_told_in_words(calbench, bench_folder):
    bench_folder.path("file").write_text("x")
    said = calbench(
        "run", bench_folder.path("procedure.yaml"), "--bench", bench_folder.path("bench.yaml"), "--virtual",
        "--out", bench_folder.path("file") / "sub",
    )  # fmt: skip
    assert said.code == 2
    assert "cannot be made" in said.err


def test_a_certificate_of_another_record_is_never_overwritten(calbench, finished, tmp_path):
    assert calbench("certificate", finished, "--html", "--out", tmp_path).code == 0
    assert calbench("certificate", finished, "--html", "--out", tmp_path).code == 0  # the same bytes again
    page = next(tmp_path.glob("*.html"))
    page.write_text("another certificate", encoding="utf-8")
    said = calbench("certificate", finished, "--html", "--out", tmp_path)
    assert said.code == 2
    assert "is there already, with another content" in said.err
    assert page.read_text(encoding="utf-8") == "another certificate"


def test_a_name_that_cannot_be_shown_is_refused(calbench, bench_folder):
    bench = bench_folder.path("bench.yaml")
    said = calbench("run", bench_folder.path("procedure.yaml"), "--bench", bench, "--operator", "a\x1b[31m")
    assert said.code == 2
    assert "cannot be shown" in said.err


def test_a_procedure_of_the_library_is_named_without_its_folder(calbench, tmp_path):
    bench = files("bench_cli") / "demo" / "bench-good.yaml"
    assert calbench("lint", "jjf-1587-2016", "euramet-cg-15").out.count("procedure/1") == 2
    table = json.loads(calbench("expand", "jjf-1587-2016", "--bench", bench, "--json").out)
    assert table["procedure"] == "jjf-1587-2016"
    said = calbench("run", "jjf-1638-2017", "--bench", bench, "--out", tmp_path, "--virtual")
    assert said.err.startswith("role 'meter': no instrument of the bench plays it")


@pytest.mark.parametrize("command", [("lint",), ("expand", "--bench", "x.yaml"), ("run", "--bench", "x.yaml")])
def test_a_wrong_name_of_a_procedure_is_told_the_nearest_of_the_library(calbench, command, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    said = calbench(*command, "jjf-1587")
    assert said.code == 2
    assert "did you mean 'jjf-1587-2016'?" in said.err
