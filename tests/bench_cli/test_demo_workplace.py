"""The workplace of `calbench gui --demo`: files without a mistake, and instruments that answer when they are asked."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys

import pytest

from bench_cli import demo_workplace
from bench_cli.demo_workplace import BENCHES, fill
from bench_core.capabilities.instruments import LinkContext
from bench_core.clock import system_clock
from bench_core.documents.model import load
from bench_core.documents.order import Order
from bench_core.errors import LinkRefused
from bench_core.records.exclusive import is_held
from drivers.bench import read_bench
from drivers.links.visa import VisaLinks
from sim_instruments.world_file import WorldFile

SERVED = [bench for bench in BENCHES if bench.served]


def made(folder, *words):
    """Make a workplace as the window does, and return what was said by name of the bench."""
    done = subprocess.run(
        [sys.executable, "-P", "-m", "bench_cli.demo_workplace", folder, *words],
        capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.stderr == ""
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    return done.returncode, {line["bench"].rpartition("bench-")[2].removesuffix(".yaml"): line for line in lines}


@pytest.fixture
def workplace(tmp_path):
    """A filled workplace; on leaving it the simulators have ended."""
    folder = tmp_path / "out"
    fill(folder)
    yield folder
    for note in (folder / ".simulated").glob("*.jsonl"):
        if is_held(note):
            os.kill(json.loads(note.read_text("utf-8").partition("\n")[0])["pid"], signal.SIGTERM)
        while is_held(note):
            system_clock().sleep(0.01)


def identities(folder, name):
    """Ask each instrument of a bench who it is, and return its serial number there and in the bench file."""
    links = VisaLinks(LinkContext(system_clock()))
    try:
        for entry in read_bench(folder / "benches" / f"bench-{name}.yaml").instruments.values():
            link = links.open(entry.link, 10.0)
            link.write(b"*IDN?\n")
            yield link.read().decode().split(",")[2], entry.serial
    finally:
        links.close()


def test_every_instrument_of_every_bench_answers_and_the_next_window_uses_the_same(workplace):
    code, said = made(workplace, "--speed", "50")
    assert (code, list(said)) == (0, [bench.name for bench in BENCHES])
    assert all(line["speed"] == 50 and set(line["told"]) == {"zh", "en"} for line in said.values())
    for bench in SERVED:
        for answered, written in identities(workplace, bench.name):
            assert answered == written
    notes = {bench.name: (workplace / ".simulated" / f"{bench.name}.jsonl").stat().st_ino for bench in SERVED}
    files = {path: path.read_bytes() for path in workplace.rglob("*.yaml")}
    code, again = made(workplace, "--speed", "10")
    assert code == 0
    assert {name: line["speed"] for name, line in again.items()} == {
        "good": 50, "faulty": 50, "by-hand": 10, "calibrator": 50,
    }  # fmt: skip
    assert notes == {name: (workplace / ".simulated" / f"{name}.jsonl").stat().st_ino for name in notes}
    assert files == {path: path.read_bytes() for path in workplace.rglob("*.yaml")}


def test_instruments_that_cannot_start_are_told_and_the_other_benches_can_be_used(workplace):
    world = workplace / "benches" / "world-good.yaml"
    world.write_text(world.read_text("utf-8").replace("simulates: fluke.5522a", "simulates: fluke.5"), "utf-8")
    code, said = made(workplace)
    assert code == 3
    assert "nothing simulates 'fluke.5'" in said["good"]["refused"]["zh"]
    assert all("told" in line for name, line in said.items() if name != "good")


def test_a_port_that_another_program_took_meanwhile_is_given_up(workplace, monkeypatch):
    world = workplace / "benches" / "world-good.yaml"
    before = world.read_text("utf-8")
    monkeypatch.setattr(demo_workplace, "_ports_free", lambda text: text != before)
    monkeypatch.setattr(demo_workplace, "_start", lambda *_: None)
    assert demo_workplace.main([str(workplace)]) == 0
    after = world.read_text("utf-8")
    assert after != before
    simulated = load(world, WorldFile).model.instruments.values()
    links = {entry.link for entry in read_bench(workplace / "benches" / "bench-good.yaml").instruments.values()}
    assert links == {f"TCPIP0::127.0.0.1::{one.port}::SOCKET" for one in simulated}


def test_a_port_that_another_program_takes_while_the_instruments_start_is_given_up_too(workplace, monkeypatch):
    tried = []
    with socket.socket() as other:

        def start(world, *_):
            tried.append(world.read_text("utf-8"))
            if len(tried) == 1:
                other.bind(("127.0.0.1", int(re.search(r"port: (\d+)", tried[0])[1])))
                raise LinkRefused(str(world), "its port is in use")

        monkeypatch.setattr(demo_workplace, "_start", start)
        assert demo_workplace.main([str(workplace)]) == 0
    first, second = tried[:2]
    assert "world: demo-good" in first
    assert "world: demo-good" in second
    assert first != second


def test_what_is_in_the_workplace_already_stays(workplace):
    order, bench = workplace / "orders" / "order.yaml", workplace / "benches" / "bench-good.yaml"
    order.write_text("mine", "utf-8")
    written = bench.read_bytes()
    fill(workplace)
    assert (order.read_text("utf-8"), bench.read_bytes()) == ("mine", written)


def test_each_order_has_its_unit_under_test_on_a_bench_of_its_own(workplace):
    orders = [load(path, Order).model for path in sorted((workplace / "orders").iterdir())]
    ordered = {order.uut.serial for order in orders}
    assert [(order.due - order.received).days for order in orders] == [1, 2, 3, 4]
    benches = [read_bench(path) for path in (workplace / "benches").glob("bench-*.yaml")]
    assert {bench.instruments[bench.roles["uut"]].serial for bench in benches} == ordered
    assert len(ordered) == len(benches) == len(BENCHES) == len({bench.name for bench in benches})


@pytest.mark.parametrize("bench", BENCHES, ids=lambda bench: bench.name)
def test_the_person_at_the_window_confirms_where_the_simulated_one_does_not(workplace, bench):
    world = load(workplace / "benches" / f"world-{bench.name}.yaml", WorldFile).model
    assert world.person.confirms == bench.person_confirms
    assert world.person.reads == bench.person_reads


def test_of_one_order_the_person_at_the_window_reads_the_meter_and_its_client_says_so(workplace):
    (bench,) = (bench for bench in BENCHES if not bench.person_reads)
    read = read_bench(workplace / "benches" / f"bench-{bench.name}.yaml")
    order = load(workplace / "orders" / f"order-{bench.name}.yaml", Order).model
    assert (read.by_person, read.instruments["meter"].serial) == (("meter",), order.uut.serial)
    assert (order.client.name.zh, order.client.name.en) == (
        "练习：人工读数（演示医院）",
        "Practice: reading by hand (demonstration)",
    )


@pytest.mark.parametrize(
    ("name", "procedure", "code"),
    [
        ("by-hand", "jjf-1587-2016", 0),
        pytest.param("calibrator", "jjf-1638-2017", 1, marks=pytest.mark.slow),
    ],
)
def test_the_demonstrations_own_benches_can_be_run_to_their_end(calbench, tmp_path, name, procedure, code):
    bench = demo_workplace._SHIPPED / f"bench-{name}.yaml"
    order = demo_workplace._SHIPPED / f"order-{name}.yaml"
    said = calbench("run", procedure, "--bench", bench, "--order", order, "--virtual", "--out", tmp_path)
    assert said.code == code, said.err
    assert "finished" in said.out
