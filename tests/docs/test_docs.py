"""What the documents say is there: names, events, commands, links; and what they show works."""

from __future__ import annotations

import argparse
import importlib
import os
import re
import shutil
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest

from bench_cli.arguments import command_line
from bench_core.clock import VirtualClock
from bench_core.documents.answers import Answers
from bench_core.documents.commands import IndicatorCommands, IndicatorFunction, SourceCommands, SourceFunction
from bench_core.documents.instrument import TypeRecord
from bench_core.documents.laboratory import Laboratory
from bench_core.documents.model import parse
from bench_core.documents.order import Order
from bench_core.documents.standard import StandardCertificate
from bench_core.records.events import KINDS, AbortRequested
from bench_core.records.journal import Journal
from drivers.bench import BenchFile
from procedures.lint import lint
from procedures.model import Methods
from procedures.reading import parse_procedure
from sim_instruments.world_file import WorldFile

ROOT = Path(__file__).parents[2]
PAGES = sorted([*(ROOT / "docs").rglob("*.md"), *ROOT.glob("*.md")])
DECISIONS = sorted((ROOT / "docs" / "decisions").glob("*.md"))
RECORD = (ROOT / "docs" / "reference" / "record.md").read_text("utf-8")
GLOSSARY = (ROOT / "docs" / "glossary.md").read_text("utf-8")
TUTORIAL = (ROOT / "docs" / "tutorials" / "your-first-calibration.md").read_text("utf-8")
COMMANDS = (ROOT / "docs" / "reference" / "commands.md").read_text("utf-8")
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def rows(page: str) -> list[list[str]]:
    """Return the cells of every table row, heads and rules left out."""
    lines = page.replace("\\|", "/").splitlines()
    tables = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]
    return [cells for cells in tables if not set("".join(cells)) <= set("-: ")]


def ticked(cell: str) -> list[str]:
    """Return what stands in backticks."""
    return re.findall(r"`([^`]+)`", cell)


GLOSSARY_ROWS = [cells for cells in rows(GLOSSARY) if cells[0] != "word"]
IDENTIFIERS = [name for cells in GLOSSARY_ROWS for name in ticked(cells[3])]


@pytest.mark.parametrize("identifier", IDENTIFIERS)
def test_every_identifier_of_the_glossary_exists(identifier):
    parts = identifier.split(".")
    for end in range(len(parts) - 1, 0, -1):
        try:
            found = importlib.import_module(".".join(parts[:end]))
        except ModuleNotFoundError:
            continue
        for part in parts[end:]:
            known = part in getattr(found, "model_fields", {}) or part in getattr(found, "__annotations__", {})
            assert known or hasattr(found, part), identifier
            found = getattr(found, part, None)
        return
    pytest.fail(f"{identifier}: no such module")


def test_every_word_of_the_glossary_has_a_chinese_one_and_a_meaning_and_stands_once():
    words = [cells[0] for cells in GLOSSARY_ROWS]
    assert len(words) == len(set(words))
    assert [cells for cells in GLOSSARY_ROWS if len(cells) != 4 or not CHINESE.search(cells[1]) or not cells[2]] == []


def test_every_kind_of_event_is_documented_with_exactly_its_fields():
    tables = [cells for cells in rows(RECORD) if len(cells) == 3 and ticked(cells[2])]
    documented = {ticked(event)[0]: ticked(names) for event, _, names in tables}
    assert documented == {kind: [field.name for field in fields(event)] for kind, event in KINDS.items()}


def test_the_documented_program_checks_a_chain_without_calbench(tmp_path):
    record = tmp_path / "a.calrun"
    with Journal.create(record, VirtualClock()) as journal:
        for reason in ("first", "第二", 'thi\\rd "quoted"'):
            journal.append(AbortRequested(by="张三", reason=reason))
    (program,) = re.findall(r"```python\n(.*?)```", RECORD, re.DOTALL)
    command = [sys.executable, "-W", "error::SyntaxWarning", "-I", "-c", program, record]
    assert subprocess.run(command, check=False).returncode == 0
    record.write_text(record.read_text("utf-8").replace("第二", "第三"), "utf-8")
    assert b"line 2 is not" in subprocess.run(command, capture_output=True, check=False).stderr


def commands() -> dict[str, argparse.ArgumentParser]:
    """Return the parser of each command."""
    (choice,) = [action for action in command_line()._actions if isinstance(action, argparse._SubParsersAction)]
    return choice.choices


def test_every_command_is_documented_with_exactly_its_options():
    lines = [ticked(cells[0])[0] for cells in rows(COMMANDS) if cells[0].startswith("`calbench ")]
    documented = {line.split()[1]: set(re.findall(r"--[a-z-]+", line)) for line in lines}
    options = {name: set(parser._option_string_actions) for name, parser in commands().items()}
    assert documented == {name: flags - {"-h", "--help"} for name, flags in options.items()}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_inside_the_documents_leads_somewhere(page):
    text = page.read_text("utf-8")
    targets = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text)
    assert [target for target in targets if not (page.parent / target).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_no_page_is_an_orphan_or_an_empty_promise(page):
    text = page.read_text("utf-8")
    assert text.startswith("# ") or page.name == "README.md"
    assert not re.search(r"\b(TODO|TBD|FIXME|coming soon)\b", text)


def test_the_index_leads_to_every_page_of_the_documents():
    index = (ROOT / "docs" / "index.md").read_text("utf-8")
    pages = {page.relative_to(ROOT / "docs").as_posix() for page in (ROOT / "docs").rglob("*.md")}
    assert pages - {"index.md"} <= set(re.findall(r"\]\(([^)#:]+)\)", index))


def test_decisions_are_numbered_without_a_gap():
    assert [page.name[:4] for page in DECISIONS] == [f"{number:04}" for number in range(1, len(DECISIONS) + 1)]


@pytest.mark.parametrize("page", DECISIONS, ids=lambda page: page.name)
def test_every_decision_says_its_state_why_and_what_follows(page):
    text = page.read_text("utf-8")
    assert text.startswith(f"# {int(page.name[:4])}. ")
    assert re.search(r"^Status: (accepted|replaced by \d{4}), \d{4}-\d{2}-\d{2}$", text, re.MULTILINE)
    assert [head for head in ("## Context", "## Decision", "## Consequences") if head not in text] == []


@pytest.mark.skipif(os.name == "nt", reason="the tutorial's commands are those of a POSIX shell")
def test_the_tutorial_can_be_followed_word_by_word(tmp_path):
    for folder in ("procedures", "bench_cli"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    environment = os.environ | {"PATH": path, "CALBENCH_HOME": str(tmp_path)}
    blocks = re.findall(r"```sh\n(.*?)```", TUTORIAL, re.DOTALL)
    typed = [line for block in blocks for line in block.splitlines() if "calbench" in line or "calrun" in line]
    assert len(typed) >= 8
    for line in typed:
        expected = re.search(r"# exit code (\d)", line)
        done = subprocess.run(["/bin/sh", "-c", line], cwd=tmp_path, env=environment, capture_output=True, check=False)
        assert done.returncode == (int(expected[1]) if expected else 0), (line, done.stderr.decode())


@pytest.mark.parametrize(
    "name",
    ["index.md", "glossary.md", "reference/record.md", "reference/commands.md", "tutorials/your-first-calibration.md"],
)
def test_pages_that_users_read_begin_with_a_chinese_summary(name):
    assert "**中文摘要**" in (ROOT / "docs" / name).read_text("utf-8")[:400]


def test_the_changelog_names_what_affects_results():
    changelog = (ROOT / "CHANGELOG.md").read_text("utf-8")
    assert "### Affects results" in changelog


FILES = {
    "bench/1": BenchFile, "standard/1": StandardCertificate, "instrument/1": TypeRecord, "laboratory/1": Laboratory,
    "order/1": Order, "answers/1": Answers, "world/1": WorldFile, "methods/1": Methods,
}  # fmt: skip


@pytest.mark.parametrize("kind", FILES)
def test_the_example_of_each_kind_of_file_has_no_mistake(kind):
    text = (ROOT / "docs" / "reference" / "files.md").read_text(encoding="utf-8")
    examples = [block for block in re.findall(r"```yaml\n(.*?)```", text, re.DOTALL) if f"calbench: {kind}" in block]
    assert len(examples) == 1
    parse(f"{kind} example", examples[0].encode(), FILES[kind])


def test_the_example_of_a_procedure_has_no_mistake():
    text = (ROOT / "docs" / "reference" / "files.md").read_text(encoding="utf-8")
    (example,) = [block for block in re.findall(r"```yaml\n(.*?)```", text, re.DOTALL) if "procedure/1" in block]
    assert lint(parse_procedure("procedure example", example.encode())) == ()


def test_the_examples_of_described_instruments_have_no_mistake_and_every_key_is_explained():
    text = (ROOT / "docs" / "reference" / "files.md").read_text(encoding="utf-8")
    examples = [block for block in re.findall(r"```yaml\n(.*?)```", text, re.DOTALL) if block.startswith("commands:")]
    meter = (ROOT / "tests" / "drivers" / "generic" / "dmm.yaml").read_text(encoding="utf-8")
    for example in examples:
        described = meter[: meter.index("commands:")] + example
        assert parse("example", described.encode(), TypeRecord).model.commands is not None
    explained = {name for cells in rows(text) for name in ticked(cells[0])}
    models = (IndicatorCommands, SourceCommands, IndicatorFunction, SourceFunction)
    assert {name for model in models for name in model.model_fields} - {"functions"} <= explained
