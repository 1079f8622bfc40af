"""Which procedure and bench are proposed, and what happens where a bench names another instrument."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bench_cli.demo_workplace import fill
from bench_core.documents.nodes import Mapping
from bench_core.documents.reader import read_nodes
from bench_core.errors import UsageError
from bench_gui.tone import Tone
from bench_gui.words import Language, words_in
from bench_gui.workplace.finding import find
from bench_gui.workplace.own_bench import BenchUse, bench_use, own_bench
from bench_gui.workplace.proposal import bench_choices, notice, procedure_choices, propose, repeat, why_said
from bench_gui.workplace.workplace import Uut
from drivers.bench import read_bench
from tests.bench_gui.small_runs import perform_small
from tests.conftest import BENCH

UUT = Uut("Keysight", "34401A", "MY41001234")
NEXT = Uut("Keysight", "34401A", "MY41009999")
REAL = BENCH.replace("world: world.yaml\n", "").replace("sim:calibrator", "TCPIP::192.0.2.1::5025::SOCKET")
REAL = REAL.replace("sim:meter", "TCPIP::192.0.2.2::5025::SOCKET")


def test_the_last_run_of_an_instrument_is_proposed_again(place, en):
    perform_small(place.bench)
    found = propose(place.found(), UUT, None, "li")
    assert (found.procedure.id, found.bench.name, found.operator, found.complete) == ("short", "small", "li", True)
    assert why_said(found.why, en).startswith("as in its last run, 20")
    place.write("second.yaml", BENCH)  # the run was made with the other one
    assert propose(place.found(), UUT, None, "li").bench.path.name == "bench.yaml"


def test_for_another_one_the_last_run_of_its_model_is_proposed_if_its_bench_serves(place, en):
    perform_small(place.bench)
    assert propose(place.found(), NEXT, None, "li").bench is None  # a simulated meter cannot be exchanged
    place.write("bench.yaml", REAL)
    found = propose(place.found(), NEXT, None, "li")
    assert (found.procedure.id, found.bench.path.name) == ("short", "bench.yaml")
    assert why_said(found.why, en).startswith("as in the last run of this model")


def test_without_a_run_the_only_bench_for_the_model_is_proposed(place, en):
    found = propose(place.found(), UUT, None, "li")
    assert (found.bench.name, found.procedure, found.complete) == ("small", None, False)  # four procedures fit
    assert propose(place.found(), replace(UUT, model="3458A"), None, "li").bench is None


def ordered(place, procedure):
    """Return the order of a workplace that asks for a procedure."""
    place.bench.change("order.yaml", "decision_rule:", f"procedure: {procedure}\ndecision_rule:")
    return place.found().orders[0]


def test_the_procedure_that_an_order_asks_for_needs_no_earlier_run(place, en):
    found = propose(place.found(), UUT, ordered(place, "jjf-1587-2016"), "li")
    assert (found.procedure.id, found.bench.name, found.complete) == ("jjf-1587-2016", "small", True)
    assert why_said(found.why, en) == "procedure as the order asks · the only bench for this model"
    assert why_said(found.why, words_in(Language.ZH)) == "规程按委托单要求 · 该型号唯一的校准台"


def test_the_procedure_that_an_order_asks_for_comes_before_that_of_the_last_run(place, en):
    perform_small(place.bench)
    place.write("second.yaml", BENCH)  # the bench is that of the last run
    order = ordered(place, "jjf-1587-2016")
    found = propose(place.found(), UUT, order, "li")
    assert (found.procedure.id, found.bench.path.name) == ("jjf-1587-2016", "bench.yaml")
    assert why_said(found.why, en).startswith("procedure as the order asks · as in its last run")
    again = repeat(place.found(), place.found().records[0], UUT, order)
    assert (again.procedure.id, again.bench.name) == ("jjf-1587-2016", "small")


def test_a_procedure_that_an_order_asks_for_and_nobody_has_is_replaced_by_no_other(place, en):
    perform_small(place.bench)
    found = propose(place.found(), UUT, ordered(place, "jjf-9"), "li")
    assert (found.procedure, found.bench.name, found.complete) == (None, "small", False)
    assert why_said(found.why, en).startswith("the order asks for jjf-9, which is not here")


def test_a_fresh_demonstration_needs_nothing_but_a_scan(en, tmp_path):
    fill(tmp_path)
    workplace = find(tmp_path)
    found = {order.number: propose(workplace, order.uut, order, "li") for order in workplace.orders}
    assert len(found) == 4
    assert [number for number, set_up in found.items() if not set_up.complete] == []
    assert found["DEMO-ORD-004"].procedure.id == "jjf-1638-2017"


def test_a_bench_without_the_roles_of_the_ordered_procedure_is_not_proposed(place, en):
    perform_small(place.bench)
    found = propose(place.found(), UUT, ordered(place, "jjf-1638-2017"), "li")
    assert (found.procedure.id, found.bench) == ("jjf-1638-2017", None)


def test_where_the_bench_of_the_last_run_has_gone_the_only_fitting_one_is_proposed_with_its_procedure(place, en):
    perform_small(place.bench)
    place.bench.path("bench.yaml").rename(place.bench.path("moved.yaml"))
    found = propose(place.found(), UUT, None, "li")
    assert (found.procedure.id, found.bench.path.name) == ("short", "moved.yaml")


def test_a_batch_repeats_procedure_bench_and_operator(place, en):
    perform_small(place.bench)
    workplace = place.found()
    found = repeat(workplace, workplace.records[0], NEXT, None)
    assert (found.uut, found.procedure.id, found.bench.name, found.operator) == (NEXT, "short", "small", "zhang")


def test_of_two_procedures_with_one_id_the_very_file_is_taken(place, en):
    place.write("a-copy.yaml", place.bench.path("procedure.yaml").read_bytes())
    perform_small(place.bench)
    assert propose(place.found(), UUT, None, "li").procedure.path.name == "procedure.yaml"


def test_choices_that_do_not_fit_are_shown_last_with_the_reason(place, en):
    place.write("broken.yaml", "calbench: bench/1\nbench: [\n")
    workplace = place.found()
    choices = procedure_choices(workplace, workplace.benches[0], en)
    assert [(one.thing.id, one.fits) for one in choices][-1] == ("jjf-1638-2017", False)
    assert choices[-1].note == "the bench gives nobody the role meter"
    benches = bench_choices(workplace, None, NEXT, en)
    assert [(one.fits, one.tone) for one in benches] == [(False, Tone.NEUTRAL), (False, Tone.BAD)]
    assert "is Keysight 34401A (MY41001234); choose that one" in benches[0].note
    assert "broken.yaml" in benches[1].note


def test_a_real_bench_serves_another_instrument_by_a_copy_with_its_number(place, en, tmp_path):
    place.write("bench.yaml", f"# 台一\n{REAL}")
    workplace = place.found()
    bench = workplace.benches[0]
    assert (bench_use(bench, UUT), bench_use(bench, NEXT)) == (BenchUse.AS_IT_IS, BenchUse.OWN_COPY)
    assert own_bench(bench, UUT, tmp_path) == bench.path
    path = own_bench(bench, NEXT, tmp_path / "records")
    copy = read_bench(path)
    assert copy.instruments["meter"].serial == "MY41009999"
    assert copy.instruments["calibrator"].serial == "1972905"
    assert copy.laboratory == place.folder / "laboratory.yaml"
    assert path.read_text().startswith("# 台一\n")
    told = notice(propose(workplace, NEXT, None, "li"), en)
    assert (told.use, told.tone) == (BenchUse.OWN_COPY, Tone.WARNING)
    assert "MY41001234" in told.text
    assert "MY41009999" in told.text
    assert place.found().benches == workplace.benches  # the copy is offered to nobody
    assert [one.name for one in path.parent.iterdir()] == [path.name]


def test_a_copy_is_made_once_and_never_replaced(place, tmp_path):
    place.write("bench.yaml", REAL)
    bench = place.found().benches[0]
    path = own_bench(bench, NEXT, tmp_path)
    assert own_bench(bench, NEXT, tmp_path) == path
    place.write("bench.yaml", f"{REAL}# 改过\n")
    assert own_bench(bench, NEXT, tmp_path) != path  # an interrupted run still finds its own
    path.write_text("other")
    place.write("bench.yaml", REAL)
    with pytest.raises(UsageError, match="with another content"):
        own_bench(bench, NEXT, tmp_path)
    assert path.read_text() == "other"


def test_a_bench_for_another_model_is_refused(place, en, tmp_path):
    bench = place.found().benches[0]
    with pytest.raises(UsageError, match="not for Keysight 34401A \\(MY41009999\\)"):
        own_bench(bench, NEXT, tmp_path)
    other = propose(place.found(), UUT, None, "li")
    told = notice(replace(other, uut=replace(UUT, model="3458A")), en)
    assert (told.use, told.tone) == (BenchUse.REFUSED, Tone.BAD)
    assert notice(other, en) is None


def test_a_run_made_with_a_copy_leads_back_to_its_bench(place, en):
    record = perform_small(place.bench)
    found = place.found()
    copy = place.folder / ".benches" / "bench-my41009999-0123abcd.yaml"
    (one,) = found.records
    assert record == one.path
    again = replace(found, records=(replace(one, bench_path=str(copy)),))
    assert propose(again, UUT, None, "li").bench == found.benches[0]
    namesake = replace(found.benches[0], path=place.folder / "above" / "bench.yaml")
    two = replace(again, benches=(namesake, *found.benches))
    assert propose(two, UUT, None, "li").bench is None  # the copy's name does not tell of which of the two it is
    assert propose(replace(two, records=(one,)), UUT, None, "li").bench == found.benches[0]


def test_a_run_of_another_model_is_nothing_to_go_by(place, en):
    perform_small(place.bench)
    found = place.found()
    unknown = replace(found.benches[0], uut=Uut("", "", ""))  # it serves for any model
    workplace = replace(found, benches=(unknown,))
    other = propose(workplace, Uut("Fluke", "8588A", "1"), None, "li")
    assert why_said(other.why, en) == "the only bench for this model"
    assert why_said(propose(workplace, NEXT, None, "li").why, en).startswith("as in the last run of this model")


def test_a_number_with_quotes_stays_one_text_in_the_copy(place, tmp_path):
    place.write("bench.yaml", REAL)
    path = own_bench(place.found().benches[0], replace(NEXT, serial='A"1: {x}'), tmp_path)
    instruments = read_nodes(str(path), path.read_bytes()).get("instruments")
    assert isinstance(instruments, Mapping)
    assert instruments.get("meter").get("serial").text == 'A"1: {x}'
