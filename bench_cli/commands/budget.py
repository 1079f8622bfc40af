"""`calbench budget`: evaluates an uncertainty budget, for people as tables, for programs as JSON."""

from __future__ import annotations

import json
from importlib import import_module
from typing import TYPE_CHECKING, Any

from bench_cli.budget_json import as_json
from bench_cli.budget_tables import tables
from bench_cli.budget_words import between_results, correlations, remarked, remarks, simulated, totals
from bench_cli.output import longest_line, say, say_text, width, wrapped
from bench_core.budgets.evaluation import evaluate_budget
from bench_core.budgets.library import budget_path
from bench_core.budgets.reading import read_budget

if TYPE_CHECKING:
    import argparse

    from bench_core.budgets.evaluation import Evaluation
    from bench_core.budgets.simulation import SimulatedBudget
    from bench_core.documents.budget import Budget
    from bench_core.documents.model import Document


def main(arguments: argparse.Namespace) -> int:
    """Evaluate the budget and print it; return 0."""
    document = read_budget(budget_path(arguments.file))
    evaluation = evaluate_budget(document, second_order=arguments.second_order)
    found = _simulated(arguments, document, evaluation)
    if arguments.json:
        said = [{"zh": one.zh, "en": one.en, "outputs": names} for one, names in remarked(evaluation).items()]
        everything = {"file": str(document.path), **as_json(evaluation, found), "remarks": said}
        say_text(json.dumps(everything, ensure_ascii=False, indent=2))
    else:
        _print(document.model, evaluation, found)
    return 0


def _simulated(
    arguments: argparse.Namespace, document: Document[Budget], evaluation: Evaluation
) -> SimulatedBudget | None:
    """Make the trials where the command line asks for any; what it does not say is in the file."""
    asked = {name: getattr(arguments, name) for name in ("trials", "digits", "seed", "threads")}
    given = {name: value for name, value in asked.items() if value is not None}
    if not arguments.monte_carlo and not given:
        return None
    simulation: Any = import_module("bench_core.budgets.simulation")  # numpy takes time that a table need not spend
    form = document.model.monte_carlo
    wanted = {} if form is None else {"trials": form.trials, "digits": form.digits, "seed": form.seed}
    if "digits" in given:
        wanted |= {"trials": None}
    found: SimulatedBudget = simulation.simulate_budget(document, evaluation, simulation.Trials(**wanted | given))
    return found


def _print(budget: Budget, evaluation: Evaluation, found: SimulatedBudget | None) -> None:
    longest = longest_line()
    if budget.title is not None:
        _explain(f"{budget.title.zh} {budget.title.en}", longest)
    if budget.source is not None:
        _explain(f"  出处 source: {budget.source}", longest)
    for name, expression in {**budget.where, **budget.explicit}.items():
        _explain(f"  {name} = {expression.text}", longest)
    for name, equation in budget.implicit.items():
        _explain(f"  {name}: {equation.zero.text} = 0", longest)
    say()
    for line in tables(evaluation, longest):
        say(line)
    _print_legend(evaluation, longest)
    _print_results(evaluation, longest)
    if found is not None:
        say()
        for line in simulated(evaluation, found):
            _explain(line, longest)


def _print_legend(evaluation: Evaluation, longest: int) -> None:
    """Print what the input quantities are called and where their values come from, where the file says so."""
    told = [one for one in evaluation.quantities if one.title is not None or one.source is not None]
    if told:
        say()
    for one in told:
        title = "" if one.title is None else f" {one.title.zh} {one.title.en}"
        source = "" if one.source is None else f" 出处 source: {one.source}"
        _explain(f"  {one.name}:{title}{source}", longest)


def _print_results(evaluation: Evaluation, longest: int) -> None:
    if evaluation.correlations:
        say()
        _explain(f"输入量的相关系数 correlation coefficients: {', '.join(correlations(evaluation))}", longest)
    for result in evaluation.results:
        say()
        for line in totals(result):
            _explain(line, longest)
    for remark in remarks(evaluation):
        _explain(remark, longest)
    if len(evaluation.results) > 1:
        say()
        say("结果间的相关系数 correlation coefficients of the results:")
        for line in between_results(evaluation):
            say(line)


def _explain(line: str, longest: int) -> None:
    """Print a line, in several where it is too long for one."""
    if width(line) <= longest:
        say(line)
        return
    for part in wrapped(line, longest):
        say(part)
