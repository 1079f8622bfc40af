import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from bench_core.records.folding import fold_record
from bench_core.records.record import read_record


@pytest.mark.parametrize(("uut", "code"), [("good", 0), ("faulty", 1)])
def test_the_virtual_demonstration_leaves_record_certificate_and_page(calbench, tmp_path, uut, code, monkeypatch):
    monkeypatch.delenv("CALBENCH_DCC_SCHEMA", raising=False)
    said = calbench("demo", "--virtual", "--uut", uut, "--out", tmp_path)
    assert said.code == code, said.err
    assert {path.suffix for path in tmp_path.iterdir()} == {".calrun", ".xml", ".html"}
    assert "SIMULATED" in said.out
    assert "every result was recomputed" in said.out
    assert all("SIM-" in path.name for path in tmp_path.iterdir() if path.suffix != ".calrun")


def test_the_hidden_gain_error_of_the_faulty_meter_is_found_on_its_range_only(calbench, tmp_path):
    said = calbench("demo", "--virtual", "--uut", "faulty", "--out", tmp_path)
    points = ", ".join(f"dc-voltage 100 V/{level}" for level in ("+10 %", "+90 %", "-90 %"))
    assert f"OUT OF TOLERANCE at 3 of 66 points: {points}" in said.out


def test_two_virtual_demonstrations_with_one_seed_differ_in_run_and_wall_time_only(calbench, tmp_path):
    events = []
    for name in ("a", "b"):
        calbench("demo", "--virtual", "--seed", "5", "--out", tmp_path / name)
        record = read_record(next((tmp_path / name).glob("*.calrun")))
        events.append([(line.event, line.mono) for line in record.lines[1:-1]])
    assert events[0] == events[1]


def test_the_demonstration_on_sockets_and_in_process_say_the_same_bytes(calbench, tmp_path):
    said = calbench("demo", "--speed", "200", "--out", tmp_path / "wire")
    assert said.code == 0, said.err
    record = next((tmp_path / "wire").glob("*.calrun"))
    started = fold_record(read_record(record)).started
    assert (started.clock, started.speed) == ("scaled", 200.0)
    calbench("demo", "--virtual", "--out", tmp_path / "process")
    virtual = next((tmp_path / "process").glob("*.calrun"))
    assert outputs(record) == outputs(virtual)


def outputs(record):
    """Everything a source said it puts out, which hangs on no noise."""
    return [
        line.event.raw
        for line in read_record(record).lines
        if type(line.event).__name__ == "IndicationTaken" and line.event.purpose == "reference"
    ]


@pytest.mark.skipif(sys.platform == "win32", reason="sends SIGINT to a process")
@pytest.mark.parametrize(
    ("stage", "times"),
    [
        ("operator", 1),
        ("Connect the leads", 2),
        ("10 V/+10 %", 5),
        *(
            pytest.param(stage, times, marks=pytest.mark.slow)
            for stage, times in [
                ("operator", 2),
                ("operator", 5),
                ("Connect the leads", 1),
                ("Connect the leads", 5),
                ("10 V/+10 %", 1),
                ("10 V/+10 %", 2),
            ]
        ),
    ],
)
def test_ctrl_c_at_any_stage_any_number_of_times_aborts_the_run_and_leaves_outputs_off(tmp_path, times, stage):
    process = subprocess.Popen(
        [sys.executable, "-m", "bench_cli", "demo", "--speed", "20", "--out", str(tmp_path)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    assert process.stdout is not None
    for line in process.stdout:
        if stage in line:
            for _ in range(times):
                os.killpg(process.pid, signal.SIGINT)
            break
    out, err = process.communicate(timeout=50)
    assert process.returncode == 4, out + err
    assert "Traceback" not in err
    state = fold_record(read_record(next(tmp_path.glob("*.calrun"))))
    assert state.abort is not None
    assert state.ended is not None
    assert (state.ended.state, state.ended.safe) == ("aborted", True)
    assert state.checkpoint is not None


@pytest.mark.skipif(not Path("/proc").exists(), reason="finds the runner's process in /proc")
def test_a_polite_kill_aborts_and_a_killed_runner_is_told_with_the_way_to_go_on(tmp_path):
    for number, says in ((signal.SIGTERM, "aborting"), (signal.SIGKILL, "when all is well again: calbench resume")):
        folder = tmp_path / number.name
        process = subprocess.Popen(
            [sys.executable, "-m", "bench_cli", "demo", "--speed", "20", "--out", str(folder)],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, stdin=subprocess.DEVNULL,
        )  # fmt: skip
        assert process.stdout is not None
        said = ""
        for line in process.stdout:
            said += line
            if "10 V/+10 %" in line:
                os.kill(process.pid if number == signal.SIGTERM else runner_of(process.pid), number)
        assert process.wait() == 4, said
        assert says in said
        process.stdout.close()


def runner_of(parent: int) -> int:
    """Return the process of the run that a command started."""
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text(encoding="ascii").split()
    return next(int(child) for child in children if b"sequencer" in Path(f"/proc/{child}/cmdline").read_bytes())


def test_a_reader_that_goes_away_changes_no_exit_code_and_loses_no_certificate(tmp_path):
    pipe = subprocess.Popen(
        [sys.executable, "-m", "bench_cli", "demo", "--virtual", "--uut", "faulty", "--out", str(tmp_path)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert pipe.stdout is not None
    pipe.stdout.readline()
    pipe.stdout.close()
    assert pipe.stderr is not None
    assert pipe.stderr.read() == ""
    assert pipe.wait() == 1
    pipe.stderr.close()
    assert {path.suffix for path in tmp_path.iterdir()} == {".calrun", ".xml", ".html"}


@pytest.mark.parametrize("encoding", ["ascii", "gbk", "latin-1"])
def test_a_terminal_that_cannot_show_a_character_stops_nothing(tmp_path, encoding):
    done = subprocess.run(
        [sys.executable, "-m", "bench_cli", "demo", "--virtual", "--out", str(tmp_path)],
        capture_output=True, check=False, env={**os.environ, "PYTHONIOENCODING": encoding},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


def test_sim_serves_a_bench_whose_written_links_a_run_can_use(bench_folder, calbench):
    process = subprocess.Popen(
        [sys.executable, "-m", "bench_cli", "sim", str(bench_folder.path("bench.yaml")), "--json", "--speed", "100",
         "--bench-out", str(bench_folder.path("served.yaml"))],
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert process.stdout is not None
        said = [json.loads(process.stdout.readline()) for _ in range(2)]
        assert [one["instrument"] for one in said] == ["calibrator", "meter"]
        assert all(one["links"][0].startswith("TCPIP") for one in said)
        ran = calbench(
            "run", bench_folder.path("procedure.yaml"), "--bench", bench_folder.path("served.yaml"), "--speed", "100",
            "--out", bench_folder.folder,
        )  # fmt: skip
        assert ran.code == 0, ran.err
    finally:
        process.terminate()
        process.communicate(timeout=20)
    assert process.returncode == 0
