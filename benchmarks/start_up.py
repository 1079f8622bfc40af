"""Wall time of `calbench --help` above the bare interpreter, both started in turn.

python benchmarks/start_up.py [--rounds N]
"""

from __future__ import annotations

import argparse
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
    measures = {"interpreter": _wall_ms("-c", "pass"), "calbench --help": _wall_ms("-m", "bench_cli", "--help")}
    figures = alternate(measures, options.rounds)
    show(figures, "ms")
    show_added(figures, "ms", "at most 50 ms")


def _wall_ms(*arguments: str) -> Callable[[], float]:
    def measure() -> float:
        begin = time.perf_counter()
        subprocess.run([sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL)
        return (time.perf_counter() - begin) * 1e3

    return measure


if __name__ == "__main__":
    main()
