"""The page of faults lists every kind that a twin knows, every number, and tests that exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bench_core.documents.model import parse
from sim_instruments.fault_kinds import KINDS
from sim_instruments.world_file import WorldFile

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "reference" / "faults.md").read_text("utf-8")
ROWS = [[cell.strip() for cell in line.strip("|").split("|")] for line in PAGE.splitlines() if line.startswith("|")]
NUMBERED = {cells[0]: cells for cells in ROWS if re.fullmatch(r"F[0-9]{2}", cells[0])}
WITHOUT_LINK = {"F12", "F13", "F14", "F15", "F16"}
TESTS = [
    name
    for folder in ("drivers/faults", "sequencer", "crash")
    for path in sorted((ROOT / "tests" / folder).glob("test_*.py"))
    for name in re.findall(r"^def (test_\w+)", path.read_text("utf-8"), re.MULTILINE)
]


def ticked(cell):
    return re.findall(r"`([^`]+)`", cell)


def test_the_page_says_of_every_kind_what_the_code_says():
    listed = {ticked(cells[0])[0]: cells[1:] for cells in ROWS if len(cells) == 4 and ticked(cells[0])}
    told = {
        name: [f"{kind.zh} {kind.en}", f"`{kind.parameter}`" if kind.parameter else "", str(kind.strikes)]
        for name, kind in KINDS.items()
    }
    assert listed == told


def test_every_number_has_its_row_once():
    assert list(NUMBERED) == [f"F{number:02}" for number in range(1, 31)]
    assert len([cells for cells in ROWS if cells[0] in NUMBERED]) == 30


@pytest.mark.parametrize("number", NUMBERED)
def test_the_tests_of_a_number_are_named_after_it_and_exist(number):
    named = ticked(NUMBERED[number][-1])
    begin = f"test_{number.lower()}_"
    if number in WITHOUT_LINK:
        assert named == []
        assert [name for name in TESTS if name.startswith(begin)] == []
    else:
        assert any(name.startswith(begin) for name in named)
    assert set(named) <= set(TESTS)


def test_the_other_tests_that_are_named_exist():
    named = {name for cells in ROWS for name in ticked(cells[-1]) if name.startswith("test_")}
    assert len(named) > 25
    assert named <= set(TESTS)


def test_every_kind_that_acts_on_a_wire_is_used_in_the_table():
    used = {name for cells in NUMBERED.values() for name in ticked(cells[2])}
    used |= {name for cells in ROWS if len(cells) == 4 for name in ticked(cells[1])}
    assert set(KINDS) - used == {"miswired", "reversed"}


def test_the_example_of_a_script_has_no_mistake():
    (example,) = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    assert len(parse("example", example.encode(), WorldFile).model.instruments["meter"].faults) == 4


def test_the_page_begins_with_a_chinese_summary():
    assert "**中文摘要**" in PAGE[:400]
