"""Why the operating system refused a file is told in both languages, whatever it says."""

import errno

import pytest

from bench_core.bilingual import Bilingual
from bench_core.system_reasons import system_reason


@pytest.mark.parametrize(
    ("path", "zh", "en"),
    [
        (".", "是文件夹", "Is a directory"),
        ("file/in it", "路径中的一段不是文件夹", "Not a directory"),
        ("nowhere/file", "没有此文件或文件夹", "No such file or directory"),
        ("a" * 300, "名称过长", "File name too long"),
        ("a\0b", "名称中有文件名不能用的字符", "its name holds a character that no file can have"),
        ("a\ud800", "名称中有文件名不能用的字符", "its name holds a character that no file can have"),
    ],
)
@pytest.mark.skipif("os.name == 'nt'", reason="Windows has other reasons")
def test_what_the_system_says_is_told_in_both_languages(tmp_path, path, zh, en):
    (tmp_path / "file").touch()
    with pytest.raises((OSError, ValueError)) as refused:
        (tmp_path / path).open()
    assert system_reason(refused.value) == Bilingual(zh, en)


@pytest.mark.parametrize(
    ("failure", "zh", "en"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "磁盘已满", "No space left on device"),
        (OSError(errno.EACCES, "Permission denied"), "没有权限", "Permission denied"),
        (OSError(errno.ENOTTY, "Not a typewriter"), "操作系统拒绝", "Not a typewriter"),
        (OSError("of no number"), "操作系统拒绝", "of no number"),
    ],
)
def test_a_reason_that_has_no_chinese_words_is_still_a_reason(failure, zh, en):
    assert system_reason(failure) == Bilingual(zh, en)
