"""A recorded plan is expanded again from the texts in the record, and a forged one is found under any key."""

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest

from bench_cli.__main__ import main
from bench_core.bilingual import Bilingual
from bench_core.clock import VirtualClock
from bench_core.errors import PlanDiffers
from bench_core.metrology.quantity import Quantity
from bench_core.records.folding import fold
from bench_core.records.journal import Journal
from bench_core.records.plan import LeftOut
from bench_core.records.record import read_record
from bench_core.records.verification import Verification, verify
from drivers.bench import read_bench
from sequencer.preparing import prepare, started
from sequencer.replanning import prove_plan


@pytest.fixture
def refused(request_for, tmp_path):
    """Forge the first event of a record, and say why its plan is not proved."""
    clock = VirtualClock()
    request = request_for()
    began = started(request, prepare(request, read_bench(request.bench), clock.utc().date()), "a", clock)

    def refuse(change):
        path = tmp_path / f"forged-{len(list(tmp_path.iterdir()))}.calrun"
        with Journal.create(path, clock) as journal:
            journal.append(change(began))
        record = read_record(path)
        with pytest.raises(PlanDiffers) as caught:
            prove_plan(Verification(record, fold(None, record.lines[0]), (), ()))
        assert caught.value.line == 1
        return str(caught.value)

    return refuse


def with_plan(**changes):
    return lambda began: replace(began, plan=replace(began.plan, **changes))


def with_item(change):
    def forge(began):
        (item,) = began.plan.items
        return replace(began, plan=replace(began.plan, items=(change(item),)))

    return forge


WHY = Bilingual("无此功能", "has no such thing")


def test_a_plan_that_follows_from_its_texts_is_proved(run):
    proved = prove_plan(verify(run().record.path))
    assert "is the recorded one (items: 1, points: 3)" in proved.en
    assert "3 个点" in proved.zh


def test_the_files_may_have_changed_or_gone_since(run, bench_folder):
    path = run().record.path
    for file in bench_folder.folder.glob("*.yaml"):
        file.unlink()
    assert prove_plan(verify(path))


def test_an_order_answers_and_shared_methods_are_read_from_the_record_too(run, bench_folder):
    (bench_folder.folder / "shared.yaml").write_text(
        "calbench: methods/1\nid: shared\ntitle: {zh: 共用, en: Shared}\nitems:\n"
        "  - {id: volts, max_on: {above: 1000 V, longest: 30 s, rest: 60 s}}\n", encoding="utf-8",
    )  # fmt: skip
    bench_folder.change("procedure.yaml", "phases:", "methods: shared.yaml\nphases:")
    bench_folder.change("procedure.yaml", "  - id: dc-voltage\n", "  - id: dc-voltage\n    like: methods.volts\n")
    path = run(order=bench_folder.path("order.yaml")).record.path
    (bench_folder.folder / "shared.yaml").unlink()
    assert prove_plan(verify(path))


def test_a_forged_reason_for_leaving_points_out_is_found(refused):
    said = refused(with_item(lambda item: replace(item, left_out=(LeftOut("1 V/+90 %", WHY),))))
    assert "items.[dc-voltage].left_out.[1 V/+90 %] is recorded, the texts do not give it" in said


def test_an_item_that_is_said_not_to_apply_is_found(refused):
    said = refused(with_plan(not_applied=(LeftOut("dc-current", WHY),)))
    assert "not_applied.[dc-current] is recorded, the texts do not give it" in said


def test_a_limit_of_error_that_the_type_record_does_not_state_is_found(refused):
    def wider(item):
        first, *rest = item.points
        return replace(item, points=(replace(first, resolution=Quantity.parse("1 mV")), *rest))

    said = refused(with_item(wider))
    assert "items.[dc-voltage].points.[10 V/+90 %].resolution is recorded as 1 mV, the texts give" in said


def test_a_point_that_was_dropped_is_found(refused):
    said = refused(with_item(lambda item: replace(item, points=item.points[:-1])))
    assert "items.[dc-voltage].points.[100 V/+90 %] is not recorded, the texts give it" in said


def test_points_in_another_order_are_found(refused):
    said = refused(with_item(lambda item: replace(item, points=item.points[::-1])))
    assert "items.[dc-voltage].points stands in another order than the texts give" in said


def test_a_limit_of_what_may_be_set_is_found(refused):
    def higher(began):
        roles = dict(began.plan.roles)
        roles["source"] = replace(roles["source"], limits={"dc_voltage": Quantity.parse("2000 V")})
        return replace(began, plan=replace(began.plan, roles=roles))

    assert "roles.source.limits" in refused(higher)


def test_a_certificate_that_is_no_draft_any_more_is_found(refused):
    assert "drafts" in refused(with_plan(drafts=()))


def test_a_simulated_run_that_says_it_was_real_is_found(refused):
    assert "virtual clock needs a simulated bench" in refused(without_world)
    assert "simulated: False, its bench file True" in refused(lambda began: replace(began, simulated=False))


def without_world(began):
    """The bench file without its world, digests as they should be."""
    texts = []
    for text in began.texts:
        if text.role == "bench":
            changed = text.text.replace("world: world.yaml\n", "").replace("sim:", "TCPIP::")
            text = replace(text, text=changed, digest=hashlib.sha256(changed.encode()).hexdigest())  # noqa: PLW2901
        texts.append(text)
    return replace(began, texts=tuple(texts))


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda texts: [t for t in texts if t.role != "procedure"], "a run needs a procedure and a bench"),
        (lambda texts: [t for t in texts if t.role != "standard:calibrator"], "does not embed the text of standard"),
        (lambda texts: [*texts, replace(texts[0], role="order2")], "the record embeds"),
        (lambda texts: [*texts, texts[0]], "the record embeds"),
    ],
)
def test_texts_that_are_missing_or_too_many_are_found(refused, change, why):
    assert why in refused(lambda began: replace(began, texts=tuple(change(began.texts))))


def test_what_another_version_expands_otherwise_is_neither_proved_nor_called_a_forgery(refused):
    def older(began):
        modules = began.modules | {"procedures/expansion.py": "0" * 64}
        return with_plan(not_applied=(LeftOut("dc-current", WHY),))(replace(began, program="0.0.1", modules=modules))

    said = refused(older)
    assert "the record says that calbench 0.0.1 made it" in said
    assert "first in procedures/expansion.py" in said
    assert "can neither prove nor refute the plan" in said


def test_the_plan_of_another_version_is_proved_where_both_expand_it_alike(run, forged):
    def older(lines):
        modules = lines[0].event.modules | {"procedures/expansion.py": "0" * 64}
        return [replace(lines[0], event=replace(lines[0].event, modules=modules)), *lines[1:]]

    assert prove_plan(verify(forged(run(), older)))


def test_the_command_tells_what_it_proved_and_what_it_found(run, forged, capfd: pytest.CaptureFixture[str]):
    ran = run()
    event = with_plan(not_applied=(LeftOut("dc-current", WHY),))
    path = forged(ran, lambda lines: [replace(lines[0], event=event(lines[0].event)), *lines[1:]])
    assert main(["verify", str(ran.record.path)]) == 0
    said = capfd.readouterr().out
    assert "expanded again from the embedded texts" in said
    assert "calbench verify expands it again" not in said
    assert main(["verify", str(path)]) == 5
    assert f"{Path(path)}:1: the plan is not what the embedded texts give: not_applied" in capfd.readouterr().err
