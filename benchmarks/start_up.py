"""Wall and CPU time of `calbench --help` above the bare interpreter, both started in turn.

    python benchmarks/start_up.py [--rounds N]

On a machine with nothing else to do both times agree; on a busy one only the CPU time is the program's own.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import time
from typing import TYPE_CHECKING

from alternating import alternate, show, show_added

if TYPE_CHECKING:
    from collections.abc import Callable


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=25)
    options = parser.parse_args()
    for name, timer in (("wall", time.perf_counter), ("CPU", _children_cpu_s)):
        print(f"{name} time")
        measures = {
            "interpreter": _ms(timer, "-c", "pass"),
            "calbench --help": _ms(timer, "-m", "bench_cli", "--help"),
        }
        figures = alternate(measures, options.rounds)
        show(figures, "ms")
        show_added(figures, "ms", "at most 50 ms")


def _ms(timer: Callable[[], float], *arguments: str) -> Callable[[], float]:
    def measure() -> float:
        begin = timer()
        subprocess.run([sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL)
        return (timer() - begin) * 1e3

    return measure


def _children_cpu_s() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main()
