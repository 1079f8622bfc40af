"""Time from the command `calbench gui` to the first picture of its window, and to that of its first screen.

    python benchmarks/window_start.py [--rounds N]

Every figure is of a fresh process, offscreen, from just before it is asked for until the painting is over
(`first_paint.py` says how that is known). The floor is a window of the same binding with one button; the peer is a
window with an empty plot of pyqtgraph, as a program shows it that imports its plot library first. The workplace is an
empty folder. Each round starts all of them anew; the first also compiles what the later ones import. On a machine with
nothing else to do wall and CPU time nearly agree; on a busy one only the CPU time is the program's own.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from alternating import alternate, show

if TYPE_CHECKING:
    from collections.abc import Callable

_LAUNCHER = Path(__file__).with_name("first_paint.py")
_WITHIN_S = 60


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=11)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        started = _Started(Path(folder))
        figures = alternate(
            {
                "bare window": started.first_paint("bare"),
                "bare window, CPU": started.cpu,
                "window with a plot": started.first_paint("pyqtgraph"),
                "window with a plot, CPU": started.cpu,
                "calbench gui": started.first_paint("calbench", str(started.workplace)),
                "calbench gui, CPU": started.cpu,
                "calbench gui, first screen": started.first_screen,
            },
            options.rounds,
        )
    show(figures, "ms")
    for kind in ("", ", CPU"):
        floor, *others = (figures[f"{name}{kind}"] for name in ("bare window", "window with a plot", "calbench gui"))
        ratios = [min(ours) / min(floor) for ours in others]
        print(f"ratio to the bare window{kind}: with a plot {ratios[0]:.2f}, calbench gui {ratios[1]:.2f}")
    print("(aim at most 300 ms from the command to the first picture)")


class _Started:
    """Windows that were opened one after another.

    Args:
        folder: for compiled modules, as an installed package has them, for settings and for the workplace.
    """

    def __init__(self, folder: Path) -> None:
        self.workplace = folder / "workplace"
        self.workplace.mkdir()
        kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        self._environment = kept | {
            "PYTHONPYCACHEPREFIX": str(folder / "compiled"),
            "XDG_CONFIG_HOME": str(folder / "settings"),
            "QT_QPA_PLATFORM": "offscreen",
        }
        self._wall_ms: dict[str, float] = {}
        self._cpu_ms: dict[str, float] = {}

    def first_paint(self, *what: str) -> Callable[[], float]:
        """Return a measure that opens a window and returns the time to its first picture [ms]."""

        def measure() -> float:
            command = [sys.executable, str(_LAUNCHER), repr(time.monotonic()), *what]
            said = subprocess.run(
                command, env=self._environment, check=True, capture_output=True, text=True, timeout=_WITHIN_S
            ).stdout
            told = [line.split(",") for line in said.splitlines()]
            self._wall_ms = {name: float(wall) for name, wall, _ in told}
            self._cpu_ms = {name: float(cpu) for name, _, cpu in told}
            return self._wall_ms["first paint"]

        return measure

    def first_screen(self) -> float:
        """Return the time to the picture of the first screen of the last window [ms]."""
        return self._wall_ms["first screen"]

    def cpu(self) -> float:
        """Return the CPU time of the last window until its first picture [ms]."""
        return self._cpu_ms["first paint"]


if __name__ == "__main__":
    main()
