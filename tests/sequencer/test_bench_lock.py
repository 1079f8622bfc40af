import subprocess
import sys
import tempfile
from types import SimpleNamespace

import pytest

from bench_core.errors import BenchInUse, BindingRefused
from drivers.bench import read_bench
from sequencer.bench_lock import bench_held
from sequencer.control import Control
from sequencer.request import RunRequest
from sequencer.runner import perform


def bench(**links: str):
    entries = {name: SimpleNamespace(link=link, in_process=link.startswith("sim:")) for name, link in links.items()}
    return SimpleNamespace(instruments=entries)


@pytest.mark.parametrize(
    "spelling", ["tcpip::127.0.0.1::{}::socket", "TCPIP0::127.0.0.1::{}::SOCKET", "TCPIP::localhost::{}::SOCKET"]
)
def test_a_second_run_on_the_same_resource_is_refused_and_told_who_has_it(tmp_path, spelling, own_port):
    with (
        bench_held(bench(meter=f"TCPIP::127.0.0.1::{own_port}::SOCKET"), tmp_path / "first.calrun"),
        pytest.raises(BenchInUse, match=r"another run has it, process \d+, record .*first.calrun") as refused,
        bench_held(bench(other=spelling.format(own_port)), tmp_path / "second.calrun"),
    ):
        pass
    assert refused.value.told.zh.endswith("first.calrun）；请待其结束，或查看该运行")


def test_a_bench_is_free_again_when_its_run_has_ended(tmp_path, own_port):
    for _ in range(2):
        with bench_held(bench(meter=f"TCPIP::127.0.0.1::{own_port}::SOCKET"), tmp_path / "a.calrun"):
            pass


def test_simulated_instruments_in_process_belong_to_their_run(tmp_path):
    one = bench(meter="sim:meter")
    with bench_held(one, tmp_path / "a.calrun"), bench_held(one, tmp_path / "b.calrun"):
        pass


@pytest.mark.skipif(sys.platform == "win32", reason="there is no one folder for all there")
def test_a_terminal_with_a_temporary_folder_of_its_own_is_refused_too(tmp_path, own_port, monkeypatch):
    one = bench(meter=f"TCPIP::127.0.0.1::{own_port}::SOCKET")
    with bench_held(one, tmp_path / "first.calrun"):
        monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
        with pytest.raises(BindingRefused, match="another run has it"), bench_held(one, tmp_path / "b.calrun"):
            pass


def test_a_second_run_is_refused_before_anything_else_is_read_or_loaded(bench_folder, tmp_path, own_port):
    for name in ("calibrator", "meter"):
        bench_folder.change("bench.yaml", f"sim:{name}", f"TCPIP0::127.0.0.{len(name)}::{own_port}::SOCKET")
    request = RunRequest(tmp_path / "b.calrun", bench_folder.path("no-procedure.yaml"), bench_folder.path("bench.yaml"))
    with (
        bench_held(read_bench(request.bench), tmp_path / "a.calrun"),
        pytest.raises(BindingRefused, match="another run has it"),
    ):
        perform(request, Control())
    late = "{'procedures', 'sequencer.conducting', 'sequencer.preparing'}"
    loaded = f"import sys, sequencer.__main__; print(sorted({late} & sys.modules.keys()))"
    ran = subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True)
    assert ran.stdout == "[]\n"
