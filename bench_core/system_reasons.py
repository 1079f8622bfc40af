"""Why the operating system refused a file or a folder, for people in both languages."""

from __future__ import annotations

import errno
from typing import Final

from bench_core.bilingual import Bilingual

_CHINESE: Final = {
    errno.EACCES: "没有权限",
    errno.EPERM: "不允许此操作",
    errno.EROFS: "只读的文件系统",
    errno.ENOENT: "没有此文件或文件夹",
    errno.EEXIST: "已有同名文件",
    errno.ENOTDIR: "路径中的一段不是文件夹",
    errno.EISDIR: "是文件夹",
    errno.ENAMETOOLONG: "名称过长",
    errno.ELOOP: "链接互相指向",
    errno.ENOSPC: "磁盘已满",
    errno.EDQUOT: "超过磁盘配额",
    errno.EMFILE: "打开的文件过多",
    errno.EIO: "磁盘读写错误",
    errno.EBUSY: "正被占用",
}


def system_reason(failure: OSError | ValueError) -> Bilingual:
    """Return why the system refused a file or a folder.

    Args:
        failure: as the system raised it; a ValueError is that of a name that no file can have.
    """
    if not isinstance(failure, OSError):
        return Bilingual("名称中有文件名不能用的字符", "its name holds a character that no file can have")
    return Bilingual(_CHINESE.get(failure.errno or 0, "操作系统拒绝"), failure.strerror or str(failure))
