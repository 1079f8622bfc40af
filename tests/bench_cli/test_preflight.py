"""`calbench preflight` says before a run what stands against it, and how to mend it."""

import json

import pytest


@pytest.fixture
def looked(calbench, bench_folder):
    def look(*more: object):
        return calbench(
            "preflight", bench_folder.path("procedure.yaml"), "--bench", bench_folder.path("bench.yaml"),
            "--order", bench_folder.path("order.yaml"), "--out", bench_folder.folder / "out", *more,
        )  # fmt: skip

    return look


def test_each_check_is_a_line_with_a_mark_and_what_is_amber_says_how_to_mend_it(looked):
    said = looked()
    lines = said.out.splitlines()
    assert (said.code, said.err) == (0, "")
    assert "✓ meter: HEWLETT-PACKARD 34401A MY41001234 10-5-2" in lines
    amber = lines.index(
        "! 仿真 simulation: 仿真仪器：记录只能作草稿 simulated instruments: the record can only be a draft"
    )
    assert lines[amber + 1] == "→ 选择真实仪器的校准台 choose a bench of real instruments"
    assert lines[-1] == "! 可以开始，标有 ! 的须知悉 the run may begin; know what is marked with !"


def test_mistakes_stand_each_on_its_line_and_the_code_is_4(looked, bench_folder):
    bench_folder.change("procedure.yaml", "id: short", "idd: short")
    said = looked()
    assert said.code == 4
    lines = said.out.splitlines()
    assert lines[0] == "✗ 文件 files: 1 处错误： mistakes: 1"
    assert "procedure.yaml:2:1: unknown" in " ".join(said.out.split())  # a long path takes a line of its own
    assert "  未知的键“idd”（是否想写“id”？）" in lines
    assert lines[-1] == "✗ 不能开始 the run must not begin"
    assert any(line.startswith("? 计划 plan") for line in lines)


def test_for_programs_each_line_is_an_object(looked, bench_folder):
    first, *findings, last = [json.loads(line) for line in looked("--json").out.splitlines()]
    assert {one["name"] for one in first["checks"]} == {one["check"] for one in findings}
    assert last == {"done": True, "worst": "amber"}
    bench_folder.change("order.yaml", "decision_rule: jjf1094", "decision_rule: simple")
    said = looked("--json")
    assert (said.code, json.loads(said.out.splitlines()[-1])["worst"]) == (4, "red")


def test_for_programs_a_mistake_is_in_both_languages_and_told_once(looked, bench_folder):
    bench_folder.change("procedure.yaml", "id: short", "idd: short")
    _, files, *_ = [json.loads(line) for line in looked("--json").out.splitlines()]
    (mistake,) = files["mistakes"]
    assert mistake["message"] == {"zh": "未知的键“idd”", "en": "unknown key 'idd'"}
    assert mistake["hint"] == {"zh": "是否想写“id”？", "en": "did you mean 'id'?"}
    assert files["told"] == {"zh": "1 处错误：", "en": "mistakes: 1"}


def test_a_run_that_begins_with_a_concern_accepted_shows_it(calbench, bench_folder):
    from bench_core.bilingual import Bilingual  # noqa: PLC0415  for this test alone
    from sequencer.control import Control  # noqa: PLC0415
    from sequencer.request import Accepted, RunRequest  # noqa: PLC0415
    from sequencer.runner import perform  # noqa: PLC0415

    request = RunRequest(
        record=bench_folder.path("a.calrun"),
        procedure=bench_folder.path("procedure.yaml"),
        bench=bench_folder.path("bench.yaml"),
        operator="li",
        clock="virtual",
        accepted=(Accepted("simulated", Bilingual("仿真仪器", "simulated instruments"), "训练"),),
    )
    assert perform(request, Control()) == 0
    said = calbench("show", request.record)
    assert "! 已知悉并接受 accepted: 仿真仪器 simulated instruments (训练; li)" in said.out
    (done,) = json.loads(calbench("show", request.record, "--json").out)["interventions"]
    assert (done["event"], done["name"], done["reason"]) == ("ConcernAccepted", "simulated", "训练")


def test_verify_for_programs_gives_an_object_for_each_file(calbench, finished, tmp_path):
    broken = tmp_path / "broken.calrun"
    broken.write_bytes(finished.read_bytes().replace(b"10 V", b"11 V", 1))
    (tmp_path / "other.calrun").write_text("x\n")
    said = calbench("verify", "--json", finished, broken, tmp_path / "other.calrun")
    whole, wrong, none = (json.loads(line) for line in said.out.splitlines())
    assert (said.code, said.err) == (5, "")
    assert (whole["file"], whole["verifies"], whole["keys"], whole["failure"]) == (str(finished), True, False, None)
    assert any("the chain of digests holds" in one["en"] for one in whole["proved"])
    assert all(one.keys() == {"zh", "en"} for one in [*whole["proved"], *whole["unproved"]])
    assert (wrong["verifies"], wrong["failure"]["line"], wrong["proved"]) == (False, 1, [])
    assert "验证不通过" in wrong["failure"]["told"]["zh"]
    assert none["failure"]["told"]["en"]
    assert calbench("verify", "--json", finished).code == 0
