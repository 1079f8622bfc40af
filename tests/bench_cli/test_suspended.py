"""What a person sees of a suspended run: why it waits, until when, and what is taken again."""

import os
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from bench_cli.interventions import intervention
from bench_cli.progress import what_it_does
from bench_cli.typed import TypedLines
from bench_core.bilingual import Bilingual
from bench_core.clock import system_clock
from bench_core.metrology.quantity import Quantity
from bench_core.records.events import ConditionRecorded, MeasurementKey, RunSuspended
from bench_core.records.folding import fold_record
from bench_core.records.record import read_record

ROOM = Path(__file__).parent.parent / "sequencer" / "room.yaml"
CONDITIONS = "conditions: {measured_by: {ambient.temperature: room}, every: 5 s, hold: 20 s}\n"
DRIFT = "drift: {temperature: [{at: 9 s, value: 20.3 °C}, {at: 10 s, value: 22 °C}, {at: 30 s, value: 20.3 °C}]}\n"
NAME, LOST, BACK = "ambient.temperature", Quantity.parse("22.51 °C"), Quantity.parse("20.95 °C")
SUSPENDED = RunSuspended(
    "condition",
    NAME,
    LOST,
    Bilingual("环境温度为 22.51 °C", "ambient temperature is 22.51 °C"),
    Bilingual(
        "环境温度回到 19.1 °C .. 20.9 °C 并保持 5 min", "ambient temperature back at 19.1 °C .. 20.9 °C for 5 min"
    ),
    (MeasurementKey("meter", "dc-voltage", "10 V/+90 %"),),
    safe=True,
)


def test_the_line_says_why_until_when_and_what_is_taken_again():
    assert intervention(SUSPENDED) == (
        "⏸ 已挂起 suspended: 环境温度为 22.51 °C ambient temperature is 22.51 °C · 直到 until: "
        "环境温度回到 19.1 °C .. 20.9 °C 并保持 5 min ambient temperature back at 19.1 °C .. 20.9 °C for 5 min · "
        "作废并重测 discarded and taken again: dc-voltage 10 V/+90 %"
    )
    assert "discarded" not in intervention(replace(SUSPENDED, discarded=()))


def test_the_last_line_says_what_the_condition_is_now_and_until_when_the_run_waits(finished):
    state = fold_record(read_record(finished))
    now = ConditionRecorded(NAME, BACK, True, "room", "instrument", "20.95", "nrf")
    waits = replace(state, suspended=SUSPENDED, conditions={NAME: now})
    assert what_it_does(waits) == (
        "3/3 · 已挂起 suspended (20.95 °C) · 直到 until: "
        "环境温度回到 19.1 °C .. 20.9 °C 并保持 5 min ambient temperature back at 19.1 °C .. 20.9 °C for 5 min"
    )


@pytest.mark.parametrize(("text", "ended"), [(b"", True), (b"yes\n", False)])
def test_a_closed_input_is_known_before_anything_is_asked(monkeypatch, text, ended):
    reader, writer = os.pipe()
    os.write(writer, text)
    os.close(writer)
    with os.fdopen(reader) as stdin:
        monkeypatch.setattr(sys, "stdin", stdin)
        typed, clock = TypedLines(), system_clock()
        assert typed.ended in {False, ended}
        clock.wait_until(lambda: typed._closed, clock.now() + 30)
        assert typed.ended is ended
        if text:
            assert typed.next() == "yes"
            assert typed.ended


def test_a_condition_that_is_measured_all_the_time_is_told_when_it_changes(tmp_path, bench_folder, calbench):
    bench_folder.path("room.yaml").write_text(ROOM.read_text("utf-8"), encoding="utf-8")
    room = '  room: {driver: generic.scpi, link: "sim:room", serial: R1, type: room.yaml}\n'
    bench_folder.change("bench.yaml", "roles:", f"{room}{CONDITIONS}roles:")
    bench_folder.change(
        "world.yaml", "instruments:\n", "instruments:\n  room: {simulates: calbench.room, serial: R1}\n"
    )
    bench_folder.change("world.yaml", "wiring:", f"{DRIFT}wiring:")
    told = calbench(
        "run",
        bench_folder.path("procedure.yaml"),
        "--bench",
        bench_folder.path("bench.yaml"),
        "--virtual",
        "--out",
        tmp_path,
    )
    marks = [line.split()[0] for line in told.out.splitlines() if "ambient temperature: " in line]
    assert marks == ["✓", "✗", "✓"]
    assert "⏸ 已挂起 suspended" in told.out


def test_a_script_that_nobody_watches_is_not_held_by_a_link_that_failed(tmp_path, bench_folder, calbench):
    bench_folder.fault("meter", "{kind: silent, at: 5 s, lasting: true}")
    procedure, bench = bench_folder.path("procedure.yaml"), bench_folder.path("bench.yaml")
    told = calbench("run", procedure, "--bench", bench, "--virtual", "--out", tmp_path)
    assert told.code == 3
    assert "calbench resume" in told.out
