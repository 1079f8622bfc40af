"""`calbench schema`: an editor takes every valid file, flags wrong keys and choices, and explains every key."""

from __future__ import annotations

import json
import re
from datetime import date
from itertools import count
from pathlib import Path

import pytest
from jsonschema import Draft7Validator
from ruamel.yaml import YAML

from bench_cli.kinds import KEY_TEXTS, KINDS
from bench_core.documents.model import DocumentModel, parse
from bench_core.documents.nodes import Mapping, Sequence
from bench_core.documents.reader import read_nodes
from bench_core.documents.schema import schema_of, schema_of_all, text_of
from bench_core.errors import DocumentInvalid
from drivers.registry import driver_names

ROOT = Path(__file__).parents[2]
FILES = sorted(
    path for room in ("procedures", "bench_cli", "drivers", "tests") for path in (ROOT / room).rglob("*.yaml")
)
EXAMPLES = re.findall(
    r"```yaml[^\n]*\n(calbench: .*?)```", (ROOT / "docs" / "reference" / "files.md").read_text("utf-8"), re.DOTALL
)
VALID = {path.relative_to(ROOT).as_posix(): path.read_text("utf-8") for path in FILES}
VALID |= {text.splitlines()[0]: text for text in EXAMPLES}
MODELS = {kind: row.model for kind, row in KINDS.items()}
SCHEMAS = {kind: schema_of(model, KEY_TEXTS) for kind, model in MODELS.items()}
ALL = Draft7Validator(schema_of_all(MODELS, KEY_TEXTS))
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def as_editors_read(text):
    """Return a file's values as an editor sees them: numbers and truth values are no texts, dates are."""

    def plain(value):
        if isinstance(value, dict):
            return {str(key): plain(one) for key, one in value.items()}
        if isinstance(value, list):
            return [plain(one) for one in value]
        return value.isoformat() if isinstance(value, date) else value

    return plain(YAML(typ="safe", pure=True).load(text))


def every_model(top=DocumentModel):
    """Return every model of every kind, but bases that are not for use."""
    found = {one: None for sub in top.__subclasses__() for one in (sub, *every_model(sub))}
    return [one for one in found if not one.__name__.startswith("_") and not one.__module__.startswith("test")]


@pytest.mark.parametrize("name", VALID)
def test_a_valid_file_is_taken(name):
    text = VALID[name]
    kind = text.partition("calbench: ")[2].split()[0]
    values = as_editors_read(text)
    assert [error.message for error in ALL.iter_errors(values)] == []
    assert Draft7Validator(SCHEMAS[kind]).is_valid(values)


def keys(node):
    if isinstance(node, Mapping):
        for key, value in node.entries:
            yield key
            yield from keys(value)
    elif isinstance(node, Sequence):
        for item in node.items:
            yield from keys(item)


def misspelt(value, number, numbers):
    """Return a value with the key of this number misspelt; keys are numbered as in `keys`."""
    if isinstance(value, dict):
        return {
            f"{key}x" if next(numbers) == number else key: misspelt(one, number, numbers) for key, one in value.items()
        }
    return [misspelt(one, number, numbers) for one in value] if isinstance(value, list) else value


@pytest.mark.parametrize("text", EXAMPLES, ids=lambda text: text.split()[1])
def test_every_misspelt_key_that_the_reader_refuses_is_flagged(text):
    kind, lines, values = text.split()[1], text.splitlines(), as_editors_read(text)
    for number, key in enumerate(keys(read_nodes("f", text.encode()))):
        if number == 0:  # `calbench`, which says what kind of file it is
            continue
        at, end = key.at.line - 1, key.at.column - 1 + len(key.text)
        changed = "\n".join([*lines[:at], f"{lines[at][:end]}x{lines[at][end:]}", *lines[at + 1 :]])
        try:
            parse("f", changed.encode(), MODELS[kind])
        except DocumentInvalid as refused:
            if any("unknown key" in mistake.message.en for mistake in refused.mistakes):
                wrong = misspelt(values, number, count())
                assert wrong != values
                assert not ALL.is_valid(wrong), key


@pytest.mark.parametrize(
    ("kind", "right", "wrong"),
    [("procedure/1", "kind: calibration", "kind: calibartion"),
     ("procedure/1", "use: as_class", "use: as_clas"),
     ("procedure/1", "entry: [wire, person]", "entry: [wire, persn]"),
     ("procedure/1", "uut.ranges(ac_voltage)", "uut.range(ac_voltage)"),
     ("procedure/1", "uut.has(ac_voltage)", "uut.has(ac_volts)"),
     ("procedure/1", "- not specified", "- unspecified"),
     ("procedure/1", "function: ac_voltage", "function: ac_volts"),
     ("procedure/1", "distribution: rectangular", "distribution: flat"),
     ("procedure/1", "type: A", "type: a"),
     ("procedure/1", "for: 5 s", "for: 5 sec"),
     ("procedure/1", "23 °C ± 5 °C", "23 °C +- 5 °C"),
     ("procedure/1", "uut.warm_up:", "uut.warmup:"),
     ("procedure/1", "digits: 2", "digits: 3"),
     ("procedure/1", "e: x - source.output", "e: x × source.output"),
     ("procedure/1", "calbench: procedure/1", "calbench: procedure/9"),
     ("bench/1", "driver: keysight.34401a", "driver: keysight.34401"),
     ("bench/1", "parity: even", "parity: evn"),
     ("instrument/1", "interval: 1 year", "interval: one year"),
     ("instrument/1", "verified: false", "verified: true"),
     ("instrument/1", "  ac_voltage:", "  ac_volts:"),
     ("world/1", "simulates: keysight.34401a", "simulates: keysight.3440a"),
     ("world/1", "after: 40 readings", "after: forty readings"),
     ("order/1", "country: CN", "country: China"),
     ("answers/1", "confirm: all", "confirm: yes")],
)  # fmt: skip
def test_a_wrong_choice_is_flagged(kind, right, wrong):
    text = next(one for one in EXAMPLES if one.startswith(f"calbench: {kind}") and right in one)
    assert not ALL.is_valid(as_editors_read(text.replace(right, wrong, 1)))


@pytest.mark.parametrize("model", every_model(), ids=lambda model: model.__name__)
def test_every_key_is_explained_in_both_languages(model):
    names = [info.alias or name for name, info in model.model_fields.items()] + (["calbench"] if model.KIND else [])
    told = {name: (text_of(model, name, KEY_TEXTS) or "").split("\n") for name in names}
    assert [name for name, lines in told.items() if len(lines) != 2 or not CHINESE.search(lines[0])] == []
    assert [name for name, lines in told.items() if CHINESE.search(lines[1]) or not lines[1].strip()] == []


def test_nothing_is_explained_that_no_file_can_say():
    known = {(model, info.alias or name) for model in KEY_TEXTS for name, info in model.model_fields.items()}
    known |= {(model, "calbench") for model in KEY_TEXTS if model.KIND}
    assert {(model, key) for model, texts in KEY_TEXTS.items() for key in texts} - known == set()


def test_the_first_line_is_required_and_says_the_kind():
    for kind, shape in SCHEMAS.items():
        assert shape["properties"]["calbench"]["const"] == kind
        assert "calbench" in shape["required"]


def test_an_item_that_is_like_another_may_leave_keys_out_and_no_other_may():
    definitions = SCHEMAS["procedure/1"]["definitions"]
    shape = Draft7Validator({**definitions["ItemForm"], "definitions": definitions})
    assert shape.is_valid({"id": "a", "like": "b"})
    assert not shape.is_valid({"id": "a"})


def test_drivers_that_are_installed_are_the_choices():
    entry = SCHEMAS["bench/1"]["definitions"]["BenchEntry"]
    assert entry["properties"]["driver"]["enum"] == sorted(driver_names())


def test_a_schema_is_printed_or_written_for_one_kind_or_for_all(calbench, tmp_path):
    one = calbench("schema", "order/1")
    assert (one.code, json.loads(one.out)["properties"]["calbench"]["const"]) == (0, "order/1")
    assert json.loads(calbench("schema").out) == ALL.schema
    said = calbench("schema", "--out", tmp_path / "s")
    assert said.out.splitlines() == [str(path) for path in map(Path, said.out.splitlines()) if path.exists()]
    assert {path.name for path in (tmp_path / "s").iterdir()} == {
        "calbench.schema.json", *(f"{kind.partition('/')[0]}.schema.json" for kind in KINDS)
    }  # fmt: skip
    assert calbench("schema", "order/1", "--out", tmp_path / "t").out == f"{tmp_path / 't' / 'order.schema.json'}\n"


def test_a_schema_of_no_kind_is_wrong_usage(calbench):
    said = calbench("schema", "ordr/1")
    assert said.code == 2
    assert "did you mean 'order/1'?" in said.err


def test_every_schema_is_a_schema():
    for shape in SCHEMAS.values():
        Draft7Validator.check_schema(shape)
    Draft7Validator.check_schema(ALL.schema)
