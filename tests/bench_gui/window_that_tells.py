"""Opens the real window on a workplace and says in JSON lines when it shows a run; it is there to be killed.

`python tests/bench_gui/window_that_tells.py WORKPLACE [--start PROCEDURE BENCH]`
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from bench_gui.app import begin, make_application, open_window
from bench_gui.opening import Opening
from bench_gui.qt import QTimer
from bench_gui.session import Session
from bench_gui.settings import Settings
from bench_gui.work.launching import PATIENCE_S, Launch
from sequencer.request import RunRequest


def main() -> int:
    """Show the window until it is killed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("workplace", type=Path)
    parser.add_argument("--start", nargs=2, type=Path, metavar=("PROCEDURE", "BENCH"), help="a run, at once")
    parser.add_argument("--speed", type=float, default=1.0)
    arguments = parser.parse_args()
    opening = Opening(
        arguments.workplace, demo=False, record=None, operator="zhang", language="en", theme=None, scale=None
    )
    settings = Settings(operator="zhang")
    application = make_application(settings)
    session = Session(opening, settings, arguments.workplace / "window.json")
    window = open_window(application, session)
    if arguments.start:
        procedure, bench = arguments.start
        request = RunRequest(
            record=arguments.workplace / "records" / "begun.calrun", procedure=procedure, bench=bench, operator="zhang",
            clock="scaled", speed=arguments.speed, patience_s=PATIENCE_S,
        )  # fmt: skip
        launch = Launch(request, session)
        launch.began.connect(lambda started: session.watch_run(started.record))
        launch.refused.connect(lambda why: _say(refused=why.en))
        launch.start()
    begin(window)
    told = set()

    def look() -> None:
        sight = session.sight()
        if sight is not None and not told:
            told.add(sight.seen.number)
            _say(shows=window.screen_name, line=sight.seen.number, record=str(session.watch and session.watch.record))

    timer = QTimer(window, interval=5)
    timer.timeout.connect(look)
    timer.start()
    return application.exec()


def _say(**fields: object) -> None:
    sys.stdout.write(json.dumps(fields) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
