"""A validation report as one page that a laboratory prints, signs and files."""

from __future__ import annotations

from importlib.resources import files
from itertools import groupby
from typing import TYPE_CHECKING, Final

from bench_cli.validation_report import quantity_text, tolerance_text
from bench_core.bilingual import Bilingual
from bench_core.terminal import shown
from bench_core.validation.example import BASES, CERTAINTIES

if TYPE_CHECKING:
    from jinja2 import Environment

    from bench_cli.validation_report import Circumstances
    from bench_core.validation.report import Report, Result

_FAMILIES: Final = {
    "budgets": Bilingual("不确定度预算", "Uncertainty budgets"),
    "monte_carlo": Bilingual("蒙特卡洛法", "Monte Carlo method"),
    "statistics": Bilingual("A 类与 B 类评定", "Type A and type B evaluation"),
    "fits": Bilingual("曲线拟合", "Fitted curves"),
    "decisions": Bilingual("判定与比对", "Decisions and comparisons"),
    "rounding": Bilingual("数值修约", "Rounding"),
    "tables": Bilingual("物理量表", "Physical tables"),
    "regulations": Bilingual("规程与规范中的公式", "Formulas of regulations"),
}
_LETTERS: Final = {"published": "P", "common_knowledge": "K", "constructed": "C"}


def render(report: Report, facts: Circumstances) -> bytes:
    """Return the report as one self-contained HTML page, UTF-8, in Chinese and English.

    Args:
        report: of the validation.
        facts: by what, on what and when it was run.
    """
    by_family = groupby(report.results, key=lambda result: result.example.family)
    sections = [(_FAMILIES[family], list(group)) for family, group in by_family]
    page = _environment().get_template("validation.html").render(
        report=report, facts=facts, sections=sections, certainties=CERTAINTIES, letters=_LETTERS, bases=BASES,
        used=_bases(report.results), marks=dict(zip(BASES, "①②③④⑤⑥⑦⑧", strict=True)),
    )  # fmt: skip
    return page.encode()


def _bases(results: tuple[Result, ...]) -> list[str]:
    """Return the bases of tolerances that occur, in their order."""
    found = {one.expected.basis for result in results for one in result.comparisons}
    return [basis for basis in BASES if basis in found]


def _environment() -> Environment:
    from jinja2 import Environment, FunctionLoader, StrictUndefined  # noqa: PLC0415  slow, and only pages need it

    environment = Environment(
        loader=FunctionLoader(_template), autoescape=True, undefined=StrictUndefined, finalize=_finalize,
        trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True,
    )  # fmt: skip
    environment.filters.update(quantity=quantity_text, tolerance=tolerance_text)
    environment.filters.update(minus=lambda text: text.replace("-", "−"))
    return environment


def _template(name: str) -> str:
    return files("bench_cli").joinpath("templates", name).read_text("utf-8")


def _finalize(value: object) -> object:
    return shown(value) if type(value) is str else value
