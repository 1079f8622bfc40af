"""What an evaluated budget comes to, in both languages: u, k and its basis, U, the result, and what to mind."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from bench_cli.budget_tables import DISTRIBUTIONS, degrees, table
from bench_cli.numbers import aligned, grouped, percent, significant, with_unit
from bench_core.bilingual import Bilingual
from bench_core.metrology.coverage import CoverageRule, coverage_factor, expand
from bench_core.metrology.quantity import number_text
from bench_core.metrology.rounding import report

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bench_core.budgets.evaluation import Evaluation, Result
    from bench_core.budgets.quantities import InputQuantity
    from bench_core.budgets.simulation import SimulatedBudget
    from bench_core.metrology.monte_carlo import Simulated, SimulatedOutput
    from bench_core.metrology.propagation import OutputBudget
    from bench_core.metrology.rounding import Rounded

_SMALLEST, _LARGEST = -4, 7  # orders of ten of U outside which a result is written with a power of ten
_NO_VARIANCE: Final = 2  # degrees of freedom up to which Student's t has no finite variance (JCGM 101:2008 6.4.9.4)
_LEAST_KEPT: Final = 0.95  # of U after rounding (EA-4/02 6.3)
_FEW: Final = 10  # degrees of freedom below which k = 2 is far from its 95.45 % (decision 0011)


def totals(result: Result) -> Iterator[str]:
    """Yield what a result comes to, a line for each step."""
    budget, expanded, unit = result.budget, result.expanded, result.unit
    first = with_unit(significant(result.in_unit(budget.standard_uncertainty)), unit)
    if budget.second_order is not None:
        yield f"一阶合成标准不确定度 combined standard uncertainty, first order: {first}"
        second = with_unit(significant(result.standard_uncertainty), unit)
        yield f"含二阶项 with terms of the second order: u({result.name}) = {second}"
    else:
        yield f"合成标准不确定度 combined standard uncertainty: u({result.name}) = {first}"
    yield f"有效自由度 effective degrees of freedom: ν_eff = {degrees(budget.degrees_of_freedom)}"
    yield f"包含因子 coverage factor: k = {expanded.k:.3g}, {_basis(result)}"
    if not result.expanded_uncertainty:
        yield f"结果 result: {result.name} = {result.value}; U = 0"
        return
    yield f"结果 result: {reported(result)}"
    ends = [grouped(aligned(end, result.standard_uncertainty)) for end in result.interval]
    low, high = (with_unit(end, result.value.unit) for end in ends)
    yield f"包含区间 coverage interval: {low} .. {high}"


def reported(result: Result) -> str:
    """Return the result as it is reported: `Y = 50 000 838 nm ± 92 nm (k = 2.92, p = 99 %, ν_eff = 16)`."""
    rounded = report(result.value, result.expanded_uncertainty, result.digits)
    expanded, freedom = result.expanded, result.budget.degrees_of_freedom
    counted = "∞" if math.isinf(freedom) else str(math.floor(freedom + 1e-9))
    brackets = f"k = {expanded.k:.3g}, p = {percent(expanded.p)}, ν_eff = {counted}"
    return f"{result.name} = {_beside(rounded.value, rounded.expanded_uncertainty)} ({brackets})"


def _beside(value: Rounded, uncertainty: Rounded) -> str:
    """Return a value and its U; where U is very small or large, both times a power of ten."""
    order = math.floor(math.log10(float(uncertainty)))
    if _SMALLEST <= order < _LARGEST:
        texts = (with_unit(grouped(number_text(one.value, one.decimals)), one.unit) for one in (value, uncertainty))
        return " ± ".join(texts)
    power = math.floor(math.log10(max(abs(float(value)), float(uncertainty))))
    places = max(power - round(math.log10(float(uncertainty.interval))), 0)
    scaled = (f"{float(one.value / Fraction(10) ** power):.{places}f}" for one in (value, uncertainty))
    return with_unit(f"({' ± '.join(scaled)})e{power}", uncertainty.unit)


def _basis(result: Result) -> str:
    """Return in words where k is from."""
    expanded = result.expanded
    p = percent(expanded.p)
    if expanded.dominated_by:
        names, words = ", ".join(expanded.dominated_by), DISTRIBUTIONS[expanded.distribution]
        return f"{names} 占优势，{words.zh}分布 dominates: {words.en}, p = {p}"
    return {
        "fixed": f"规定值 as fixed; 按 t 分布对应 which by Student's t is p = {p}",
        "normal": f"正态分布 normal distribution, p = {p}",
        "student_t": f"按有效自由度查 t 分布 Student's t at ν_eff, p = {p}",
    }[expanded.distribution]


def remarked(evaluation: Evaluation) -> dict[Bilingual, list[str]]:
    """Return what a reader of the results should know before relying on them, with the results that it is about."""
    about: dict[Bilingual, list[str]] = {}
    for result in evaluation.results:
        for remark in _remarks(evaluation, result):
            about.setdefault(remark, []).append(result.name)
    return about


def remarks(evaluation: Evaluation) -> Iterator[str]:
    """Yield the lines of what is remarked."""
    for remark, names in remarked(evaluation).items():
        yield f"! {', '.join(names)}: {remark.zh}"
        yield f"  {', '.join(names)}: {remark.en}"


def _remarks(evaluation: Evaluation, result: Result) -> Iterator[Bilingual]:
    budget, expanded = result.budget, result.expanded
    if not budget.combined:
        yield _nothing(budget)
        return
    rounded = report(result.value, result.expanded_uncertainty, result.digits).expanded_uncertainty
    if float(rounded) < _LEAST_KEPT * result.expanded_uncertainty:
        whole = with_unit(significant(result.expanded_uncertainty), result.unit)
        yield Bilingual(
            f"修约使 U 由 {whole} 减小 5 % 以上；写 digits: 2",
            f"rounding lowers U from {whole} by more than 5 %; write digits: 2 (EA-4/02 6.3)",
        )
    k = f"k = {expanded.k:.3g}"
    if expanded.distribution == "fixed" and budget.degrees_of_freedom < _FEW:
        p = math.erf(expanded.k / math.sqrt(2.0))
        rule, other = f"coverage: {{p: {percent(p)}}}", coverage_factor(budget.degrees_of_freedom, p)
        yield Bilingual(
            f"有效自由度少，{k} 只覆盖 {percent(expanded.p)}；写 {rule} 则由 t 分布得 k = {other:.3g}",
            f"with so few degrees of freedom {k} covers only {percent(expanded.p)}; {rule} gives k = {other:.3g}",
        )
    if expanded.dominated_by:
        return
    found = expand(budget, evaluation.inputs, CoverageRule(p=expanded.p))
    if found.dominated_by:
        words, names = DISTRIBUTIONS[found.distribution], ", ".join(found.dominated_by)
        rule = f"coverage: {{p: {percent(expanded.p)}, from: dominating}}"
        yield Bilingual(
            f"{names} 占优势，结果近似{words.zh}分布而非正态；写 {rule} 则 k = {found.k:.3g}",
            f"{names} dominates: the result is nearly {words.en}, not normal; {rule} gives k = {found.k:.3g}",
        )


def _nothing(budget: OutputBudget) -> Bilingual:
    """Return why a result has no uncertainty of the first order."""
    if any(part.contribution for part in budget.contributions):
        return Bilingual("相关使各分量完全抵消", "the contributions cancel by their correlation")
    if any(part.sensitivity for part in budget.contributions):
        return Bilingual("各输入量的不确定度均为 0", "the input quantities that matter have no uncertainty")
    return Bilingual(
        "估计值处灵敏系数全为 0，一阶不确定度为 0；请用 --second-order 或 --monte-carlo",
        "every sensitivity is 0 at the estimates; use --second-order or --monte-carlo",
    )


def correlations(evaluation: Evaluation) -> Iterator[str]:
    """Yield the correlation coefficients of the input quantities."""
    for (one, other), r in evaluation.correlations.coefficients.items():
        yield f"r({one}, {other}) = {r:.4g}"


def between_results(evaluation: Evaluation) -> Iterator[str]:
    """Yield the matrix of correlation coefficients of the results, row by row."""
    names = [result.name for result in evaluation.results]
    rows = [("", *names, "")]
    for row, name in enumerate(names):
        rows.append((name, *(f"{evaluation.correlation(row, column):.3f}" for column in range(len(names))), ""))
    yield from table(rows)


def simulated(evaluation: Evaluation, found: SimulatedBudget) -> Iterator[str]:
    """Yield what the trials gave beside the law of propagation, and whether they bear it out."""
    trials = found.simulated
    made = f"{grouped(str(trials.trials))} 次试验 trials, 种子 seed {trials.seed}, p = {percent(trials.probability)}"
    yield f"蒙特卡洛法 Monte Carlo: {made}"
    yield trials.zh
    yield trials.en
    heavy = [one.name for one in evaluation.quantities if _has_no_variance(one)]
    if heavy:
        names = ", ".join(heavy)
        yield f"! {names}: ν ≤ 2 的 t 分布没有有限方差，试验所得 u 无意义，区间仍有效"
        yield f"  {names}: Student's t with ν ≤ 2 has no variance: the trials' u means nothing, their intervals hold"
    for place, result in enumerate(evaluation.results):
        yield ""
        yield from table(list(_compared(result, found.outputs[place], found.expanded[place])))
        validation = found.validations[place]
        yield validation.zh
        yield validation.en
        scatter = _scatter(trials, found.outputs[place])
        if trials.stable is None and scatter > validation.tolerance:
            apart = f"{scatter:.2g}"
            yield f"! {result.name}: 试验次数太少，区间端点自身可差 {apart}，不足以验证；请不给试验次数"
            yield f"  {result.name}: too few trials to judge by: the ends scatter by {apart}; leave trials out"


def _scatter(trials: Simulated, output: SimulatedOutput) -> float:
    """Return two standard deviations of an end of the interval with equal tails, as of a normal distribution."""
    z, outside = coverage_factor(math.inf, trials.probability), (1.0 - trials.probability) / 2.0
    density = math.exp(-z * z / 2.0) / math.sqrt(2.0 * math.pi)
    return 2.0 * output.standard_uncertainty * math.sqrt(outside * (1.0 - outside) / trials.trials) / density


def _has_no_variance(quantity: InputQuantity) -> bool:
    return quantity.distribution_name == "student_t" and quantity.degrees_of_freedom <= _NO_VARIANCE


def _compared(result: Result, output: SimulatedOutput, expanded: float) -> Iterator[tuple[str, ...]]:
    """Yield the rows of a table: what the law of propagation gives, and what the trials give."""
    u, value = output.standard_uncertainty, float(result.value)
    rows = (
        ("估计值 estimate", value, output.value),
        ("对称区间下限 symmetric interval, low", value - expanded, output.interval[0]),
        ("对称区间上限 symmetric interval, high", value + expanded, output.interval[1]),
        ("最短区间下限 shortest interval, low", None, output.shortest_interval[0]),
        ("最短区间上限 shortest interval, high", None, output.shortest_interval[1]),
    )
    unit = str(result.value.unit)
    yield result.name if unit == "1" else f"{result.name} / {unit}", "传播律 law", "试验 trials", ""
    yield "标准不确定度 u", significant(result.standard_uncertainty), significant(u), ""
    for words, law, drawn in rows:
        yield words, "" if law is None else aligned(law, u), aligned(drawn, u), ""
