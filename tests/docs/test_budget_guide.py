"""The guide to budgets works word by word, and every form that the reference shows is taken as it is written."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bench_cli.__main__ import main
from bench_core.budgets.quantities import input_quantities
from bench_core.budgets.reading import parse_budget

DOCS = Path(__file__).parents[2] / "docs"
GUIDE = (DOCS / "how-to" / "evaluate-a-budget.md").read_text("utf-8")
REFERENCE = (DOCS / "reference" / "budgets.md").read_text("utf-8")
BLOCK = re.compile(r"^```(\w+)(?: title=\"([^\"]+)\")?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
FORMS = re.findall(r"^\| `(\{.*?\})` \|", REFERENCE, re.MULTILINE)


def test_the_guide_can_be_followed_word_by_word(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    said = ""
    for kind, title, text in BLOCK.findall(GUIDE):
        if kind == "yaml":
            Path(title).write_text(text, "utf-8")
        elif kind == "sh":
            for line in text.splitlines():
                command, _, expected = line.partition("  # exit code ")
                assert main(command.split()[1:]) == int(expected or 0), line
            said = "".join(capsys.readouterr())
        else:
            assert all(line in said.splitlines() for line in text.splitlines()), (text, said)


@pytest.mark.parametrize("form", FORMS)
def test_every_form_of_an_input_is_taken(form):
    text = f"calbench: budget/1\nmodel: x\ninputs:\n  x: {form}\n"
    (quantity,) = input_quantities(parse_budget("f", text.encode()).model)
    assert quantity.standard_uncertainty > 0


def test_the_reference_shows_every_form_of_a_correlation():
    (rows,) = re.findall(r"```yaml\n(correlations:.*?)```", REFERENCE, re.DOTALL)
    named = {"d1": "1", "d2": "1", "a": "1", "b": "1", "c": "1", "m1": "1 kg", "m2": "1 kg"}
    stated = [f"  {name}: {{value: {value}, u: 1e-4 {value[2:]}}}" for name, value in named.items()]
    matrix = [f"  {name}: {{value: 1 V}}" for name in ("p", "q")]
    observed = [f"  {name}: {{observations: [1, 2, 4]}}" for name in ("V", "I", "phi")]
    model = "a + b + c + d1 + d2 + (m1 + m2) / 1 kg + (p + q) / 1 V + V + I + phi"
    text = "\n".join([f"calbench: budget/1\nmodel: {model}\ninputs:", *stated, *matrix, *observed, rows])
    assert len(parse_budget("f", text.encode()).model.correlations) == 5
