"""A run waits while a condition does not hold; what was found since the last good sample gives no result."""

from dataclasses import replace
from pathlib import Path

import pytest

from bench_core.bilingual import Bilingual
from bench_core.clock import VirtualClock
from bench_core.errors import ControlRefused, ResultDiffers
from bench_core.metrology.quantity import Quantity
from bench_core.records.events import (
    ConditionRecorded,
    IndicationTaken,
    PointCompleted,
    PointStarted,
    PromptAsked,
    RunContinued,
    RunPaused,
    RunSuspended,
    SettingIntended,
    SettingMade,
)
from bench_core.records.journal import Journal
from bench_core.records.run_states import RunStatus
from bench_core.records.verification import verify, verify_record
from bench_core.records.watched import back
from dcc_export.certificate import build_certificate
from sequencer import conducting, suspending
from sequencer.commands import read_command
from sequencer.control import Control
from sequencer.replanning import prove_plan

ROOM = Path(__file__).with_name("room.yaml")
WARM = "drift: {temperature: [{at: 0 s, value: 20.3 °C}, {at: 9 s, value: 20.3 °C}, {at: 10 s, value: 22.5 °C}, {at: 60 s, value: 22.5 °C}, {at: 61 s, value: 20.3 °C}]}\n"  # noqa: E501


@pytest.fixture
def room(bench_folder):
    """A bench on which an instrument measures the air, in a world whose air changes as given."""
    bench_folder.path("room.yaml").write_text(ROOM.read_text("utf-8"), encoding="utf-8")

    def build(
        drift: str = "", measured: str = "ambient.temperature: room", times: str = "every: 5 s, hold: 20 s"
    ) -> None:
        monitor = '  room: {driver: generic.scpi, link: "sim:room", serial: R1, type: room.yaml, timeout: 2 s}\n'
        conditions = f"conditions: {{measured_by: {{{measured}}}, {times}}}\n"
        bench_folder.change("bench.yaml", "roles:", f"{monitor}{conditions}roles:")
        bench_folder.change(
            "world.yaml", "instruments:\n", "instruments:\n  room: {simulates: calbench.room, serial: R1}\n"
        )
        bench_folder.change("world.yaml", "wiring:", f"{drift}wiring:")

    return build


def results(ran):
    return {place: done.result for place, done in ran.state.results.items()}


def test_a_condition_is_measured_where_the_bench_has_an_instrument_for_it(run, room):
    room()
    ran = run()
    recorded = ran.of(ConditionRecorded, name="ambient.temperature")
    assert {(event.by, event.entry, event.raw) for event in recorded} == {("room", "instrument", "20.30")}
    assert not ran.of(PromptAsked, name="ambient.temperature")
    kinds = ran.kinds()
    for number, kind in enumerate(kinds):
        if kind == "PointStarted":
            assert kinds[number - 1] == "ConditionRecorded"
    assert "ConditionRecorded" in kinds[len(kinds) - 1 - kinds[::-1].index("PointCompleted") :]
    prove_plan(verify_record(ran.record))


def test_it_is_measured_every_so_many_seconds_within_a_point_too(run, room):
    room(times="every: 1 s, hold: 20 s")
    ran = run()
    begin = ran.kinds().index("PointStarted")
    assert "ConditionRecorded" in ran.kinds()[begin : ran.kinds().index("PointCompleted")]


def test_a_condition_that_is_lost_suspends_the_run_with_outputs_off(run, room):
    room(WARM)
    ran = run()
    (suspended,) = ran.of(RunSuspended)
    at = ran.events.index(suspended)
    assert (suspended.cause, suspended.name, suspended.safe) == ("condition", "ambient.temperature", True)
    assert suspended.value > Quantity.parse("21 °C")
    assert "19.1 °C .. 20.9 °C" in suspended.until.en
    assert "20 s" in suspended.until.zh
    state = ran.state_after(at)
    assert state.status is RunStatus.SUSPENDED
    assert set(state.energised.values()) == {False}
    assert ran.code == 0


def test_it_goes_on_when_the_condition_has_held_again_and_a_person_confirms(run, room):
    room(WARM)
    ran = run()
    at = ran.kinds().index("RunSuspended")
    went_on = ran.kinds().index("RunContinued")
    assert ran.events[went_on].by == "小王"
    between = ran.events[at:went_on]
    assert [event.kind for event in between if isinstance(event, PromptAsked)] == ["energise"]
    assert not [event for event in between if isinstance(event, SettingIntended) and event.action == "operate"]
    asked = next(line.mono for line in ran.record.lines[at:] if isinstance(line.event, PromptAsked))
    assert asked > 61 + 20
    verify_record(ran.record)


def test_what_was_completed_since_the_last_good_sample_is_taken_again(run, room, bench_folder):
    whole = run()
    room(WARM)
    ran = run(record=bench_folder.path("b.calrun"))
    (suspended,) = ran.of(RunSuspended)
    done = [event.key for event in ran.of(PointCompleted)]
    for key in suspended.discarded:
        assert key in done
        assert ran.state.results[key.item, key.point].key.attempt == key.attempt + 1
    assert results(ran).keys() == results(whole).keys()
    assert all(state.key not in suspended.discarded for state in ran.state.results.values())


def test_no_reading_of_the_bad_period_is_in_a_result(run, room):
    room(WARM)
    ran = run()
    lines = ran.record.lines
    lost = next(n for n, line in enumerate(lines) if isinstance(line.event, ConditionRecorded) and not line.event.holds)
    good = max(n for n, line in enumerate(lines[:lost]) if isinstance(line.event, ConditionRecorded))
    on = ran.kinds().index("RunContinued")
    begun = {line.event.key: n for n, line in enumerate(lines) if isinstance(line.event, PointStarted)}
    ended = {line.event.key: n for n, line in enumerate(lines) if isinstance(line.event, PointCompleted)}
    for done in ran.state.results.values():
        assert ended[done.key] < good or begun[done.key] > on


def test_the_narrower_limits_lie_inside(run, room):
    room()
    (condition,) = run().state.plan.conditions
    assert not back(condition).holds(Quantity.parse("20.95 °C"))
    assert condition.holds(Quantity.parse("20.95 °C"))


def test_where_nobody_confirms_the_run_stays_open_and_is_resumed(run, room, bench_folder):
    room(WARM)
    bench_folder.change("world.yaml", "confirms: true}", "confirms: true, energises: false}")
    ran = run()
    assert ran.code == 4
    assert ran.state.ended is None
    assert ran.state.failure.failure == "NobodyAnswers"
    bench_folder.change("world.yaml", "energises: false", "energises: true")


def test_a_condition_that_never_comes_back_leaves_the_run_open(run, room):
    room(
        "drift: {temperature: [{at: 9 s, value: 20.3 °C}, {at: 10 s, value: 22.5 °C}]}\n",
        times="every: 5 s, hold: 20 s, give_up: 10 min",
    )
    ran = run()
    assert ran.code == 4
    assert ran.state.failure.failure == "ConditionsLost"
    assert ran.state.ended is None
    assert set(ran.state.energised.values()) == {False}


class SecondByLook(VirtualClock):
    """A wall on which a second passes whenever somebody looks at it."""

    def now(self):
        self.sleep(1.0)
        return super().now()


def unsafe(monkeypatch, times):
    """Have a source not answer that it is off, so many times that it is made safe in a suspension."""
    make_all_safe, made = suspending.make_all_safe, []

    def some(*what):
        made.append(make_all_safe(*what))
        return made[-1] if len(made) > times else replace(made[-1], safe=False, may_be_on=("calibrator",))

    monkeypatch.setattr(suspending, "make_all_safe", some)
    return made


def test_where_an_output_may_be_on_nobody_is_waited_for_longer_than_a_window_takes_to_come_back(run, room, monkeypatch):
    room(WARM)
    unsafe(monkeypatch, 1000)
    wall = SecondByLook()
    ran = run(Control(wall=wall), patience_s=300.0)
    assert (ran.code, ran.state.failure.failure, ran.state.ended) == (4, "ConditionsLost", None)
    assert "an output may be on and nobody is there; switch it off by hand" in ran.state.failure.message
    assert VirtualClock.now(wall) < 40


def test_an_output_that_did_not_go_off_at_once_is_switched_off_while_the_run_waits(run, room, monkeypatch):
    room(WARM)
    made = unsafe(monkeypatch, 1)
    ran = run(Control(wall=SecondByLook()), patience_s=300.0)
    assert (ran.code, len(made)) == (0, 2)
    suspended, gone_on = ran.kinds().index("RunSuspended"), ran.kinds().index("RunContinued")
    assert not ran.events[suspended].safe
    assert any(isinstance(e, SettingMade) and e.action == "make_safe" for e in ran.events[suspended:gone_on])
    verify_record(ran.record)


def test_nobody_can_have_it_go_on_before_the_condition_holds(run, room, monkeypatch):
    room(WARM)
    control, told, append = Control(), [], Journal.append

    def wished(journal, event):
        append(journal, event)
        if isinstance(event, RunSuspended):
            told.append(control.wish(read_command({"command": "resume", "by": "li"})))

    monkeypatch.setattr(Journal, "append", wished)
    run(control)
    with pytest.raises(ControlRefused, match=r"suspended until ambient temperature back at 19\.1 °C"):
        told[0].outcome()


def test_when_the_condition_holds_again_the_command_to_go_on_is_the_persons_word(run, room, bench_folder, monkeypatch):
    room(WARM)
    bench_folder.change("world.yaml", "confirms: true}", "confirms: true, energises: false}")
    control, told, append = Control(), [], Journal.append

    def wished(journal, event):
        append(journal, event)
        if isinstance(event, PromptAsked) and event.name == "suspension":
            told.append(control.wish(read_command({"command": "resume", "by": "li"})))

    monkeypatch.setattr(Journal, "append", wished)
    with control.attending():
        ran = run(control)
    assert told[0].outcome() == Bilingual("继续", "goes on")
    assert [event.by for event in ran.of(RunContinued)] == ["li"]
    assert ran.code == 0
    verify_record(ran.record)


def test_pauses_and_retries_go_together_with_what_is_measured(run, room, monkeypatch):
    room(WARM)
    control, append = Control(), Journal.append
    said = {
        IndicationTaken: [{"command": "pause", "by": "li", "now": True}],
        RunPaused: [{"command": "resume", "by": "li"}],
        PointCompleted: [
            {"command": "retry", "by": "li", "cause": "contact", "item": "dc-voltage", "point": "10 V/+90 %"}
        ],
        RunSuspended: [
            {"command": "retry", "by": "li", "cause": "contact", "item": "dc-voltage", "point": "10 V/+90 %"}
        ],
    }

    def wished(journal, event):
        append(journal, event)
        for fields in said.pop(type(event), []):
            control.wish(read_command(fields))

    monkeypatch.setattr(Journal, "append", wished)
    ran = run(control)
    assert said == {}
    assert ran.code == 0
    assert ran.state.attempts["dc-voltage", "10 V/+90 %"] == 3
    verify_record(ran.record)


def test_the_mains_are_watched_like_the_air(run, room, bench_folder):
    bench_folder.change("procedure.yaml", "  ambient.temperature: 20 °C ± 1 °C\n", "  supply.voltage: 220 V ± 11 V\n")
    mains = "drift: {supply_voltage: [{at: 9 s, value: 221 V}, {at: 10 s, value: 198 V}, {at: 30 s, value: 221 V}]}\n"
    room(mains, measured="supply.voltage: room")
    ran = run()
    (suspended,) = ran.of(RunSuspended)
    assert suspended.name == "supply.voltage"
    assert ran.code == 0
    verify_record(ran.record)


@pytest.fixture
def discarding(run, room):
    """A run that discards a completed point, because nothing was measured between its end and the loss."""
    room(WARM, times="every: 10 min, hold: 20 s")
    return run()


def test_a_point_that_nobody_vouches_for_is_discarded_and_taken_again(discarding):
    (suspended,) = discarding.of(RunSuspended)
    (key,) = suspended.discarded
    assert discarding.state.results[key.item, key.point].key.attempt == key.attempt + 1
    assert discarding.of(PointCompleted, key=key)
    verify_record(discarding.record)


def without(*kinds):
    """Return a change of a record that drops its first event of each kind."""

    def change(lines):
        for kind in kinds:
            del lines[next(n for n, line in enumerate(lines) if isinstance(line.event, kind))]

    return change


def with_suspended(**fields):
    def change(lines):
        at = next(n for n, line in enumerate(lines) if isinstance(line.event, RunSuspended))
        lines[at] = replace(lines[at], event=replace(lines[at].event, **fields))

    return change


def good(lines):
    """Have every reading of the air say that the condition holds, but not the reply."""
    for n, line in enumerate(lines):
        if isinstance(line.event, ConditionRecorded):
            lines[n] = replace(line, event=replace(line.event, value=Quantity.parse("20.30 °C"), holds=True))


def hidden(lines):
    """Leave out all that a suspension leaves on record."""
    at, on = (
        next(n for n, line in enumerate(lines) if isinstance(line.event, kind)) for kind in (RunSuspended, RunContinued)
    )
    del lines[at : on + 1]


def hurried(lines):
    """Drop the readings for which the run had to wait, but for the last."""
    at = next(n for n, line in enumerate(lines) if isinstance(line.event, RunSuspended))
    on = next(n for n, line in enumerate(lines) if isinstance(line.event, RunContinued))
    waited = [n for n in range(at, on) if isinstance(lines[n].event, ConditionRecorded)]
    for n in reversed(waited[:-1]):
        del lines[n]


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        (without(RunSuspended, RunContinued), "but no suspension and no interruption is on record"),
        (hidden, "was found not to hold"),
        (without(RunContinued), "stands where the run is suspended"),
        (with_suspended(discarded=()), "the suspension discards nothing"),
        (with_suspended(name="supply.voltage"), "was not found to be"),
        (with_suspended(cause="link", name="meter", value=None, discarded=()), "meter, though ambient"),
        (good, "the reply '2"),
        (hurried, "had held again for 0.0 s; the plan asks for 20 s"),
    ],
)
def test_a_forged_record_that_uses_what_was_lost_or_goes_on_too_soon_is_refused(discarding, forged, change, wrong):
    with pytest.raises(ResultDiffers, match=wrong):
        verify(forged(discarding, change))


@pytest.mark.parametrize("killed", ["after the loss", "while it waits", "before it goes on"])
def test_a_run_that_is_killed_while_suspended_resumes_when_the_condition_holds(
    run, discarding, bench_folder, monkeypatch, killed
):
    lost = next(n for n, e in enumerate(discarding.events) if isinstance(e, ConditionRecorded) and not e.holds)
    at = {"after the loss": lost, "while it waits": discarding.kinds().index("RunSuspended")}
    cut = at.get(killed, discarding.kinds().index("RunContinued") - 1)
    record = bench_folder.path("cut.calrun")
    record.write_bytes(b"".join(discarding.record.path.read_bytes().splitlines(keepends=True)[: cut + 1]))
    if killed != "before it goes on":
        refused = run(record=record, resume=True)
        assert refused.state.failure.failure == "ConditionsNotMet"
        assert refused.state.ended is None
    monkeypatch.setattr(conducting, "make_clock", lambda _kind, _speed, start: VirtualClock(start + 100))
    ran = run(record=record, resume=True)
    assert ran.code == 0
    (suspended, *_) = ran.of(RunSuspended)
    assert suspended.discarded == discarding.of(RunSuspended)[0].discarded
    assert results(ran).keys() == results(discarding).keys()
    verify_record(ran.record)


def test_a_certificate_tells_the_span_of_what_was_measured_and_that_the_run_waited(discarding):
    certificate = build_certificate(discarding.record.path)
    measured = [(str(one.value), one.entered.en) for one in certificate.conditions]
    assert measured == [("20.30 °C", "measured by calbench ROOM (R1)")]
    (said,) = [one for one in certificate.declarations if one.kind == "calbench_suspensions"]
    assert "the procedure asks for 20 °C ± 1 °C (again: DC voltage 10 V/+90 %)" in said.text.en


def test_a_pause_begins_only_after_the_air_was_looked_at(run, room, monkeypatch, forged):
    room()
    control, append = Control(), Journal.append
    said = {PointCompleted: {"command": "pause", "by": "li"}, RunPaused: {"command": "resume", "by": "li"}}

    def wished(journal, event):
        append(journal, event)
        if type(event) in said:
            control.wish(read_command(said.pop(type(event))))

    monkeypatch.setattr(Journal, "append", wished)
    ran = run(control)
    at = ran.kinds().index("PointCompleted")
    assert "ConditionRecorded" in ran.kinds()[at : ran.kinds().index("RunPaused")]
    verify_record(ran.record)

    def unseen(lines):
        looked = next(n for n, line in enumerate(lines) if n > at and isinstance(line.event, ConditionRecorded))
        del lines[looked]

    with pytest.raises(ResultDiffers, match="no measured condition was looked at after dc-voltage"):
        verify(forged(ran, unseen))


def test_what_nobody_vouched_for_when_the_run_was_killed_is_taken_again(run, room, bench_folder):
    room()
    whole = run()
    cut = whole.kinds().index("PointCompleted")
    key = whole.events[cut].key
    record = bench_folder.path("cut.calrun")
    record.write_bytes(b"".join(whole.record.path.read_bytes().splitlines(keepends=True)[: cut + 1]))
    ran = run(record=record, resume=True)
    assert ran.code == 0
    assert ran.state.results[key.item, key.point].key.attempt == key.attempt + 1
    assert results(ran).keys() == results(whole).keys()
    verify_record(ran.record)


def test_what_nobody_vouches_for_when_the_rooms_own_link_fails_is_taken_again(run, room, bench_folder):
    room(times="every: 10 min, hold: 20 s")
    bench_folder.change("world.yaml", "serial: R1}", "serial: R1, faults: [{kind: close, after: 10 messages}]}")
    control = Control()
    with control.attending():
        ran = run(control)
    (suspended,) = ran.of(RunSuspended)
    assert suspended.cause == "link"
    (key,) = suspended.discarded
    assert ran.state.results[key.item, key.point].key.attempt == key.attempt + 1
    verify_record(ran.record)
