"""Methods with a step more than once: each stands for itself on record, and the last setting counts."""

from dataclasses import replace

import pytest

from bench_core.bilingual import Bilingual
from bench_core.errors import ResultDiffers
from bench_core.records.events import IndicationTaken, PromptAsked, SettingIntended, WiringProven
from bench_core.records.plan import Apply, Confirm, Connect
from bench_core.records.verification import verify
from sequencer import preparing

METER = {"uut": {"function": "dc_voltage", "range": "point.range"}}
HALF = Apply(METER, {"source": {"dc_voltage": "point.nominal / 2"}})
LEADS = {"source": "NORMAL", "uut": "INPUT HI LO", "wiring": "2-wire"}


@pytest.fixture
def with_steps(monkeypatch):
    """Puts steps before or after those of the small procedure's method."""

    def change(*before, after=()) -> None:
        original = preparing.expand

        def expand(*given):
            plan = original(*given)
            item = plan.items[0]
            return replace(plan, items=(replace(item, method=(*before, *item.method, *after)),))

        monkeypatch.setattr(preparing, "expand", expand)

    return change


def test_a_second_apply_step_counts_and_the_record_verifies(run, with_steps):
    with_steps(HALF, Confirm(Bilingual("看", "look")))
    ran = run()
    assert ran.code == 0
    outputs = ran.of(IndicationTaken, name="source.output", purpose="reference")
    outputs = [e for e in outputs if e.key.point == "10 V/+90 %"]
    assert [(e.number, float(e.value)) for e in outputs] == [(1, 4.5), (2, 9), (3, 9)]
    assert float(ran.state.results["dc-voltage", "10 V/+90 %"].result.reference.value) == 9
    verify(ran.record.path)


def test_the_output_is_off_between_two_apply_steps(run, with_steps):
    with_steps(HALF)
    sent = [e.action for e in run().of(SettingIntended) if e.key and e.key.point == "10 V/-90 %"]
    assert sent == ["make_safe", "select", "source", "operate"] * 2


def test_two_confirmations_in_one_point_are_two_prompts(run, with_steps):
    with_steps(Confirm(Bilingual("一", "one")), after=(Confirm(Bilingual("二", "two")),))
    ran = run()
    assert ran.code == 0
    prompts = [e.prompt for e in ran.of(PromptAsked)]
    assert len(set(prompts)) == len(prompts)
    verify(ran.record.path)


def test_a_connect_step_asks_each_time_and_the_point_goes_on_with_its_leads(run, with_steps):
    with_steps(Connect(LEADS))
    ran = run()
    assert ran.code == 0
    assert len(ran.of(PromptAsked, kind="connect")) == 4  # once for the item, and once at each of three points
    verify(ran.record.path)


def test_a_connect_step_that_was_not_confirmed_is_found(run, with_steps, forged):
    with_steps(Connect(LEADS))

    def change(lines):
        at = [at for at, line in enumerate(lines) if getattr(line.event, "kind", "") == "connect"][2]
        assert lines[at].event.prompt.endswith("/connect/1")
        return [*lines[:at], *lines[at + 2 :]]

    with pytest.raises(ResultDiffers, match=r"step 1 of its method \(connect\) is not on record"):
        verify(forged(run(), change))


def test_leads_that_were_connected_again_are_to_be_proven_again(run, with_steps, forged):
    with_steps(Connect(LEADS))

    def change(lines):
        at = [at for at, line in enumerate(lines) if isinstance(line.event, WiringProven)][-1]
        return [*lines[:at], *lines[at + 1 :]]

    with pytest.raises(ResultDiffers, match="were not proven since they were connected"):
        verify(forged(run(), change))
