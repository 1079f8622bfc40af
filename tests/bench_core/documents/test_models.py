"""A document knows its kind, its digest, and the place of every value and mistake."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Annotated, Literal, Self

import pytest
from pydantic import Discriminator, Field, Tag, model_validator

from bench_core.bilingual import NOTHING, Bilingual
from bench_core.documents.fields import ExpressionField, Quantity, Refusal, TextField, refuse
from bench_core.documents.model import DocumentModel, kind_of, load, parse
from bench_core.documents.nodes import KEY
from bench_core.errors import DocumentInvalid, UsageError

if TYPE_CHECKING:
    from pathlib import Path


NO = Bilingual("不行", "no")


class Apply(DocumentModel):
    do: Literal["apply"]
    value: Quantity


class Take(DocumentModel):
    do: Literal["take"]
    from_: Annotated[TextField, Field(alias="from")]


class Wait(DocumentModel):
    wait: Quantity


class Go(DocumentModel):
    go: TextField


def _form(value: object) -> str:
    return next(iter(value)) if isinstance(value, dict) else "text"


class Thing(DocumentModel):
    KIND = "thing/1"
    MISSING = {  # noqa: RUF012
        "name": (Bilingual("物品缺少名称", "a thing without its name"), Bilingual("补上 name: …", "add name: …"))
    }
    UNKNOWN = {"label": Bilingual("改写为 name:", "write name:")}  # noqa: RUF012

    name: TextField
    model: dict[str, ExpressionField] = Field(default_factory=dict)
    forms: tuple[Annotated[Annotated[Wait, Tag("wait")] | Annotated[Go, Tag("go")], Discriminator(_form)], ...] = ()
    steps: tuple[Annotated[Apply | Take, Field(discriminator="do")], ...] = ()

    @model_validator(mode="after")
    def _no_twins(self) -> Self:
        if len(self.model) == 2:
            one, two = self.model
            first = Refusal(Bilingual("第一个孪生", "first twin"), at=("model", one, KEY))
            second = Refusal(Bilingual("第二个孪生", "second twin"), NOTHING, 2, ("model", two))
            raise refuse(first, second)
        return self


def mistakes(text: str) -> list[str]:
    with pytest.raises(DocumentInvalid) as caught:
        parse("f", text.encode(), Thing)
    return [str(mistake) for mistake in caught.value.mistakes]


def test_the_kind_stands_first_and_is_the_expected_one() -> None:
    assert kind_of("f", b"# a comment\ncalbench: procedure/1\nid: x\n") == "procedure/1"
    assert mistakes("calbench: bench/1\nname: x") == ["f:1:11: this file is bench/1, expected thing/1"]
    assert mistakes("calbench: thing/2") == [
        "f:1:11: this file is thing/2, expected thing/1 (another version of the program reads it)"
    ]
    assert mistakes("name: x\ncalbench: thing/1") == [
        "f:2:1: 'calbench' does not stand first (move this line to the top)"
    ]
    assert mistakes("name: x") == ["f:1:1: the file does not name its kind first (begin with `calbench: KIND/VERSION`)"]
    assert mistakes("calbench: [thing/1]") == ["f:1:11: the kind must be a text, such as procedure/1"]


def test_a_missing_key_is_told_at_the_key_that_should_hold_it() -> None:
    assert mistakes("calbench: thing/1\nsteps:\n  - {do: take}") == [
        "f:1:1: a thing without its name (add name: …)",
        "f:3:5: missing key 'from'",
    ]


def test_an_unknown_key_is_answered_with_the_keys_of_its_own_model() -> None:
    assert mistakes("calbench: thing/1\nname: x\nlabel: y\nsteps:\n  - {do: take, form: x, from: y}") == [
        "f:3:1: unknown key 'label' (write name:)",
        "f:5:16: unknown key 'form' (did you mean 'from'?)",
    ]


def test_a_wrong_choice_between_models_is_told_once() -> None:
    assert mistakes("calbench: thing/1\nname: x\nsteps: [{do: aply, value: 1 V}]") == [
        "f:3:14: expected apply or take, found 'aply' (did you mean 'apply'?)"
    ]
    assert mistakes("calbench: thing/1\nname: x\nsteps: [{value: 1 V}]") == ["f:3:9: missing key 'do'"]


def test_a_wrong_form_is_told_at_its_key() -> None:
    assert mistakes("calbench: thing/1\nname: x\nforms:\n  - {wiat: 1 s}\n  - go\n  - {wait: 1 sx}\n") == [
        "f:4:6: expected wait or go, found 'wiat' (did you mean 'wait'?)",
        "f:5:5: expected wait or go, found 'text'",
        "f:6:14: unknown unit 'sx'; did you mean 's'?",
    ]


def test_a_value_inside_a_chosen_model_is_told_at_its_own_column() -> None:
    assert mistakes("calbench: thing/1\nname: x\nsteps:\n  - do: apply\n    value: 10 Vx") == [
        "f:5:15: unknown unit 'Vx'; did you mean 'V'?"
    ]


def test_a_model_names_several_mistakes_each_at_its_place() -> None:
    assert mistakes("calbench: thing/1\nname: x\nmodel:\n  a: x + y\n  b: x * y") == [
        "f:4:3: first twin",
        "f:5:8: second twin",
    ]


def test_a_document_keeps_text_digest_and_places(tmp_path: Path) -> None:
    content = "\ufeffcalbench: thing/1\r\nname: 甲\r\nmodel:\r\n  e: 'it + 1'\r\n".encode()
    path = tmp_path / "thing.yaml"
    path.write_bytes(content)
    document = load(path, Thing)
    assert document.text.encode() == content
    assert document.digest == hashlib.sha256(content).hexdigest()
    assert parse(str(path), document.text.encode(), Thing) == document
    assert str(document.mistake(("model", "e"), NO, Bilingual("办法", "hint"), offset=5)) == f"{path}:4:12: no (hint)"
    assert str(document.mistake(("model", "e", KEY), NO)) == f"{path}:4:3: no"
    assert document.mistake(("model", "absent"), NO).line == 4
    assert document.mistake(("name",), NO).column == 7


@pytest.mark.parametrize("make", ["absent", "folder"])
def test_a_file_that_cannot_be_read_is_told_in_words(tmp_path: Path, make: str) -> None:
    path = tmp_path / make
    if make == "folder":
        path.mkdir()
    with pytest.raises(UsageError, match=r"no such file; check|is a folder; name"):
        load(path, Thing)


def test_a_name_that_no_system_takes_is_told_in_words(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        load(tmp_path / "a\0b", Thing)


def test_a_document_never_changes() -> None:
    document = parse("f", b"calbench: thing/1\nname: x", Thing)
    with pytest.raises(ValueError, match="frozen"):
        document.model.name = "y"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("name: x\nsteps: [{do: apply, vaule: 1 V}]", ["f:3:21: unknown key 'vaule' (did you mean 'value'?)"]),
        ("name: x\nsteps: [{do: apply, worth: 1 V}]", ["f:3:21: unknown key 'worth' (known here: do, value)"]),
        ("label: x", ["f:2:1: unknown key 'label' (write name:)"]),
        (
            "a: 1\nb: 2",
            [
                "f:1:1: a thing without its name (add name: …)",
                "f:2:1: unknown key 'a' (known here:",
                "f:3:1: unknown key",
            ],
        ),
    ],
)
def test_a_key_that_is_missing_because_another_stands_for_it_is_told_once(body: str, expected: list[str]) -> None:
    found = mistakes(f"calbench: thing/1\n{body}")
    assert len(found) == len(expected)
    assert all(one.startswith(words) for one, words in zip(sorted(found), sorted(expected), strict=True))
