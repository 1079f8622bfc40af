"""`calbench validate`: a report for a validation file, as text, as JSON and as a page; 1 when a value disagrees."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import replace
from fractions import Fraction

import pytest

from bench_cli import validation_report as report
from bench_cli.commands import validate as command
from bench_cli.output import width
from bench_core.validation import report as engine
from bench_core.validation.evaluations.effort import Effort
from bench_core.validation.library import all_examples

SMALL = ("en-score", "gum-h1", "ilac-g8-table", "gbt8170-unit-intervals")
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def shifted(example):
    """Return an example whose document says something else of every first value."""
    cases = []
    for case in example.cases:
        first = case.expected[0]
        text = f"{first.text}0" if first.basis == "exact" else re.sub(r"^-?[0-9.]+", "123456", first.text, count=1)
        other = replace(first, text=text, tolerance=None if first.tolerance is None else Fraction(1, 10**6))
        cases.append(replace(case, expected=(other, *case.expected[1:])))
    return replace(example, cases=tuple(cases))


def test_the_report_names_value_tolerance_source_and_certainty(calbench):
    said = calbench("validate", "--only", *SMALL)
    assert said.code == 0
    assert re.search(r"^  U +93 nm  92\.48\d* nm +±1 nm  已发表 published +✓$", said.out, re.MULTILINE)
    assert re.search(r"^  En +-0\.894 +-0\.8944\d* +±0\.0005  构造 constructed +✓$", said.out, re.MULTILINE)
    assert "https://gtc.readthedocs.io/en/stable/API/GUM_H1.html" in said.out
    assert re.search(r"^calbench \S+, \S+ 3\.\d+\.\d+, numpy \d\S+, \S+", said.out, re.MULTILINE)
    assert re.search(r"^已发表 published: (\d+) / \1$", said.out, re.MULTILINE)
    assert "算例 examples: 4 / 4\n" in said.out
    assert "全部一致 all agree" in said.out


def test_every_example_that_its_document_contradicts_is_named_and_the_code_is_1(calbench, monkeypatch):
    wrong = tuple(shifted(example) for example in all_examples())
    monkeypatch.setattr(command, "chosen_examples", lambda _: wrong)
    monkeypatch.setattr(command, "QUICK", Effort("quick", 0.005))
    said = calbench("validate", "--json")
    assert said.code == 1
    found = json.loads(said.out)
    assert [one["id"] for one in found["examples"] if one["ok"]] == []
    assert found["ok"] is False


def test_a_disagreeing_example_is_told_in_the_text_too(calbench, monkeypatch):
    right = engine.EVALUATIONS["en_score"]
    twice = lambda given, effort: {**right(given, effort), "En": 1.5}  # noqa: E731
    monkeypatch.setitem(engine.EVALUATIONS, "en_score", twice)
    said = calbench("validate", "--only", "en-score", "jcgm106-zener")
    assert said.code == 1
    assert "✗ 不一致 NO" in said.out
    assert "算例 examples: 1 / 2\n" in said.out
    assert "不一致 disagree: en-score\n" in said.out


def test_a_choice_of_examples_says_that_it_is_no_whole_report(calbench, monkeypatch, tmp_path):
    shipped = len(all_examples())
    said = calbench("validate", "--only", "en-score", "--page", tmp_path / "page.html")
    assert f"仅为所选算例 a choice only: 1 / {shipped}" in said.out
    assert f"a choice only, of {shipped} examples that ship" in (tmp_path / "page.html").read_text("utf-8")
    monkeypatch.setattr(report, "all_examples", lambda: ["the only one"])
    said = calbench("validate", "--only", "en-score", "--page", tmp_path / "page.html")
    assert "a choice only" not in said.out + (tmp_path / "page.html").read_text("utf-8")


def test_json_tells_programs_what_the_text_tells_people(calbench):
    said = calbench("validate", "--json", "--only", "en-score")
    found = json.loads(said.out)
    assert (said.code, found["ok"]) == (0, True)
    assert set(found) == {"ok", "circumstances", "totals", "examples"}
    assert found["totals"]["constructed"] == {"values": 2, "agreeing": 2}
    (example,) = found["examples"]
    assert (example["id"], example["family"], example["name"]["zh"]) == ("en-score", "decisions", "En 值")
    first = example["values"][0]
    assert (first["expected"], first["tolerance"], first["tolerance_from"]) == ("-0.894", 0.0005, "printed")
    assert first["deviation"] == pytest.approx(-0.000427, abs=1e-6)
    assert set(found["circumstances"]) == {
        "calbench", "python", "numpy", "platform", "examples", "shipped", "utc", "seconds", "effort",
    }  # fmt: skip


def test_the_page_stands_alone_and_has_room_for_signatures(calbench, tmp_path):
    page = tmp_path / "new" / "validation.html"
    said = calbench("validate", "--only", *SMALL, "--page", page)
    assert said.code == 0
    assert f"报告页 page: {page}" in said.out
    text = page.read_text("utf-8")
    assert not re.search(r"<(?:script|link|img|iframe)|url\(|@import| src=| href=", text)
    assert "default-src 'none'" in text
    assert all(label in text for label in ("验证人", "Validated by", "批准人", "Approved by", "size: A4"))
    assert text.count('<section class="example">') == len(SMALL)
    assert 'class="wrong"' not in text
    assert "4 个算例全部一致" in text


def test_the_page_marks_what_disagrees_and_what_is_no_published_fact(calbench, monkeypatch, tmp_path):
    wrong = tuple(shifted(example) for example in all_examples() if example.id == "en-score")
    monkeypatch.setattr(command, "chosen_examples", lambda _: wrong)
    assert calbench("validate", "--page", tmp_path / "page.html").code == 1
    text = (tmp_path / "page.html").read_text("utf-8")
    assert "1 个算例不一致" in text
    assert text.count('<tr class="wrong">') == 1
    assert 'class="certainty unpublished">C</td>' in text


def test_texts_of_the_page_are_escaped(calbench, monkeypatch, tmp_path):
    (example,) = (one for one in all_examples() if one.id == "en-score")
    odd = replace(example, source=replace(example.source, document="<b>bold</b> & \u202ethe rest"))
    monkeypatch.setattr(command, "chosen_examples", lambda _: (odd,))
    calbench("validate", "--page", tmp_path / "page.html")
    text = (tmp_path / "page.html").read_text("utf-8")
    assert "&lt;b&gt;bold&lt;/b&gt; &amp; " in text
    assert "\u202e" not in text


def test_an_unknown_name_is_wrong_usage(calbench):
    said = calbench("validate", "--only", "budget")
    assert said.code == 2
    assert "no published example is called 'budget'; did you mean 'budgets'" in said.err


def test_a_page_that_cannot_be_written_is_wrong_usage(calbench, tmp_path):
    (tmp_path / "file").write_text("")
    said = calbench("validate", "--only", "en-score", "--page", tmp_path / "file" / "page.html")
    assert said.code == 2
    assert "cannot be written" in said.err


def test_rounding_needs_neither_numpy_nor_the_template_engine():
    program = (
        "import sys; from bench_cli.__main__ import main; code = main(['validate', '--only', 'rounding']);"
        "print({'numpy', 'jinja2', 'pint', 'scipy'} & set(sys.modules), code)"
    )
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, encoding="utf-8")
    assert said.stdout.splitlines()[-1] == "set() 0"


def test_names_may_be_given_in_several_options(calbench):
    said = calbench("validate", "--only", "en-score", "--json", "--only", "jcgm106-zener", "gum-h1")
    assert [one["id"] for one in json.loads(said.out)["examples"]] == ["gum-h1", "en-score", "jcgm106-zener"]


def test_the_report_fits_a_narrow_terminal(calbench, monkeypatch):
    monkeypatch.setattr(command, "longest_line", lambda: 80)
    monkeypatch.setattr(command, "QUICK", Effort("quick", 0.005))
    said = calbench("validate")
    assert [line for line in said.out.splitlines() if width(line) > 80 and "://" not in line] == []
    assert "  divisor (distribution = triangular)  未核对 unchecked\n" in said.out
    assert re.search(r"^ +2\.449489742783178  2\.44948974278317\d*  ±1e-12 rel\.  ✓$", said.out, re.MULTILINE)
