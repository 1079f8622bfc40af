from __future__ import annotations

import subprocess
import sys
import tracemalloc

import pytest

from bench_core.clock import VirtualClock
from bench_core.documents.model import parse
from sim_instruments.dialects.catalogue import DIALECTS, TERMINAL_MODE, dialect
from sim_instruments.world import World
from sim_instruments.world_file import WorldFile


@pytest.mark.parametrize("name", DIALECTS)
def test_every_instrument_of_the_catalogue_can_be_loaded_and_says_who_it_is(name, tmp_path, make_bench):
    path = tmp_path / "world.yaml"
    path.write_text(f'calbench: world/1\nworld: w\ninstruments: {{a: {{simulates: {name}, serial: "7"}}}}\n', "utf-8")
    assert callable(dialect(name))
    bench = make_bench(path)
    if name == "hp.3458a":
        assert "3458A" in bench.ask("a", "END ALWAYS;ID?")
    else:
        assert name.partition(".")[2].upper() in bench.ask("a", "*IDN?")


def test_only_what_is_simulated_has_a_terminal_mode():
    assert set(TERMINAL_MODE) <= set(DIALECTS)


def test_a_world_file_is_read_without_loading_any_dialect():
    code = (
        "import sys, sim_instruments.world_file;"
        "print([m for m in sys.modules if m.startswith('sim_instruments.dialects.') and m.endswith('.commands')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("name", ["fluke.5522a", "fluke.5730a", "fluke.8508a", "hp.3458a", "keysight.34465a"])
def test_a_hundred_instruments_that_nobody_talks_to_take_a_mebibyte(name):
    text = "calbench: world/1\nworld: idle\ninstruments:\n"
    text += "".join(f"  i{number}: {{simulates: {name}}}\n" for number in range(100)) + "wiring: []\n"
    file = parse("world.yaml", text.encode(), WorldFile).model
    World(file, VirtualClock(), 1)  # what all of them share is made once
    tracemalloc.start()
    before, _ = tracemalloc.get_traced_memory()
    world = World(file, VirtualClock(), 1)
    after, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(world.instruments) == 100
    assert after - before <= 1 << 20
