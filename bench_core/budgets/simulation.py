"""Monte Carlo trials of a budget, and whether they bear out the law of propagation; loads numpy."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from bench_core.bilingual import Bilingual
from bench_core.budgets.evaluation import coverage_rule
from bench_core.budgets.located import located
from bench_core.errors import CorrelationInvalid, DocumentInvalid, TrialsNotFinite
from bench_core.metrology.coverage import CoverageRule, coverage_probability, expand
from bench_core.metrology.monte_carlo import (
    Adaptive,
    LawValidation,
    Simulated,
    SimulatedOutput,
    simulate,
    validate_law,
)

if TYPE_CHECKING:
    from bench_core.budgets.evaluation import Evaluation, Result
    from bench_core.documents.budget import Budget
    from bench_core.documents.model import Document

_SHARE: Final = 0.2
"""Of the numerical tolerance that the adaptive procedure reaches before the law is judged by it (JCGM 101:2008 8.2)."""


_FINEST: Final = 1e-13  # of a value; a float's last digit is 1e-16 of it


@dataclass(frozen=True, slots=True)
class Trials:
    """How a budget is simulated.

    Args:
        trials: how many, or None for as many as the digits need.
        digits: of u that are meaningful, 1 or 2.
        seed: of the random numbers.
        threads: that share the work; the results do not depend on them.
    """

    trials: int | None = None
    digits: int = 1
    seed: int = 1
    threads: int = 1


@dataclass(frozen=True, slots=True)
class SimulatedBudget:
    """A budget that was simulated.

    Args:
        simulated: all outputs of the model, in coherent SI units.
        outputs: one for each result, in its unit.
        expanded: U of the law of propagation for the probability of the trials, one for each result, in its unit.
        validations: of the law of propagation, one for each result, in its unit.
    """

    simulated: Simulated
    outputs: tuple[SimulatedOutput, ...]
    expanded: tuple[float, ...]
    validations: tuple[LawValidation, ...]


def simulate_budget(document: Document[Budget], evaluation: Evaluation, wanted: Trials) -> SimulatedBudget:
    """Simulate a budget, and compare the law of propagation with what comes out.

    The coverage probability is that of the budget; for a fixed k the one that k has in a normal distribution.

    Args:
        document: of the budget.
        evaluation: of it.
        wanted: how many trials.

    Raises:
        DocumentInvalid: the model has no finite value in some trial, the distributions of the inputs cannot have the
            correlations, or an uncertainty is too small beside its value for double precision.
        NumberInvalid: too few trials for the probability.

    Source: JCGM 101:2008 7 and 8; JCGM 102:2011 7; JJF 1059.2-2012 4.
    """
    _check_resolved(document, evaluation)
    rule = coverage_rule(document.model)
    probability = rule.p if rule.p is not None else coverage_probability(rule.k or 0.0, float("inf"))
    trials = wanted.trials or Adaptive(wanted.digits, share=_SHARE)
    try:
        simulated = simulate(
            evaluation.model.evaluate, evaluation.inputs, evaluation.correlations,
            trials=trials, probability=probability, seed=wanted.seed, threads=wanted.threads,
        )  # fmt: skip
    except TrialsNotFinite as failure:
        raise located(
            document,
            failure.told,
            Bilingual("或给输入量换一种分布", "or give the input another distribution"),
            failure.offset or 0,
        ) from None
    except CorrelationInvalid as impossible:
        hint = Bilingual(
            "给输入量换成能有此相关性的分布，或不做试验",
            "give the inputs distributions that can have it, or do without trials",
        )
        raise DocumentInvalid((document.mistake(("correlations",), impossible.told, hint),)) from None
    outputs = tuple(_in_unit(result, simulated[result.name]) for result in evaluation.results)
    at_probability = CoverageRule(p=probability, dominating=rule.dominating and rule.p is not None)
    expanded = tuple(_expanded(evaluation, result, at_probability) for result in evaluation.results)
    validations = tuple(
        validate_law(float(result.value), uncertainty, output, wanted.digits)
        for result, uncertainty, output in zip(evaluation.results, expanded, outputs, strict=True)
    )
    return SimulatedBudget(simulated, outputs, expanded, validations)


def _check_resolved(document: Document[Budget], evaluation: Evaluation) -> None:
    """Refuse inputs whose draws would differ by a few units of a float's last digit: their differences are noise."""
    for one in evaluation.inputs:
        if 0.0 < one.distribution.standard_uncertainty < _FINEST * abs(one.value):
            share = one.distribution.standard_uncertainty / abs(one.value)
            words = Bilingual(
                f"{one.name}：u 为其值的 {share:.2g}，双精度试验分辨不出",
                f"{one.name}: u is {share:.2g} of the value, which trials in double precision do not resolve",
            )
            hint = Bilingual(
                "改以相对标称值的偏差为输入量，标称值写在 where: 下",
                "let the input be the deviation from a nominal value, which stands under where:",
            )
            raise DocumentInvalid((document.mistake(("inputs", one.name), words, hint),))


def _expanded(evaluation: Evaluation, result: Result, rule: CoverageRule) -> float:
    """Return U of the law of propagation for a probability, in the unit of the result."""
    return result.in_unit(expand(result.budget, evaluation.inputs, rule).expanded_uncertainty)


def _in_unit(result: Result, output: SimulatedOutput) -> SimulatedOutput:
    """Return what was found for a result in its unit."""
    ends = [result.value_in_unit(end) for end in (*output.interval, *output.shortest_interval)]
    return replace(
        output,
        value=result.value_in_unit(output.value),
        standard_uncertainty=result.in_unit(output.standard_uncertainty),
        interval=(ends[0], ends[1]),
        shortest_interval=(ends[2], ends[3]),
        tolerance=None if output.tolerance is None else result.in_unit(output.tolerance),
    )
