"""The page of a procedure: complete, in both languages, and true to what the file says."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest

from procedures.documentation.markdown import table
from procedures.documentation.page import page
from procedures.documentation.steps import in_words
from procedures.expansion import expand
from procedures.library import library_names, library_path
from procedures.lint import checked, read_procedure
from procedures.reading import parse_procedure
from procedures.uncertainty import Distribution

PAGES = Path(__file__).parents[2] / "docs" / "procedures"
CHINESE = re.compile(r"[\u4e00-\u9fff]")


@pytest.mark.parametrize("name", library_names())
def test_the_page_of_a_shipped_procedure_is_up_to_date(name):
    """When it is not: calbench document NAME --out docs/procedures/NAME.md."""
    assert (PAGES / f"{name}.md").read_text("utf-8") == page(read_procedure(library_path(name)))


def test_there_is_no_page_of_a_procedure_that_does_not_ship():
    assert {path.stem for path in PAGES.iterdir()} == set(library_names())


def test_a_page_names_basis_roles_conditions_and_digits(read):
    text = page(read())
    assert "# 电压表校准 Calibration of voltmeters" in text
    assert "| 依据 basis | TEST 1 |" in text
    assert (
        "| `source` | 标准器 standard | 按级：只用技术指标 by class: its specification alone | ≤ `uut.mpe / 3` |"
        in text
    )
    assert "| `uut` | 被检器具 unit under test | 程控 by wire, 人工 by a person | – | 直流电压 DC voltage |" in text
    assert "| 环境温度 ambient temperature | `ambient.temperature` | 20 °C ± 1 °C |" in text
    assert "| 包含因子 coverage factor | k = 2 |" in text


@pytest.mark.parametrize(
    ("name", "base"), [("jjf-1587-2016", "示值 the indication"), ("jjf-1638-2017", "设定值 the setting")]
)
def test_what_a_share_of_reading_is_taken_of_is_named_as_the_unit_under_test_has_it(name, base):
    assert f"| 误差限中“读数”的基 base of “of reading” | {base} |" in page(read_procedure(library_path(name)))


def test_a_page_says_how_an_item_is_measured(read):
    text = page(read())
    assert "| 基本量程 the basic range | 10 %, 90 %, -90 %（量程的百分比 of the range） | – | – |" in text
    for row in (
        "| 每个读数 per reading | `e = x - source.output` |",
        "| `repeatability` | 重复性 repeatability | `e` | A 类 type A |",
        "| `resolution` | 位 digit | `x` | 半宽度 half width `uut.resolution / 2`, 均匀分布 rectangular |",
        "| `standard` | 标准器 standard | `source.output` | `source` 的技术指标或证书 its specification",
        "| 示值误差 error | `error` | `± uut.mpe` | jjf1094 | – | **未核对 not checked** |",
    ):
        assert row in text
    assert "only the larger counts: `repeatability`, `resolution`" in text


@pytest.mark.parametrize("distribution", get_args(Distribution))
def test_every_distribution_is_told_in_both_languages(read, distribution):
    text = page(read(("distribution: rectangular", f"distribution: {distribution}")))
    assert re.search(rf"`uut\.resolution / 2`, [\u4e00-\u9fff]+分布 {distribution.replace('_', '-')} ", text)


def test_a_page_says_what_nobody_checked_and_who_checked_the_rest(read):
    text = page(read())
    assert "项目 items: 0 / 1; 要求 requirements: 0 / 1." in text
    assert "certificates are drafts" in text
    by = 'verified: {by: 张三, on: 2026-11-01, edition: "2016", page: "5"}'
    text = page(read(("verified: false", by), ("verified: false}", f"{by}}}")))
    assert text.count("张三, 2026-11-01, 2016, 5") == 3
    assert "Everything was checked." in text


def words(changes, base):
    for old, new in changes:
        assert old in base
        base = base.replace(old, new, 1)
    (item,) = checked(parse_procedure("p.yaml", base.encode())).model.items
    return list(in_words(item.method))


def test_every_step_is_told_in_both_languages(base):
    more = (
        "- confirm: {zh: 合上盖板, en: close the lid}\n"
        "      - connect: {source: NORMAL}\n"
        "      - ask: {name: t, text: {zh: 温度, en: temperature}, unit: °C}\n"
        "      - take: {name: x, from: uut, readings: {wire: 10, person: 2}}"
    )
    changes = (("- take: {name: x, from: uut, readings: 10}", more), ("mean(e)", "mean(e) + 0 V/K * (mean(t) - 20 °C)"))
    told = words(changes, base)
    assert [one.zh for one in told] == [
        "`uut` 选择直流电压，量程为该点的量程；`source` 输出直流电压：标称值",
        "等待 `uut` 的示值稳定：3 s 内峰峰值不超过 `uut.mpe / 10`，最多等待 60 s",
        "合上盖板",
        "由人接线：source: NORMAL",
        "由人读数（不显示参考值），单位 °C，记为 `t`：温度",
        "读取 `uut` 10 次（人工读数 2 次），记为 `x`",
    ]
    assert [one.en for one in told] == [
        "`uut` is set to DC voltage on the point's range; `source` puts out DC voltage: the nominal value",
        "wait until the indications of `uut` stay within `uut.mpe / 10` peak to peak for 3 s, for 60 s at most",
        "close the lid",
        "a person connects leads: source: NORMAL",
        "a person reads, blind, in °C, as `t`: temperature",
        "take 10 readings of `uut` (2 where a person reads) as `x`",
    ]


def test_steps_of_the_library_never_lack_a_language_and_say_what_is_done_once():
    items = [item for name in library_names() for item in read_procedure(library_path(name)).model.items]
    told = [one for item in items for one in in_words(item.method)]
    assert all(CHINESE.search(one.zh) and one.en and not CHINESE.search(one.en) for one in told)
    assert any(one.en.startswith("once, before the first point of each range: `uut` is set to") for one in told)
    assert any("能测标称值的最小量程" in one.zh for one in told)


def test_with_a_bench_every_point_has_adequacy_expected_uncertainty_and_time(read, bind, today):
    plan = expand(read(), bind(), today)
    text = page(read(), plan, today)
    assert text.startswith(page(read()).rstrip())
    assert "`source`: calibrator, `uut`: meter" in text
    assert "| 10 V/+90 % | 9 V | `source` | 33 V | 365 µV |" in text
    assert len(re.findall(r"^\| \d+ m?V/[+-]", text, re.MULTILINE)) == len(plan.items[0].points)


def test_what_is_left_out_on_a_bench_is_told_with_its_reason(read, bind, today):
    row = ("at: [90 %], of: range}", "at: [90 %], of: range, except: [{when: point.nominal < 1 V}]}")
    plan = expand(read(row), bind(), today)
    assert "- 不测 left out: 100 mV/+90 %" in page(read(row), plan, today)


def test_a_bar_in_a_text_stays_inside_its_cell():
    assert list(table(("a",), [("x|y\nz",)]))[2] == "| x\\|y z |"
