"""What a person chose for the window, kept from one session to the next; nothing of it changes a result."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from bench_gui.look.tokens import Theme
from bench_gui.words import Language

_SCALES = (1.0, 2.0)


@dataclass(frozen=True, slots=True)
class Settings:
    """Choices of the person at the window.

    Args:
        language: of the window; certificates have both whatever it is.
        theme: light, dark or high contrast.
        scale: of everything drawn, 1 to 2.
        operator: who works here; kept for the day alone, so that nobody is silently the person of yesterday.
        sound: whether the window makes itself heard when somebody is needed, at the end, and when something is wrong.
        double_entry: whether every reading that a person takes is typed twice, and not only an implausible one.
    """

    language: Language = Language.ZH
    theme: Theme = Theme.LIGHT
    scale: float = 1.0
    operator: str = ""
    sound: bool = True
    double_entry: bool = False


def settings_path() -> Path:
    """Return where the choices are kept: in `$CALBENCH_HOME`, or the platform's place for such files."""
    named = os.environ.get("CALBENCH_HOME")
    if named:
        return Path(named) / "window.json"
    from platformdirs import user_config_path  # noqa: PLC0415  a test that names its own folder does not wait for it

    return user_config_path("calbench", appauthor=False) / "window.json"


def read_settings(path: Path, today: str) -> Settings:
    """Return the choices kept in a file; what is missing there or cannot be read has its first value.

    Args:
        path: of the file.
        today: such as `2026-11-21`.
    """
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        return _settings(kept if isinstance(kept, dict) else {}, today)
    except (OSError, ValueError):
        return Settings()


def write_settings(settings: Settings, path: Path, today: str) -> None:
    """Keep the choices; where the disc refuses them, they hold for this session alone.

    Args:
        settings: the choices.
        path: of the file.
        today: such as `2026-11-21`.
    """
    import tempfile  # noqa: PLC0415  who only opens the window does not wait for it

    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=path.parent, suffix=".json")
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump({**asdict(settings), "day": today}, file, ensure_ascii=False, indent=2)
        Path(name).replace(path)


def _settings(kept: dict[str, Any], today: str) -> Settings:
    first = Settings()
    scale, operator = kept.get("scale"), kept.get("operator") if kept.get("day") == today else ""
    return Settings(
        language=Language(kept["language"]) if kept.get("language") in list(Language) else first.language,
        theme=Theme(kept["theme"]) if kept.get("theme") in list(Theme) else first.theme,
        scale=float(scale) if isinstance(scale, int | float) and _SCALES[0] <= scale <= _SCALES[1] else first.scale,
        operator=operator if isinstance(operator, str) else first.operator,
        sound=kept.get("sound") is not False,
        double_entry=kept.get("double_entry") is True,
    )
