"""The table of a run for people: every item under its title, with frequencies, sources and points left out."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bench_cli.output import width
from bench_cli.run_table import conclusion, heads, identified, results, row
from bench_core.bilingual import Bilingual
from bench_core.metrology.decision import Verdict
from bench_core.records.events import InstrumentIdentified
from bench_core.records.folding import fold_record
from bench_core.records.plan import LeftOut
from bench_core.records.record import read_record
from bench_core.records.run_states import RunStatus


@pytest.fixture
def state(finished):
    return fold_record(read_record(finished))


def with_plan(state, **changes):
    return replace(state, started=replace(state.started, plan=replace(state.plan, **changes)))


def test_every_row_is_under_its_head_however_long_the_names_of_points_are(state):
    item = state.plan.items[0]
    long = replace(item.points[0], id="1000 mV/+90 %/100 kHz")
    plan = replace(state.plan, items=(replace(item, points=(long,)),))
    completed = next(iter(state.results.values()))
    renamed = replace(completed, key=replace(completed.key, point=long.id))
    chinese, english, rule = heads(plan)
    assert (
        width(chinese.partition("标准值")[0])
        == english.index("reference value") + len("reference value") - len("标准值") * 2
    )
    assert english.index("error") + len("error") == _end_of(row(plan, renamed), str(completed.result.reported_error))
    assert len(rule) > len("1000 mV/+90 %/100 kHz") + 100


def _end_of(line, cell):
    return line.index(cell) + len(cell)


def test_a_source_under_test_has_a_setting_and_an_actual_value(state):
    roles = {name: replace(role, serves="source") for name, role in state.plan.roles.items()}
    assert "设定值" in heads(replace(state.plan, roles=roles))[0]
    assert "actual value" in heads(replace(state.plan, roles=roles))[1]
    assert "actual value" not in heads(state.plan)[1]


def test_every_item_has_its_title_its_points_and_what_was_left_out(state):
    item = state.plan.items[0]
    out = LeftOut("1000 V/+90 %", Bilingual("超出校准器。", "Beyond the calibrator."))
    other = replace(item, id="other", title=Bilingual("直流电流", "DC current"), points=(), left_out=(out,))
    lines = list(results(with_plan(state, items=(item, other))))
    assert sum(line.startswith(("10 V/", "100 V/")) for line in lines) == 3
    assert lines.index(f"{item.title.zh} {item.title.en}") < lines.index("直流电流 DC current")
    assert lines[-1] == "– 1000 V/+90 %: 未进行 left out; 超出校准器。 Beyond the calibrator."


def test_of_several_items_a_point_out_of_tolerance_is_named_with_its_item(state):
    place, completed = next(iter(state.results.items()))
    judgement = replace(completed.result.judgements[0], verdict=Verdict.FAIL)
    failed = replace(completed, result=replace(completed.result, judgements=(judgement,)))
    found = replace(state, results={**state.results, place: failed})
    assert "OUT OF TOLERANCE at 1 of 3 points: 10 V/+90 %" in conclusion(found)
    items = (state.plan.items[0], replace(state.plan.items[0], id="other", points=()))
    assert f"points: {place[0]} 10 V/+90 %" in conclusion(with_plan(found, items=items))


def test_without_a_requirement_no_conformity_is_stated(calbench, bench_folder):
    text = bench_folder.path("procedure.yaml").read_text("utf-8")
    judged = text[text.index("    requirements:") : text.index("report:")]
    bench_folder.change("procedure.yaml", judged, "")
    said = calbench(
        "run", bench_folder.path("procedure.yaml"), "--bench", bench_folder.path("bench.yaml"), "--virtual",
        "--out", bench_folder.folder,
    )  # fmt: skip
    assert said.code == 0
    assert "3 points measured; no conformity was to be stated" in said.out
    assert "pass" not in said.out
    assert "TOLERANCE" not in said.out


@pytest.mark.parametrize(
    ("resource", "said"),
    [("ASRL/dev/ttyUSB0::INSTR", "@ ASRL/dev/ttyUSB0::INSTR"), ("", "· 人工读数 read by a person")],
)
def test_an_instrument_is_told_with_where_it_answers_or_that_a_person_reads_it(resource, said):
    found = InstrumentIdentified("meter", resource, "", "Victor", "VC890D", "H77", "", "")
    assert identified(found) == f"meter: Victor VC890D (H77) {said}"


@pytest.mark.parametrize(
    ("status", "words"), [("running", "under way"), ("paused", "paused"), ("suspended", "suspended")]
)
def test_a_run_that_somebody_holds_is_not_called_interrupted(state, status, words):
    live = replace(state, ended=None, checkpoint=None, status=RunStatus(status))
    assert f"the run is {words}; 尚无结论 nothing is concluded yet" in conclusion(live)
    assert "(已中断 interrupted)" in conclusion(live.found_interrupted())
