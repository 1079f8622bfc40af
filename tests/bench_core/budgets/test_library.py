"""Budgets that ship are found by name, every one of them is without a mistake, and a wrong name is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench_core.budgets.evaluation import evaluate_budget
from bench_core.budgets.library import budget_names, budget_path
from bench_core.budgets.reading import read_budget
from bench_core.errors import UsageError


@pytest.mark.parametrize("name", budget_names())
def test_a_budget_that_ships_has_no_mistake_a_title_a_source_and_a_result(name):
    document = read_budget(budget_path(Path(name)))
    assert document.model.title is not None
    assert document.model.source
    assert evaluate_budget(document).results


def test_a_name_alone_is_one_that_ships_and_a_path_is_taken_as_it_is(tmp_path, monkeypatch):
    assert budget_path(Path("gum-h1")).name == "gum-h1.yaml"
    assert budget_path(tmp_path / "gum-h1") == tmp_path / "gum-h1"
    assert budget_path(Path("gum-h1.yaml")) == Path("gum-h1.yaml")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "own").touch()
    assert budget_path(Path("own")) == Path("own")


def test_a_name_that_nothing_has_is_answered_with_the_nearest():
    with pytest.raises(UsageError, match=r"gum-h1x: no such file, and no budget that ships; did you mean 'gum-h1'\?"):
        budget_path(Path("gum-h1x"))
    with pytest.raises(UsageError, match="no such file"):
        budget_path(Path("x" * 300))
