"""A bench for a dry run: simulated instruments inside the run, and nobody is needed."""

from __future__ import annotations

import pytest

from bench_core.errors import UsageError
from bench_gui.workplace.dry_run_bench import dry_run_bench
from bench_gui.workplace.finding import find
from drivers.bench import read_bench
from tests.conftest import BenchFolder


@pytest.fixture
def served(tmp_path) -> BenchFolder:
    """Return a bench whose simulated instruments answer on a socket, and whose person asks the one at the window."""
    bench = BenchFolder(tmp_path)
    bench.change("bench.yaml", '"sim:meter"', '"TCPIP0::127.0.0.1::65002::SOCKET"')
    return bench


@pytest.mark.usefixtures("served")
def test_instruments_on_sockets_are_simulated_inside_the_run(tmp_path):
    folder = tmp_path / "private"
    folder.mkdir()
    made = read_bench(dry_run_bench(find(tmp_path).benches[0], folder))
    assert {name: one.link for name, one in made.instruments.items()} == {
        "calibrator": "sim:calibrator",
        "meter": "sim:meter",
    }
    assert made.world == folder / "world.yaml"


def test_the_simulated_person_confirms_and_reads_in_a_dry_run_whatever_the_world_says(served, tmp_path):
    folder = tmp_path / "private"
    folder.mkdir()
    text = served.path("world.yaml").read_text(encoding="utf-8")
    text = text.replace("confirms: true", "confirms: false, reads: false")
    served.path("world.yaml").write_text(text, encoding="utf-8")
    dry_run_bench(find(tmp_path).benches[0], folder)
    made = (folder / "world.yaml").read_text(encoding="utf-8")
    assert "confirms: true, reads: true" in made
    assert "false" not in made


def test_a_bench_whose_world_lacks_an_instrument_is_refused(served, tmp_path):
    served.change("bench.yaml", "meter: {", "dmm: {")
    served.change("bench.yaml", "uut: meter", "uut: dmm")
    with pytest.raises(UsageError, match="simulates no dmm"):
        dry_run_bench(find(tmp_path).benches[0], tmp_path)


def test_a_bench_of_real_instruments_is_refused(served, tmp_path):
    served.change("bench.yaml", "world: world.yaml\n", "")
    with pytest.raises(UsageError, match="no simulated world"):
        dry_run_bench(find(tmp_path).benches[0], tmp_path)
