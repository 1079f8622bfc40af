"""Makes the workplace of `calbench gui --demo`: demonstration files, and simulated instruments that outlive the window.

`python -m bench_cli.demo_workplace FOLDER [--speed N]` says one JSON line for each bench that can be used, and ends:
`{"bench": PATH, "speed": N, "told": {"zh": …, "en": …}}`, or `{"bench": PATH, "refused": {"zh": …, "en": …}}`. The
instruments answer on fixed ports of this machine in processes of their own, which end when nobody has used them for
`IDLE_S`; those that an earlier window left are used again. Files that are there already are left as they are.
"""

from __future__ import annotations

import argparse
import json
import re
import socket
import subprocess
import sys
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from bench_cli.files import write_bytes
from bench_cli.output import prepare_streams, say
from bench_core.clock import system_clock
from bench_core.errors import BenchError, LinkRefused
from bench_core.failures import told
from bench_core.records.exclusive import hold, is_held

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

IDLE_S = 1800.0
"""A person who went for lunch finds the bench as it was left [s]."""
_SHIPPED = Path(__file__).parent / "demo"
_HOST = "127.0.0.1"
_LOOK_S = 0.05


@dataclass(frozen=True, slots=True)
class DemoBench:
    """One bench of the demonstration.

    Args:
        name: of the bench file, `bench-NAME.yaml`; its world file is `world-NAME.yaml`.
        served: its instruments that answer on a socket; those of a bench without one are simulated in the run.
        person_confirms: whether the simulated person says that leads are connected and switches set; else the person
            at the window is asked.
        person_reads: whether the simulated person reads what no program can; else the person at the window does, who
            is shown the simulated display.
        changes: texts that are other ones in the workplace, so that each order has a unit under test of its own.
    """

    name: str
    served: tuple[str, ...]
    person_confirms: bool = True
    person_reads: bool = True
    changes: Mapping[str, str] = field(default_factory=dict)


BENCHES = (
    DemoBench("good", ("calibrator", "meter"), person_confirms=False),
    DemoBench("faulty", ("calibrator", "meter"), changes={"MY41001234": "MY41005678"}),
    DemoBench("by-hand", (), person_confirms=False, person_reads=False),
    DemoBench("calibrator", ("calibrator", "reference")),
)


def main(words: Sequence[str] | None = None) -> int:
    """Make the workplace ready, and say which benches can be used.

    Returns:
        0 when every bench can be used, else the exit code of the last failure.
    """
    parser = argparse.ArgumentParser(prog="python -m bench_cli.demo_workplace", description=__doc__)
    parser.add_argument("folder", type=Path, help="the workplace")
    parser.add_argument("--speed", type=float, default=20.0, help="world seconds in one second (default: 20)")
    parser.add_argument("--idle", type=float, default=IDLE_S, help=f"seconds (default: {IDLE_S:g})")
    arguments = parser.parse_args(words)
    prepare_streams()
    folder = arguments.folder.absolute()
    code = 0
    notes = folder / ".simulated"
    notes.mkdir(parents=True, exist_ok=True)
    with (notes / "lock").open("a", encoding="utf-8") as lock:
        while not hold(lock.fileno()):  # another window makes the same workplace ready
            system_clock().sleep(_LOOK_S)
        fill(folder)
        for bench in BENCHES:
            code = _ready(bench, folder, notes, arguments) or code
    return code


def _ready(bench: DemoBench, folder: Path, notes: Path, arguments: argparse.Namespace) -> int:
    path = str(folder / "benches" / f"bench-{bench.name}.yaml")
    try:
        speed = _served(bench, folder, notes, arguments) if bench.served else arguments.speed
    except BenchError as failure:
        why = told(failure)
        said = {"zh": f"仿真仪器未能启动：{why.zh}", "en": f"the simulated instruments did not start: {why.en}"}
        say(json.dumps({"bench": path, "refused": said}, ensure_ascii=False))
        return failure.exit_code
    ready = {"zh": f"校准台 {bench.name} 的仿真仪器已就绪", "en": f"simulated bench {bench.name} is ready"}
    say(json.dumps({"bench": path, "speed": speed, "told": ready}, ensure_ascii=False))
    return 0


def fill(folder: Path) -> None:
    """Put the demonstration's files into a workplace; what is there already stays.

    Raises:
        UsageError: the disc refuses it.
    """
    for source in (_SHIPPED / "laboratory.yaml", *_SHIPPED.glob("standards/*"), *_SHIPPED.glob("types/*")):
        _put(folder / "benches" / source.relative_to(_SHIPPED), source.read_text("utf-8"))
    today = system_clock().utc().date()
    for days, source in enumerate(sorted(_SHIPPED.glob("order*.yaml")), start=1):
        dates = f"received: {today}\ndue: {today + timedelta(days)}\n"
        text = re.sub(r"^received: .*\n", dates, source.read_text("utf-8"), flags=re.MULTILINE)
        _put(folder / "orders" / source.name, text)
    for bench in BENCHES:
        target = folder / "benches" / f"bench-{bench.name}.yaml"
        if not (target.exists() and _world(folder, bench).exists()):
            _put_bench(folder, bench)


def _world(folder: Path, bench: DemoBench) -> Path:
    return folder / "benches" / f"world-{bench.name}.yaml"


def _put(target: Path, text: str) -> None:
    if not target.exists():
        write_bytes(target, text.encode())


def _put_bench(folder: Path, bench: DemoBench) -> None:
    """Write a bench and its world, joined by ports that stay the same: a run can be resumed days later."""
    file, world = ((_SHIPPED / f"{kind}-{bench.name}.yaml").read_text("utf-8") for kind in ("bench", "world"))
    for name, port in zip(bench.served, _free_ports(len(bench.served)), strict=True):
        world = re.sub(rf"^  {name}:\n", rf"\g<0>    port: {port}\n", world, count=1, flags=re.MULTILINE)
        file = file.replace(f"link: sim:{name}\n", f'link: "TCPIP0::{_HOST}::{port}::SOCKET"\n')
    if not bench.person_confirms:
        world = world.replace("confirms: true", "confirms: false")
    if not bench.person_reads:
        world = world.replace("reads: true", "reads: false")
    for old, new in bench.changes.items():
        file, world = file.replace(old, new), world.replace(old, new)
    write_bytes(_world(folder, bench), world.encode())
    write_bytes(folder / "benches" / f"bench-{bench.name}.yaml", file.encode())


def _free_ports(count: int) -> list[int]:
    """Return ports that nobody listens on; all are held until the last is found, so that they differ."""
    made = [socket.socket(socket.AF_INET, socket.SOCK_STREAM) for _ in range(count)]
    for one in made:
        one.bind((_HOST, 0))
    ports = [int(one.getsockname()[1]) for one in made]
    for one in made:
        one.close()
    return ports


def _served(bench: DemoBench, folder: Path, notes: Path, arguments: argparse.Namespace) -> float:
    """Have the instruments of a bench answer, and return the speed of their clock.

    Raises:
        LinkRefused: they do not answer.
    """
    note = notes / f"{bench.name}.jsonl"
    if is_held(note):
        return float(json.loads(note.read_text("utf-8").splitlines()[0])["speed"])
    world = _world(folder, bench)
    if not _ports_free(world.read_text("utf-8")):
        _put_bench(folder, bench)
    try:
        _start(world, note, arguments)
    except LinkRefused:
        if _ports_free(world.read_text("utf-8")):
            raise
        _put_bench(folder, bench)  # a port was taken between the look and the start
        _start(world, note, arguments)
    return float(arguments.speed)


def _ports_free(world: str) -> bool:
    """Say whether nobody has taken a port of the world since its file was written, to listen on or to connect from."""
    for port in re.findall(r"^    port: (\d+)$", world, re.MULTILINE):
        with closing(socket.socket(socket.AF_INET, socket.SOCK_STREAM)) as tried:
            if sys.platform != "win32":  # where it would take the port from whoever has it
                tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                tried.bind((_HOST, int(port)))
            except OSError:
                return False
    return True


def _start(world: Path, note: Path, arguments: argparse.Namespace) -> None:
    command = [sys.executable, "-P", "-m", "sim_instruments", str(world), "--json", "--note", str(note)]
    command += ["--speed", repr(arguments.speed), "--idle", repr(arguments.idle)]
    process = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        encoding="utf-8", start_new_session=sys.platform != "win32",
        creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
    )  # fmt: skip
    said = list(_until_ready(process, world))
    if not said or not said[-1].startswith("{"):
        raise LinkRefused(str(world), "".join(said).strip() or "its simulated instruments did not start")


def _until_ready(process: subprocess.Popen[str], world: Path) -> Iterator[str]:
    wanted = len(re.findall(r"^    port: ", world.read_text("utf-8"), re.MULTILINE))
    for line in process.stdout or ():
        yield line
        wanted -= line.startswith("{")
        if not wanted:
            return


if __name__ == "__main__":
    sys.exit(main())
