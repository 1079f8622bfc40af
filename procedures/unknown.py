"""A name that is none of the known ones: which, and the nearest known one; it refuses to know where it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bench_core.bilingual import Bilingual
from bench_core.capabilities.table import CAPABILITIES
from bench_core.documents.fields import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable

ROLE: Final = Bilingual("角色", "role")
NAME: Final = Bilingual("名称", "name")
COMPONENT: Final = Bilingual("分量", "component")
SETTING: Final = Bilingual("设定", "setting")
CONDITION: Final = Bilingual("条件", "condition")
_CAPABILITY: Final = Bilingual("功能", "capability")


def unknown(what: Bilingual, name: str, known: Iterable[str]) -> tuple[Bilingual, Bilingual]:
    """Return that a name is not known, and as a hint the nearest known name, or all of them.

    Args:
        what: is named.
        name: as written.
        known: every name that may stand there.
    """
    return Bilingual(f"未知的{what.zh}“{name}”", f"unknown {what.en} '{name}'"), did_you_mean(name, list(known))


def unknown_capability(name: str) -> tuple[Bilingual, Bilingual]:
    """Return that a name is no capability, and the nearest one."""
    return unknown(_CAPABILITY, name, CAPABILITIES)
