"""Which names of other files a file may hold: paths that mean a file on every platform, and no machine or device."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator

from bench_core.bilingual import Bilingual
from bench_core.documents.fields import TextField
from bench_core.documents.refusal import refuse_text

_LONGEST = 255
"""Characters of one name in a path; more is no file on any platform in use."""
_UNSEEN = re.compile(r"[\x00-\x1f\x7f]")
_DEVICE = re.compile(r"(?:con|prn|aux|nul|(?:com|lpt)[0-9¹²³])[ .]*(?:\.[^/\\]*)?", re.IGNORECASE)


def wrong_path(text: str) -> tuple[Bilingual, Bilingual] | None:
    """Tell why a path names no file that calbench opens, and what to do; None where it may be opened.

    Where the file lies is no matter: the person who writes a file may read their own others, and each must be of the
    kind that is asked for.
    """
    if _UNSEEN.search(text):
        return Bilingual("路径中有换行或制表符", "the path has a line feed or a tab"), Bilingual(
            "名称写在一行内", "write the name in one line"
        )
    if text.startswith(("//", "\\\\", "/\\", "\\/")):
        return Bilingual("路径指向另一台计算机", "the path names another machine"), Bilingual(
            "访问它可能泄露您的密码；把文件复制到本机",
            "looking there can give your password away; copy the file to this one",
        )
    for part in re.split(r"[/\\]", text):
        if _DEVICE.fullmatch(part.strip()):
            return Bilingual(
                f"路径中的“{part}”在 Windows 上是设备，不是文件",
                f"'{part}' in the path is a device on Windows, and no file",
            ), Bilingual("给文件改名", "rename the file")
        if len(part) > _LONGEST:
            return Bilingual(
                f"路径中的一个名称有 {len(part)} 个字符", f"a name in the path has {len(part)} characters"
            ), Bilingual(f"最多 {_LONGEST} 个", f"at most {_LONGEST}")
    return None


def _path(text: str) -> str:
    wrong = wrong_path(text)
    if wrong is not None:
        raise refuse_text(*wrong)
    return text


PathField = Annotated[TextField, AfterValidator(_path)]
"""The path of another file, counted from the folder of the file that names it."""
