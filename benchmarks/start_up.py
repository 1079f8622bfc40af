"""Wall time of `calbench --help` above the bare interpreter, both started in turn.

python benchmarks/start_up.py [--rounds N]
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import time


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=25)
    options = parser.parse_args()
    floors, ours = [], []
    for _ in range(options.rounds + 1):
        floors.append(_wall_ms(["-c", "pass"]))
        ours.append(_wall_ms(["-m", "bench_cli", "--help"]))
    floors, ours = floors[1:], ours[1:]  # the first round warms up
    print(f"interpreter       {min(floors):6.1f} ms min  {statistics.median(floors):6.1f} ms median")
    print(f"calbench --help   {min(ours):6.1f} ms min  {statistics.median(ours):6.1f} ms median")
    print(f"added             {min(ours) - min(floors):6.1f} ms min (aim 50 ms)")
    print(f"ratio             {min(ours) / min(floors):6.2f}")


def _wall_ms(arguments: list[str]) -> float:
    begin = time.perf_counter()
    subprocess.run([sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL)
    return (time.perf_counter() - begin) * 1e3


if __name__ == "__main__":
    main()
