"""Chooses fonts that have every character of both languages, and refuses a machine that has none."""

from __future__ import annotations

from bench_core.errors import UsageError
from bench_gui.qt import QApplication, QFont, QFontDatabase

_LATIN = ("Noto Sans", "Segoe UI", "Helvetica Neue", "DejaVu Sans")
_CHINESE = ("Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei", "PingFang SC", "WenQuanYi Micro Hei")
_FIXED = ("Noto Sans Mono CJK SC", "DejaVu Sans Mono", "Consolas", "Menlo")
_MISSING = (
    "本机没有中文字体，窗口中的汉字将无法显示 no font with Chinese characters is installed here, and a window without "
    "one would show boxes in their place; install one, on Debian: "
    "sudo apt-get install -y --no-install-recommends fonts-noto-cjk"
)


def set_fonts(application: QApplication, pixels: int) -> None:
    """Have the window use fonts with Chinese characters, in their simplified forms.

    Args:
        application: the window's.
        pixels: size of ordinary text.

    Raises:
        UsageError: no installed font has Chinese characters.
    """
    require_chinese()
    font = QFont()
    font.setFamilies(families())
    font.setPixelSize(pixels)
    application.setFont(font)


def require_chinese() -> None:
    """Refuse a machine without a Chinese font; Qt itself would say nothing.

    Raises:
        UsageError: no installed font has Chinese characters.
    """
    if not QFontDatabase.families(QFontDatabase.WritingSystem.SimplifiedChinese):
        raise UsageError(_MISSING)


def families() -> list[str]:
    """Return the families to look a character up in, in this order; a Chinese one that is installed is among them."""
    installed = set(QFontDatabase.families())
    chinese = [name for name in _CHINESE if name in installed]
    return [*(name for name in _LATIN if name in installed), *(chinese or _any_chinese())]


def fixed_families() -> list[str]:
    """Return likewise for texts whose columns stand below one another."""
    installed = set(QFontDatabase.families())
    return [*(name for name in _FIXED if name in installed), *families()]


def _any_chinese() -> list[str]:
    return QFontDatabase.families(QFontDatabase.WritingSystem.SimplifiedChinese)[:1]
