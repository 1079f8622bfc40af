"""Time of `calbench demo --virtual`: all five functions of a multimeter, record, proof, DCC and page.

    python benchmarks/demo.py [--rounds N]

The command and its runner are two processes. The runner is started alone as well, so that the CPU time of either is
known; the interpreter, which does nothing, is the floor. Each round starts all three anew. The first also compiles
what the later ones import.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from alternating import alternate, show
from demonstration import request_of_demo

if TYPE_CHECKING:
    from collections.abc import Callable


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        started = _Started(Path(folder))
        figures = alternate(
            {
                "interpreter, wall": started.wall("-c", "pass"),
                "demo, wall": started.wall("-m", "bench_cli", "demo", "--virtual", "--out", folder),
                "demo, CPU of both": started.cpu,
                "runner alone, wall": started.runner(Path(folder)),
                "runner alone, CPU": started.cpu,
            },
            options.rounds,
        )
    show(figures, "ms")
    both, runner = min(figures["demo, CPU of both"]), min(figures["runner alone, CPU"])
    print(f"CPU of the command {both - runner:.0f} ms, of its runner {runner:.0f} ms  (aim at most 1500 ms a process)")


class _Started:
    """Processes that were started one after another, and what the last of them cost.

    Args:
        folder: for compiled modules, as an installed package has them.
    """

    def __init__(self, folder: Path) -> None:
        kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        self._environment = kept | {"PYTHONPYCACHEPREFIX": str(folder / "compiled")}
        self._cpu_ms = 0.0
        self._number = 0

    def wall(self, *arguments: str) -> Callable[[], float]:
        """Return a measure that runs the interpreter with arguments and returns the wall time [ms]."""

        def measure() -> float:
            before, begin = _children_cpu_ms(), time.perf_counter()
            subprocess.run([sys.executable, *arguments], env=self._environment, check=True, stdout=subprocess.DEVNULL)
            wall_ms = (time.perf_counter() - begin) * 1e3
            self._cpu_ms = _children_cpu_ms() - before
            return wall_ms

        return measure

    def cpu(self) -> float:
        """Return the CPU time of the last process and of those that it started [ms]."""
        return self._cpu_ms

    def runner(self, folder: Path) -> Callable[[], float]:
        """Return a measure that runs the demo's runner alone and returns the wall time [ms]."""

        def measure() -> float:
            self._number += 1
            request = folder / "request.json"
            request_of_demo(folder / f"{self._number}.calrun").write(request)
            return self.wall("-m", "sequencer", str(request))()

        return measure


def _children_cpu_ms() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (used.ru_utime + used.ru_stime) * 1e3


if __name__ == "__main__":
    main()
