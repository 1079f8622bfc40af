"""A record forged with a key of the forger's own is refused as a record, whatever it says; fuzzing found each."""

from __future__ import annotations

import pytest

from bench_core.errors import BenchError, RecordError
from bench_core.records.folding import fold_record
from bench_core.records.record import read_content
from bench_core.records.verification import verify_record
from fuzz.forging import lines, sealed
from fuzz.targets import small_record


def body_of(entries, kind, nth=0):
    return [entry["body"] for entry in entries if entry["event"] == kind][nth]


def a_unit_that_is_none(entries):
    reference = [e["body"] for e in entries if e["event"] == "IndicationTaken" and e["body"]["purpose"] == "reference"]
    reference[0]["unit"] = "dc-voltage"


def a_take_from_a_role_that_is_not_in_the_plan(entries):
    item = entries[0]["body"]["plan"]["items"][0]
    next(step for step in item["method"] if "readings" in step)["source"] = "5e-324"


def a_point_without_its_nominal_value(entries):
    del entries[0]["body"]["plan"]["items"][0]["points"][0]["fields"]["nominal"]


def a_nominal_value_of_another_kind(entries):
    entries[0]["body"]["plan"]["items"][0]["points"][0]["fields"]["nominal"] = "1 °C"


def a_step_that_applies_to_no_role(entries):
    item = entries[0]["body"]["plan"]["items"][0]
    apply = next(step for step in item["method"] if "sources" in step)
    apply["sources"] = {"uut.mpe": next(iter(apply["sources"].values()))}


def a_plan_without_a_unit_under_test(entries):
    for role in entries[0]["body"]["plan"]["roles"].values():
        role["is_uut"] = False


def an_item_that_is_not_in_the_plan(entries):
    body_of(entries, "ItemStarted")["item"] = "dc-current"


FORGERIES = [
    a_unit_that_is_none,
    a_take_from_a_role_that_is_not_in_the_plan,
    a_point_without_its_nominal_value,
    a_nominal_value_of_another_kind,
    a_step_that_applies_to_no_role,
    a_plan_without_a_unit_under_test,
    an_item_that_is_not_in_the_plan,
]


def forged(forge):
    entries = lines(small_record())
    forge(entries)
    return sealed(entries)


def test_the_record_that_is_forged_verifies_and_so_does_its_copy_with_another_key(tmp_path):
    for content in (small_record(), sealed(lines(small_record()))):
        assert verify_record(read_content(tmp_path / "a.calrun", content)).state.verdict


@pytest.mark.parametrize("forge", FORGERIES, ids=lambda forge: forge.__name__)
def test_it_does_not_verify_and_the_line_is_named(forge, tmp_path):
    with pytest.raises(RecordError, match=r"a\.calrun:[0-9]+: \S") as caught:
        verify_record(read_content(tmp_path / "a.calrun", forged(forge)))
    assert caught.value.exit_code == 5


@pytest.mark.parametrize("forge", FORGERIES, ids=lambda forge: forge.__name__)
def test_showing_it_is_no_fault_of_the_program(calbench, forge, tmp_path):
    record = tmp_path / "a.calrun"
    record.write_bytes(forged(forge))
    for command in ("show", "attach"):
        said = calbench(command, record)
        assert "fault in calbench" not in said.err
        assert said.code in {0, 1, 5}


@pytest.mark.parametrize(
    "content",
    [b"", b"\n", b"{}", b"\x00" * 100_000, b'{"body":' + b"[" * 100_000, b'{"body":{"format":' + b"{" * 100_000,
     b"\xff" * 1000,
     b'{"body":{"format":"calbench.record/999"}}\n', b"\n" * 100_000, b"MZ" * 1000],
    ids=range(10),
)  # fmt: skip
def test_bytes_that_are_no_record_are_refused_in_words(content, tmp_path):
    with pytest.raises(RecordError, match=r"a\.calrun(:1)?: \S"):
        fold_record(read_content(tmp_path / "a.calrun", content))


def test_a_body_of_any_depth_is_refused(tmp_path):
    entries = lines(small_record())
    deep = "x"
    for _ in range(200):
        deep = [deep]
    body_of(entries, "PromptAnswered")["answer"] = deep
    with pytest.raises(BenchError, match=r"a\.calrun:[0-9]+: the body is not a PromptAnswered"):
        read_content(tmp_path / "a.calrun", sealed(entries))
