"""Whatever pydantic itself checks in our models is told in words of ours, in both languages (promise 33)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from pydantic_core import PydanticKnownError

from bench_cli.kinds import KINDS
from bench_core.documents.reader import read_nodes
from bench_core.documents.sentences import refusals
from bench_core.documents.yaml_values import Reading
from tests.told_in_both import lost

from .conftest import GOOD, mistakes_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bench_core.documents.model import DocumentModel

Schema = dict[str, Any]
Law = tuple[str, str]
"""A kind of schema, and its bound; none for its type."""
OURS = {"function-before", "function-plain"}
"""Validators of ours: what they let through is of the right type."""
WITHIN = {"function-after", "default", "nullable", "union", "definitions", "model-field", "model"} | OURS
"""What passes a value on to another schema; a union refuses with the words of its choices."""
OF_TYPE = {
    "model-fields": "model_type", "dict": "dict_type", "tuple": "tuple_type", "str": "string_type",
    "literal": "literal_error", "tagged-union": "union_tag_invalid",
}  # fmt: skip
OF_BOUND = {"ge": "greater_than_equal", "le": "less_than_equal", "min_length": "too_short"}
"""What pydantic raises for each law that our models have; a law that is not here needs words first."""
BOUNDS = {"ge", "le", "gt", "lt", "multiple_of", "min_length", "max_length", "pattern", "allow_inf_nan", "max_digits"}
CONTEXTS = {
    "literal_error": {"expected": "'ac' or 'dc'"}, "too_short": {"field_type": "Tuple", "actual_length": 0},
    "union_tag_invalid": {"discriminator": "'serves'", "tag": "x", "expected_tags": "'ac', 'dc'"},
}  # fmt: skip


def within(schema: Schema) -> Iterator[Schema]:
    """Give the schemas that a schema passes values on to."""
    yield from (schema[key] for key in ("schema", "keys_schema", "values_schema") if key in schema)
    yield from schema.get("items_schema", ()) if schema["type"] == "tuple" else ()
    yield from (schema.get("fields") or {}).values() if schema["type"] == "model-fields" else ()
    choices = schema.get("choices", ())
    for choice in choices.values() if isinstance(choices, dict) else choices:
        yield choice[0] if isinstance(choice, tuple) else choice


def laws_of(model: type[DocumentModel]) -> set[Law]:
    """Return every law of a model and of what it holds."""
    model.model_rebuild()
    open_: list[tuple[Schema, bool]] = [(model.__pydantic_core_schema__, False)]
    known: dict[str, Schema] = {}
    seen: set[tuple[str, bool]] = set()
    found: set[Law] = set()
    while open_:
        schema, typed = open_.pop()
        known |= {one["ref"]: one for one in schema.get("definitions", ())}
        if schema["type"] == "definition-ref":
            if (name := (schema["schema_ref"], typed)) not in seen:
                seen.add(name)
                open_.append((known[schema["schema_ref"]], typed))
            continue
        kind = schema["type"]
        found |= {(kind, bound) for bound in BOUNDS & set(schema)}
        found |= set() if typed or kind in WITHIN else {(kind, "")}
        if kind != "dataclass":  # a value that a validator of ours has made
            open_ += [(inner, kind in OURS or (typed and kind in WITHIN)) for inner in within(schema)]
    return found


FOUND = sorted(set().union(*(laws_of(kind.model) for kind in KINDS.values())))


def test_the_laws_of_the_models_are_found():
    assert {("int", "ge"), ("int", "le"), ("tuple", "min_length"), ("dict", "min_length"), ("literal", "")} < set(FOUND)


@pytest.mark.parametrize(("kind", "bound"), FOUND)
def test_a_law_that_pydantic_checks_is_told_in_words_of_ours(kind, bound):
    error = OF_BOUND[bound] if bound else OF_TYPE[kind]
    limit = {bound: 7} if bound else {}
    context = CONTEXTS.get(error, {}) | limit
    known = PydanticKnownError(error, context or None)
    detail = {"type": error, "loc": ("x",), "input": "0", "msg": known.message(), "ctx": context}
    (refusal,) = refusals(detail, read_nodes("f", b"x: 0\n"), Reading())
    told = [one for one in (refusal.message, refusal.hint) if one]
    assert told
    assert [flaw for one in told for flaw in lost(one)] == []


@pytest.mark.parametrize(
    ("bound", "en", "zh"),
    [("ge", "'0' is below 7 (write 7 or more)", "“0”小于 7（写 7 或更大的数）"),
     ("le", "'0' is above 7 (write 7 or less)", "“0”大于 7（写 7 或更小的数）")],
)  # fmt: skip
def test_a_bound_is_told_on_its_own_side(bound, en, zh):
    detail = {"type": OF_BOUND[bound], "loc": ("x",), "input": "0", "msg": "", "ctx": {bound: 7}}
    ((told, hint),) = ((one.message, one.hint) for one in refusals(detail, read_nodes("f", b"x: 0\n"), Reading()))
    assert (f"{told.en} ({hint.en})", f"{told.zh}（{hint.zh}）") == (en, zh)


def test_a_number_beyond_a_bound_is_told_with_the_bound():
    text = re.sub(r"^seed: .*", "seed: -1", GOOD["world/1"], flags=re.MULTILINE)
    (mistake,) = mistakes_of(text)
    assert mistake.told.en.endswith(": '-1' is below 0 (write 0 or more)")
    assert mistake.told.zh.endswith(": “-1”小于 0（写 0 或更大的数）")
