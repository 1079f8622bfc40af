"""Starts the simulated instruments of a bench in a process of their own, and writes a bench file with their links."""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

from bench_core.capabilities.instruments import IN_PROCESS
from bench_core.documents.bench_text import bench_text
from bench_core.errors import LinkRefused, UsageError
from drivers.bench import read_bench

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from bench_core.documents.model import Document
    from drivers.bench import Bench, BenchFile


@contextmanager
def simulated(bench: Path, speed: float, seed: int | None) -> Iterator[dict[str, str]]:
    """Serve the simulated instruments of a bench in a process of their own while the block runs.

    Args:
        bench: bench file with a world.
        speed: of its clock.
        seed: of its noise, or None for the file's.

    Yields:
        By instrument of the bench, the resource name that answers.

    Raises:
        LinkRefused: the process ended before every instrument answered.
    """
    world, names = simulated_instruments(read_bench(bench))
    command = [sys.executable, "-P", "-m", "sim_instruments", str(world), "--json", "--speed", repr(speed)]
    command += [] if seed is None else ["--seed", str(seed)]
    command += [word for name in names.values() for word in ("--instrument", name)]
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8",
        start_new_session=sys.platform != "win32",
    )  # fmt: skip
    try:
        links = _links(process, world, len(names))
        yield {name: links[simulation] for name, simulation in names.items()}
    finally:
        process.communicate()  # its standard input closes, which tells it to stop


def simulated_instruments(bench: Bench) -> tuple[Path, dict[str, str]]:
    """Return a bench's world file, and by instrument its name in that world.

    Raises:
        UsageError: nothing on the bench is simulated.
    """
    entries = bench.instruments.items()
    names = {name: entry.link[len(IN_PROCESS) :] for name, entry in entries if entry.in_process}
    if bench.world is None or not names:
        raise UsageError(
            f"{bench.path}: has no simulated instruments; give it 'world: FILE' and links such as sim:NAME"
        )
    return bench.world, names


def _links(process: subprocess.Popen[str], world: Path, count: int) -> dict[str, str]:
    links: dict[str, str] = {}
    for line in process.stdout or ():
        answer = json.loads(line)
        links[answer["instrument"]] = answer["links"][0]
        if len(links) == count:
            return links
    raise LinkRefused(str(world), "its simulated instruments did not start; see the message above")


def with_links(bench: Document[BenchFile], links: Mapping[str, str]) -> str:
    """Return a bench file's text with other links, and with its relative paths made absolute.

    Args:
        bench: the file.
        links: resource name by instrument; an instrument that is not named keeps its own.
    """
    values = {(name, "link"): link for name, link in links.items()}
    return bench_text(bench.text, bench.nodes, bench.path.parent, values)
