"""Every screen, as a picture in every form: nothing is cut off, untranslated, a box, too small to touch or astray."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from bench_gui.look.tokens import Theme
from bench_gui.words import Language

SCRIPT = Path(__file__).parent / "pictures.py"
SCREENS = {"100": "1366x768", "125": "1366x768", "200": "3840x2160"}
"""By scale in per cent, a screen that people have with it."""


@pytest.fixture(scope="session")
def folder(tmp_path_factory) -> Path:
    """Return where pictures go: a folder that CI keeps, if it names one."""
    kept = os.environ.get("CALBENCH_PICTURES")
    return Path(kept).absolute() if kept else tmp_path_factory.mktemp("pictures")


def drawn(folder: Path, *words: str) -> list[dict[str, object]]:
    done = subprocess.run(
        [sys.executable, str(SCRIPT), str(folder), *words], capture_output=True, text=True, check=False
    )
    assert done.returncode in {0, 1}, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def complaints(found: list[dict[str, object]]) -> list[str]:
    return [f"{Path(str(one['picture'])).name}: {text}" for one in found for text in one["findings"]]


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("scale", SCREENS)
def test_every_screen_in_every_form_has_nothing_to_complain_about(folder, scale):
    themes = [word for theme in Theme for word in ("--theme", theme.value)]
    found = drawn(folder / scale, "--scale", str(int(scale) / 100), "--size", SCREENS[scale], *themes)
    assert complaints(found) == []
    assert all(Path(str(one["picture"])).stat().st_size > 10_000 for one in found)
    scenes = {one["scene"] for one in found}
    assert len(found) == len(scenes) * len(Theme) * len(Language)
