"""A window is never opened with boxes in the place of Chinese characters."""

import pytest

from bench_core.errors import UsageError
from bench_gui.look import fonts
from bench_gui.qt import QFontDatabase, QFontMetrics, QRawFont

pytestmark = pytest.mark.usefixtures("qapp")


def test_this_machine_has_a_chinese_font():
    fonts.require_chinese()


def test_a_machine_without_a_chinese_font_is_refused_in_words_with_the_command_that_mends_it(qapp, monkeypatch):
    monkeypatch.setattr(QFontDatabase, "families", staticmethod(lambda *_: []))
    with pytest.raises(UsageError, match=r"没有中文字体.*apt-get install -y --no-install-recommends fonts-noto-cjk"):
        fonts.set_fonts(qapp, 15)


def test_simplified_forms_come_before_japanese_ones():
    found = fonts.families()
    chinese = [name for name in found if "CJK" in name or "WenQuanYi" in name or "YaHei" in name]
    assert chinese
    assert not chinese[0].endswith(("JP", "KR", "TC", "HK"))


def test_a_character_of_the_window_has_its_own_picture_in_a_chosen_font(qapp):
    fonts.set_fonts(qapp, 15)
    assert QFontMetrics(qapp.font()).horizontalAdvance("检") > 10
    chosen = next(name for name in fonts.families() if "CJK" in name or "WenQuanYi" in name)
    raw = QRawFont.fromFont(QFontDatabase.font(chosen, "", 12))
    assert all(raw.supportsCharacter(ord(character)) for character in "检定校准证书示值误差±°µΩ")
