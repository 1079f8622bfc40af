"""What lies in the workplace: names and heads of its files, and broken ones with their problem."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import date
from random import Random

import pytest

from bench_core.bilingual import NOTHING, Bilingual
from bench_core.records.blind import reads_blind
from bench_core.records.chain import canonical
from bench_core.records.codec import to_json
from bench_core.records.exclusive import hold
from bench_core.records.folding import fold_record
from bench_core.records.plan import Ask, PlannedItem
from bench_core.records.record import read_record
from bench_gui.workplace import finding, record_heads
from bench_gui.workplace.finding import find
from bench_gui.workplace.workplace import UNTITLED, RecordStatus, Uut
from tests.bench_gui.small_runs import cut_after, perform_small, rewritten


def test_a_folder_that_is_not_there_holds_only_the_procedures_that_ship(tmp_path):
    found = find(tmp_path / "nowhere")
    assert (found.orders, found.benches, found.records) == ((), (), ())
    assert {one.id for one in found.procedures} >= {"jjf-1587-2016", "euramet-cg-15"}
    assert all(one.shipped and not one.problem and "uut" in one.roles for one in found.procedures)


def test_orders_benches_and_procedures_are_found_by_their_first_line(place):
    place.write("notes.yaml", "# nothing of calbench\nshopping: [tea]\n")
    found = place.found()
    order, bench = found.orders[0], found.benches[0]
    assert (order.number, order.uut, order.client.en, order.problem) == (
        "O-1", Uut("Keysight", "34401A", "MY41001234"), "hospital", NOTHING,
    )  # fmt: skip
    assert (bench.name, bench.simulated, bench.roles["uut"], bench.problem) == ("small", True, "meter", NOTHING)
    assert bench.uut == Uut("Keysight", "34401A", "MY41001234")
    part = bench.parts[0]
    assert (part.name, part.serial, part.simulated) == ("calibrator", "1972905", True)
    own = next(one for one in found.procedures if one.id == "short")
    assert (own.title.zh, own.code, own.roles, own.shipped) == ("短规程", "SHORT-1", ("source", "uut"), False)


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("number: O-1  # urgent\n", "O-1"),
        ("number: O-1\r\n", "O-1"),
        ('number: "O 1" # urgent\r\n', "O 1"),
        ("number: 'O#1'\n", "O#1"),
        ("number: O#1 \n", "O#1"),
    ],
)
def test_a_run_is_known_to_be_for_its_order_however_the_number_is_written_in_its_file(place, measured, line, number):
    def ordered(events):
        texts = tuple(
            replace(one, text=one.text.replace("number: O-1\n", line)) if one.role == "order" else one
            for one in events[0].texts
        )
        return [replace(events[0], texts=texts)]

    rewritten(measured, place.folder / "one.calrun", ordered, sealed=False)
    place.bench.change("order.yaml", "number: O-1\n", line)
    found = place.found()
    assert (found.records[0].order, found.orders[0].number) == (number, number)


def test_an_order_has_a_due_day(place):
    place.bench.change("order.yaml", "decision_rule:", "received: 2026-11-20\ndue: 2026-11-27\ndecision_rule:")
    assert place.found().orders[0].due == date(2026, 11, 27)


def test_an_order_may_name_its_procedure(place):
    assert place.found().orders[0].procedure == ""
    place.bench.change("order.yaml", "decision_rule:", "procedure: jjf-1587-2016\ndecision_rule:")
    assert place.found().orders[0].procedure == "jjf-1587-2016"


def test_the_unit_under_test_of_a_bench_is_called_as_its_type_record_says(place):
    place.write("type.yaml", "calbench: instrument/1\nmaker: 某厂\nmodel: UT61E\n")
    place.bench.change("bench.yaml", "meter: {driver: keysight.34401a", "meter: {type: type.yaml, driver: generic.scpi")
    assert place.found().benches[0].uut == Uut("某厂", "UT61E", "MY41001234")


def test_a_broken_file_is_a_row_with_its_problem_and_place(place):
    place.bench.change("order.yaml", "number: O-1", "numbr: O-1")
    place.bench.change("bench.yaml", "roles:", "roles: [")
    place.write("own.yaml", "calbench: procedure/1\nid: own\n  title: x\n")
    found = place.found()
    assert "order.yaml:2:1" in found.orders[0].problem.en
    assert found.orders[0].uut is None
    assert "bench.yaml:8" in found.benches[0].problem.en
    assert "bench.yaml:8" in found.benches[0].problem.zh
    assert "own.yaml:3" in next(one for one in found.procedures if one.path.name == "own.yaml").problem.en


def test_a_record_is_known_by_its_first_lines_and_its_tail(place, measured):
    (place.folder / "one.calrun").write_bytes(measured.read_bytes())
    (found,) = place.found().records
    state = fold_record(read_record(measured))
    assert (found.run, found.operator, found.order, found.simulated) == (state.run, "zhang", "O-1", True)
    assert (found.procedure, found.title.zh, found.stage) == ("short", "短规程", "as_found")
    assert found.uut == Uut("HEWLETT-PACKARD", "34401A", "MY41001234")
    assert (found.status, found.safe, found.problem) == (RecordStatus.FINISHED, True, "")
    assert (found.last_point, found.last_item) == (list(state.results)[-1], UNTITLED)
    assert (found.started, found.last_utc) == (state.started_utc, state.last_utc)
    assert found.bench_path.endswith("bench.yaml")


def test_the_title_of_the_last_item_is_that_of_its_own_id(measured):
    (item,) = read_record(measured).lines[0].event.plan.items
    other = replace(item, id="resistance", title=Bilingual("电阻", "Resistance"))
    first = canonical({"items": [to_json(PlannedItem, one) for one in (item, other)]}).encode()
    for one in (item, other):
        assert record_heads._item_title(first, (one.id, "any point")) == one.title
    assert record_heads._item_title(first, ("frequency", "any point")) == UNTITLED
    assert record_heads._item_title(first, None) == UNTITLED


def test_an_end_with_an_output_that_may_be_on_is_known_at_a_glance(place, measured):
    for safe in (True, False):
        path = rewritten(measured, place.folder / f"{safe}.calrun", lambda events, safe=safe: [
            *events[:-1], replace(events[-1], safe=safe)])  # fmt: skip
        assert record_heads.record_head(path).safe is safe


def test_a_run_without_its_process_is_interrupted_and_one_that_is_held_is_under_way(place, measured):
    path = cut_after(measured, place.folder / "cut.calrun", "PointCompleted", 1)
    with path.open("ab") as file:
        file.write(b'{"body":{"half a li')
        file.flush()
        (found,) = place.found().records
        assert (found.status, found.last_point, found.safe) == (
            RecordStatus.INTERRUPTED, ("dc-voltage", "10 V/+90 %"), None,
        )  # fmt: skip
        assert hold(file.fileno())
        assert place.found().records[0].status is RecordStatus.UNDER_WAY


@pytest.mark.parametrize("way", ["a person reads", "a person is asked", "nobody is"])
def test_the_point_that_somebody_reads_blind_is_not_told(place, measured, way):
    def blind(events):
        plan = events[0].plan
        if way == "a person reads":
            plan = replace(plan, roles={**plan.roles, "uut": replace(plan.roles["uut"], by_person=True)})
        elif way == "a person is asked":
            ask = Ask("x", Bilingual("读数", "Reading"), "V")
            plan = replace(plan, items=(replace(plan.items[0], method=(*plan.items[0].method, ask)),))
        return [replace(events[0], plan=plan), *events[1:20]]

    path = rewritten(measured, place.folder / "cut.calrun", blind, sealed=False)
    state = fold_record(read_record(path))
    assert (record_heads.record_head(path).last_point is None) is reads_blind(state.plan) is (way != "nobody is")


def test_broken_records_are_rows_with_their_problem(place, measured):
    content = measured.read_bytes()
    place.write("a-empty.calrun", b"")
    place.write("b-text.calrun", b"hello\n")
    place.write("c-version.calrun", content.replace(b'"format":"calrun/1"', b'"format":"calrun/9"'))
    place.write("d-cut.calrun", b'{"body":{"format":"calrun/1"}}\n')
    (place.folder / "e-folder.calrun").mkdir()
    found = {one.path.name[0]: one for one in place.found().records}
    assert {one.status for one in found.values()} == {RecordStatus.BROKEN}
    assert "never began" in found["a"].problem
    assert "not a run record" in found["b"].problem
    assert "another format" in found["c"].problem
    assert "first line" in found["d"].problem
    assert "e" not in found


def test_texts_in_a_record_cannot_pass_for_its_keys(place):
    """A procedure's text that writes `,"procedure":"` is escaped in the record, and is not taken for the key."""
    text = place.bench.path("procedure.yaml").read_text()
    place.bench.path("procedure.yaml").write_text('# ,"procedure":"evil","stage":"as_left"\n' + text)
    found = record_heads.record_head(perform_small(place.bench))
    assert (found.procedure, found.stage) == ("short", "as_found")


def test_the_latest_record_comes_first_and_subfolders_are_searched_to_a_depth(place, measured):
    place.write("records/2026/one.calrun", measured.read_bytes())
    place.write("a/b/c/d/too-deep.calrun", measured.read_bytes())
    place.write(".hidden/two.calrun", measured.read_bytes())
    assert [one.path.name for one in place.found().records] == ["one.calrun"]


def test_what_did_not_change_is_not_read_again(place, measured, monkeypatch):
    path = place.write("one.calrun", measured.read_bytes())
    before, read = place.found(), []
    monkeypatch.setattr(finding, "record_head", lambda path: read.append(path) or record_heads.record_head(path))
    assert find(place.folder, before).records == before.records
    assert read == []
    os.utime(path, ns=(1, 1))
    find(place.folder, before)
    assert read == [path]


def test_a_pipe_and_a_record_that_vanishes_keep_nobody_waiting(place, measured):
    os.mkfifo(place.folder / "pipe.calrun")
    os.mkfifo(place.folder / "pipe.yaml")
    (place.folder / "gone.calrun").symlink_to("nowhere")
    place.write("one.calrun", measured.read_bytes())
    assert [one.path.name for one in place.found().records] == ["one.calrun"]


def test_no_bent_record_is_a_fault(place, measured):
    content, random = measured.read_bytes(), Random(6)
    first = content.index(b"\n")
    keys = [at for key in (b'"format"', b'"operator"', b'"procedure"', b'"texts"') if (at := content.find(key)) > 0]
    path = place.folder / "bent.calrun"
    for _ in range(300):
        bent = bytearray(content)
        for _ in range(random.randint(1, 4)):
            near = random.choice([*keys, first, len(content) - 400])
            at = max(0, min(len(bent) - 1, near + random.randint(-40, 300)))
            bent[at : at + random.randint(0, 3)] = random.choice(
                [b"", b"[]", b"{", b'"', b"null", b"\n", b"\xff", b"9"]
            )
        path.write_bytes(bytes(bent[: random.choice([len(bent), random.randint(0, len(bent))])]))
        found = record_heads.record_head(path)
        assert isinstance(found.uut.name, str)
        assert (found.status is RecordStatus.BROKEN) == bool(found.problem)
