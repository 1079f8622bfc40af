import io
import json
import os
import signal
import subprocess
import sys
from contextlib import redirect_stdout
from pathlib import Path

import pytest

from bench_cli.__main__ import main
from bench_core.records.folding import fold_record
from bench_core.records.record import read_record


@pytest.fixture(scope="session")
def demonstrated(tmp_path_factory):
    """By unit under test: the folder of a virtual demonstration, what it printed, and its exit code."""
    found = {}

    def demonstrate(uut: str):
        if uut not in found:
            folder, out = tmp_path_factory.mktemp(uut), io.StringIO()
            with pytest.MonkeyPatch.context() as patch, redirect_stdout(out):
                patch.delenv("CALBENCH_DCC_SCHEMA", raising=False)
                code = main(["demo", "--virtual", "--uut", uut, "--out", str(folder)])
            found[uut] = folder, out.getvalue(), code
        return found[uut]

    return demonstrate


@pytest.mark.parametrize(("uut", "code"), [("good", 0), ("faulty", 1)])
def test_the_virtual_demonstration_leaves_record_certificate_and_page(demonstrated, uut, code):
    folder, out, ended = demonstrated(uut)
    assert ended == code
    assert {path.suffix for path in folder.iterdir()} == {".calrun", ".xml", ".html"}
    assert "SIMULATED" in out
    assert "every result was recomputed" in out
    assert all("SIM-" in path.name for path in folder.iterdir() if path.suffix != ".calrun")


def test_the_hidden_gain_error_of_the_faulty_meter_is_found_on_its_range_only(demonstrated):
    points = ", ".join(f"dc-voltage 100 V/{level}" for level in ("+10 %", "+90 %", "-90 %"))
    assert f"OUT OF TOLERANCE at 3 of 66 points: {points}" in demonstrated("faulty")[1]


def test_two_virtual_demonstrations_with_one_seed_differ_in_run_and_wall_time_only(calbench, demonstrated, tmp_path):
    calbench("demo", "--virtual", "--seed", "1", "--out", tmp_path)  # the seed that the world file gives
    events = []
    for folder in (tmp_path, demonstrated("good")[0]):
        record = read_record(next(folder.glob("*.calrun")))
        events.append([(line.event, line.mono) for line in record.lines[1:-1]])
    assert events[0] == events[1]


@pytest.mark.slow
@pytest.mark.parametrize("uut", ["good", "faulty"])
@pytest.mark.parametrize("seed", range(2, 14))
def test_no_seed_keeps_a_point_of_the_demonstration_from_settling(calbench, tmp_path, seed, uut):
    said = calbench("demo", "--virtual", "--seed", seed, "--uut", uut, "--out", tmp_path)
    assert said.code == {"good": 0, "faulty": 1}[uut], said.out


@pytest.mark.slow
def test_the_demonstration_on_sockets_and_in_process_say_the_same_bytes(calbench, demonstrated, tmp_path):
    said = calbench("demo", "--speed", "200", "--out", tmp_path)
    assert said.code == 0, said.err
    record = next(tmp_path.glob("*.calrun"))
    started = fold_record(read_record(record)).started
    assert (started.clock, started.speed) == ("scaled", 200.0)
    assert outputs(record) == outputs(next(demonstrated("good")[0].glob("*.calrun")))


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
        ("10 V/+10 %", 5),
        *(
            pytest.param(stage, times, marks=pytest.mark.slow)
            for stage, times in [
                ("Connect the leads", 2),
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
    (served,) = (tmp_path / ".served").iterdir()  # where the window does not look: its links have ended
    assert "::SOCKET" in served.read_text("utf-8")


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
def test_a_terminal_that_cannot_show_a_character_stops_nothing(bench_folder, encoding):
    done = subprocess.run(
        [sys.executable, "-m", "bench_cli", "run", bench_folder.path("procedure.yaml"), "--bench",
         bench_folder.path("bench.yaml"), "--virtual", "--out", bench_folder.folder],
        capture_output=True, check=False, env={**os.environ, "PYTHONIOENCODING": encoding},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert b"IN TOLERANCE" in done.stdout


def test_sim_serves_a_bench_whose_written_links_a_run_can_use_and_says_the_same_bytes_as_in_process(
    bench_folder, calbench, finished_once
):
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
        (served,) = bench_folder.folder.glob("*.calrun")
        assert fold_record(read_record(served)).started.clock == "scaled"
        assert outputs(served) == outputs(finished_once) != []
    finally:
        process.terminate()
        process.communicate(timeout=20)
    assert process.returncode == 0
