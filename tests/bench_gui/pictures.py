"""Shows every screen of the window, in every form: `python tests/bench_gui/pictures.py FOLDER`.

Every scene is made from records of real simulated runs, or by real processes. Each is drawn in both languages and in
every theme, at the scale that is given; beside each picture, a JSON line says what a person would complain about.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import traceback
from pathlib import Path
from typing import TYPE_CHECKING

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from bench_gui.app import make_application, open_window
from bench_gui.look.tokens import Theme
from bench_gui.qt import QCoreApplication, QEvent
from bench_gui.settings import Settings
from bench_gui.words import Language
from tests.bench_gui import catalogue
from tests.bench_gui.inspection import findings
from tests.bench_gui.scenes import SCENES, Scene, Stage, settle, until

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bench_gui.window import Window


def main() -> int:
    """Draw what is asked for; return 1 where there is something to complain about."""
    arguments = _parser().parse_args()
    os.environ["CALBENCH_HOME"] = str(arguments.folder / "home")
    arguments.folder.mkdir(parents=True, exist_ok=True)
    complaints = 0
    for line in drawn(arguments):
        sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
        sys.stdout.flush()
        complaints += len(line["findings"])
    return 1 if complaints else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="for the pictures")
    parser.add_argument("--scale", type=float, default=1.0, help="1 to 2 (default 1)")
    parser.add_argument("--size", default="1366x768", help="of the screen in its own pixels (default 1366x768)")
    parser.add_argument("--scene", action="append", default=[], help="only this one; repeatable")
    parser.add_argument("--theme", action="append", default=[], help="only this one; repeatable (default light, dark)")
    parser.add_argument("--language", action="append", default=[], help="only this one; repeatable")
    parser.add_argument("--made", type=Path, help="folder of an earlier call whose records are used again")
    return parser


def drawn(arguments: argparse.Namespace) -> Iterator[dict[str, object]]:
    """Draw scene by scene, each in all its forms, and yield what there is to complain about."""

    application = make_application(Settings(scale=arguments.scale))
    wide, high = (int(edge) for edge in arguments.size.split("x"))
    themes = [Theme(name) for name in arguments.theme or ("light", "dark")]
    languages = [Language(name) for name in arguments.language or tuple(Language)]
    forms = [(language, theme) for language in languages for theme in themes]
    stage = Stage((arguments.made or arguments.folder) / "made", application)
    for scene in SCENES:
        if arguments.scene and scene.name not in arguments.scene:
            continue
        with stage.session(scene) as session:
            window = open_window(application, session)
            window.resize(round(wide / arguments.scale), round(high / arguments.scale))
            yield from _in_all_forms(scene, window, stage, forms, arguments)
            window.close()
            window.deleteLater()
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def _in_all_forms(
    scene: Scene,
    window: Window,
    stage: Stage,
    forms: list[tuple[Language, Theme]],
    arguments: argparse.Namespace,
) -> Iterator[dict[str, object]]:

    texts = {message.id: message.string for message in catalogue.stored() if message.id}
    try:
        scene.play(window, stage)
    except Exception as failure:  # noqa: BLE001  the other scenes are still to be seen
        traceback.print_exc()
        yield {"scene": scene.name, "picture": None, "findings": [f"scene failed: {failure!r}"]}
        return
    for language, theme in forms:
        window.session.change(language=language, theme=theme)
        until(window, lambda: not getattr(window.screen_of(window.screen_name), "busy", False))
        settle(window)
        path = arguments.folder / f"{scene.name}-{language.value}-{theme.value}-{round(arguments.scale * 100)}.png"
        window.grab().save(str(path))
        found = findings(window, language, texts)
        if found:  # a text may have come this very moment; a complaint is what stays
            settle(window)
            window.grab().save(str(path))
            found = findings(window, language, texts)
        yield {"scene": scene.name, "picture": str(path), "findings": found}


if __name__ == "__main__":
    sys.exit(main())
