"""Whole runs on links that misbehave: refused before anything is on, left open and resumed, or not disturbed at all."""

from __future__ import annotations

import pytest

from bench_core.records.events import IndicationTaken, OutputAsked, SettingMade


def results(ran):
    return {place: done.result for place, done in ran.state.results.items()}


def wrong(ran):
    """Return every recorded value that is none of the set points, 9 V, -9 V and 90 V."""
    values = [abs(float(event.value)) for event in ran.of(IndicationTaken, purpose="measurement")]
    assert values or not results(ran)
    return [value for value in values if min(abs(value / 9 - 1), abs(value / 90 - 1)) > 1e-3]


HARMLESS = {
    "a reply in single bytes": "{kind: split, delay: 1 ms, lasting: true}",
    "another end of replies": "{kind: terminator, terminator: CR LF, lasting: true}",
    "bytes of an earlier connection": "{kind: stale, reply: +9.99999999E+00}",
    "errors of an earlier user": "{kind: unread_errors, entries: 50}",
}


@pytest.mark.parametrize("fault", HARMLESS.values(), ids=HARMLESS)
def test_what_can_be_put_right_is_and_the_record_is_the_one_of_an_undisturbed_run(run, bench_folder, fault):
    whole = run(record=bench_folder.path("whole.calrun"))
    bench_folder.fault("meter", fault)
    ran = run()
    assert ran.code == whole.code == 0
    assert [e.raw for e in ran.of(SettingMade)] == [e.raw for e in whole.of(SettingMade)]
    assert len(ran.of(IndicationTaken)) == len(whole.of(IndicationTaken))
    assert ran.state.results.keys() == whole.state.results.keys()
    assert wrong(ran) == []


@pytest.mark.parametrize(
    "fault",
    [
        "{kind: silent, matching: READ, lasting: true, probability: 8 %}",
        "{kind: late, delay: 3 s, matching: READ, lasting: true, probability: 8 %}",
        "{kind: close, matching: READ, lasting: true, probability: 8 %}",
        "{kind: cut, matching: READ, lasting: true, probability: 8 %}",
        "{kind: stall, matching: READ, lasting: true, probability: 8 %}",
    ],
)
def test_a_link_that_fails_at_random_leaves_the_run_open_and_resumed_it_ends_with_the_same_results(
    run, bench_folder, fault
):
    whole = run(record=bench_folder.path("whole.calrun"), seed=106)
    bench_folder.fault("meter", fault)
    ran, resumed = run(seed=106), 0
    while ran.code != 0:
        assert ran.code == 3
        assert ran.state.failure.failure in {"LinkTimeout", "LinkClosed"}
        assert ran.state.ended is None
        assert ran.state.energised == {"calibrator": False}
        ran, resumed = run(resume=True), resumed + 1
        assert resumed < 40
    assert resumed > 0
    assert results(ran) == results(whole)
    assert wrong(ran) == []


REFUSED = {
    "other serial": ("meter", "{kind: other_serial, serial: MY00000000, lasting: true}", "IdentityMismatch"),
    "other model": ("meter", "{kind: garbage, matching: IDN, reply: 'HEWLETT-PACKARD,53181A,0,3317', lasting: true}",
                    "IdentityMismatch"),
    "no connection": ("meter", "{kind: refuse}", "LinkRefused"),
    "stuck data line": ("meter", "{kind: stuck_bit, lasting: true}", "LinkTimeout"),
    "source of another serial": ("calibrator", "{kind: other_serial, serial: '1', lasting: true}", "IdentityMismatch"),
}  # fmt: skip


@pytest.mark.parametrize(("instrument", "fault", "failure"), REFUSED.values(), ids=REFUSED)
def test_what_is_not_the_instrument_of_the_bench_is_refused_before_anything_is_energised(
    run, bench_folder, instrument, fault, failure
):
    bench_folder.fault(instrument, fault)
    ran = run()
    assert ran.code == 3
    assert ran.state.failure.failure == failure
    assert not [e for e in ran.of(OutputAsked) if e.energised]
    assert results(ran) == {}


def test_another_instrument_on_the_same_port_is_refused_when_the_run_is_resumed_and_the_right_one_ends_it(
    run, bench_folder, monkeypatch
):
    bench_folder.fault("meter", "{kind: silent, matching: READ, after: 12 messages}")
    assert run().state.failure.failure == "LinkTimeout"
    with monkeypatch.context() as patched:
        patched.setattr("sim_instruments.dialects.hp_34401a.commands.IDENTITY", "HEWLETT-PACKARD,34401A,MY00000000,1")
        refused = run(resume=True)
    assert refused.code == 3
    assert refused.state.failure.failure == "IdentityMismatch"
    assert "MY00000000" in refused.state.failure.message
    assert refused.state.energised == {"calibrator": False}
    ran = refused
    while ran.code != 0:
        ran = run(resume=True)
        assert ran.state.failure is None or ran.state.failure.failure == "LinkTimeout"
    assert wrong(ran) == []


@pytest.mark.parametrize(
    "fault",
    [
        "{kind: noise, matching: READ, after: 9 messages}",
        "{kind: stuck_bit, matching: READ, after: 9 messages}",
        "{kind: huge, matching: READ, after: 9 messages}",
        "{kind: doubled, matching: READ, after: 9 messages}",
        "{kind: echo, matching: READ, after: 9 messages}",
        "{kind: blank, matching: READ, after: 9 messages}",
    ],
)
def test_a_reply_that_is_none_ends_the_run_with_the_output_off_and_is_no_indication(run, bench_folder, fault):
    bench_folder.fault("meter", fault)
    ran = run()
    assert ran.code == 3
    assert ran.state.failure.failure == "MalformedReply"
    assert ran.state.energised == {"calibrator": False}
    assert wrong(ran) == []


def test_a_meter_that_is_switched_off_and_on_in_mid_run_leaves_it_open(run, bench_folder):
    bench_folder.fault("meter", "{kind: restart, matching: READ, after: 12 messages}")
    ran = run()
    assert ran.code == 3
    assert ran.state.failure.failure == "LinkClosed"
    assert ran.state.ended is None
    assert ran.state.energised == {"calibrator": False}


def test_a_source_that_is_switched_off_and_on_in_mid_run_is_never_energised_by_the_program_alone(run, bench_folder):
    bench_folder.fault("calibrator", "{kind: restart, matching: 'OUT?', after: 3 messages}")
    ran = run()
    assert ran.code == 3
    assert ran.state.energised["calibrator"] is not True
