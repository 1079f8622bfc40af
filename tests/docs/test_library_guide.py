"""The guide to other libraries' drivers: its files have no mistake, an editor takes them, and every key is explained.

Its commands are run by `tests/third_party/test_adapters.py`, with the libraries.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from jsonschema import Draft7Validator
from ruamel.yaml import YAML

from bench_cli.kinds import KEY_TEXTS
from bench_core.documents import python_forms, python_mapping, python_opening
from bench_core.documents.instrument import TypeRecord
from bench_core.documents.model import DocumentModel, parse
from bench_core.documents.python_opening import LIBRARIES
from bench_core.documents.schema import schema_of
from drivers.bench_file import BenchFile
from sim_instruments.world_file import WorldFile

DOCS = Path(__file__).parents[2] / "docs"
GUIDE = (DOCS / "how-to" / "use-another-librarys-driver.md").read_text("utf-8")
FILES = (DOCS / "reference" / "files.md").read_text("utf-8")
BLOCKS = dict(re.findall(r"^```yaml title=\"([^\"]+)\"\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL))
WHOLE = BLOCKS["guide/pymeasure.yaml"]
HEAD = WHOLE[: WHOLE.index("python:")]
VOLTS = HEAD[: HEAD.index("  resistance:")]
MAPPINGS = {title.split()[0]: text for title, text in BLOCKS.items() if text.startswith("python:")}
EXAMPLES = [text for text in re.findall(r"```yaml\n(.*?)```", FILES, re.DOTALL) if text.startswith("python:")]
EDITOR = Draft7Validator(schema_of(TypeRecord, KEY_TEXTS))


def type_records():
    """Return each type record of guide and reference, whole."""
    records = {"guide/pymeasure.yaml": WHOLE}
    for title, mapping in [*MAPPINGS.items(), *((f"example {n}", text) for n, text in enumerate(EXAMPLES))]:
        head = HEAD if "    resistance:" in mapping else VOLTS
        records[title] = head + mapping
    return records


@pytest.mark.parametrize("title", type_records())
def test_each_mapping_has_no_mistake_and_an_editor_takes_it(title):
    text = type_records()[title]
    assert parse(title, text.encode(), TypeRecord).model.python is not None
    values = YAML(typ="safe", pure=True).load(text)
    assert [error.message for error in EDITOR.iter_errors(values)] == []


def test_the_other_files_of_the_guide_have_no_mistake():
    parse("bench", BLOCKS["guide/adapted.yaml"].encode(), BenchFile)
    parse("world", BLOCKS["guide/adapted-world.yaml"].encode(), WorldFile)


def test_the_guide_shows_every_library_and_a_source():
    shown = {re.search(r"library: (\w+)", text)[1] for text in [WHOLE, *MAPPINGS.values()]}
    assert shown == set(LIBRARIES)
    assert "serves: source" in MAPPINGS["guide/source.yaml"]


def test_the_guide_begins_with_a_chinese_summary():
    assert "**中文摘要**" in GUIDE[:200]


def test_every_key_of_a_mapping_is_explained_in_the_reference():
    section = FILES[FILES.index("### An instrument of another library") :].partition("\n## ")[0]
    explained = set(re.findall(r"`(\w+)`", "\n".join(re.findall(r"^\| `.*$", section, re.MULTILINE))))
    modules = (python_forms, python_mapping, python_opening)
    models = {one for module in modules for one in vars(module).values() if isinstance(one, type)}
    own = [
        one
        for one in models
        if issubclass(one, DocumentModel) and one.__module__.rpartition(".")[2].startswith("python")
    ]
    assert {info.alias or name for model in own for name, info in model.model_fields.items()} <= explained
