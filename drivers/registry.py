"""Knows which drivers and link schemes are installed, by the names that bench files use; names none itself."""

from __future__ import annotations

import re
import socket
import sys
from contextlib import suppress
from difflib import get_close_matches
from functools import lru_cache
from importlib.metadata import EntryPoint, EntryPoints, entry_points
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast

from bench_core.bilingual import Bilingual
from bench_core.capabilities.instruments import Source
from bench_core.errors import UsageRefused
from drivers.session import IEEE_488_2, Language, TimeOuts

if TYPE_CHECKING:
    from bench_core.capabilities.instruments import Instrument, LinkContext, Links
    from bench_core.documents.instrument import TypeRecord
    from drivers.own_links import OwnLinks
    from drivers.session import Session

_DRIVER, _LINK_SCHEME = Bilingual("驱动", "driver"), Bilingual("链路方案", "link scheme")
DRIVERS = "calbench.drivers"
LINKS = "calbench.links"
STATE_WITHIN_S = 5.0
"""How long a link waits for a reply that needs no measurement, where the bench does not say [s]."""
_IDENTITY_WITHIN_S = 2.0  # asked twice: a dead instrument is told within 5 s
_SCHEME = re.compile(r"([A-Za-z+]+)[0-9]*:")
_SERIAL_PORT = re.compile(r"ASRL.+::", re.IGNORECASE)


class Driver(Protocol):
    """What an entry point of group `calbench.drivers` names: a class, or an object like it, that makes instruments."""

    @property
    def TYPE_RECORD(self) -> str:  # noqa: N802  a class attribute
        """File name of its `instrument/1` record, beside the module; empty where the bench entry must name one."""

    def __call__(self, session: Session, type_record: TypeRecord) -> Instrument:
        """Return the driver of one instrument; nothing is sent."""


class LinkScheme(Protocol):
    """What an entry point of group `calbench.links` names: a class that makes `Links` for one bench."""

    def __call__(self, context: LinkContext) -> Links:
        """Return the scheme's links; nothing is opened."""


def driver_names() -> frozenset[str]:
    """Return the names of all installed drivers."""
    return frozenset(_installed(DRIVERS).names)


def driver(name: str) -> Driver:
    """Return the driver of a name such as `fluke.5522a`.

    Raises:
        UsageError: there is none, or it cannot be imported.
    """
    return cast("Driver", _load(require_driver(name)))


def require_driver(name: str) -> EntryPoint:
    """Return where the driver of a name is found, without importing it.

    Raises:
        UsageError: there is none.
    """
    return _named(DRIVERS, _DRIVER, name)


def link_scheme(resource: str) -> LinkScheme:
    """Return the link scheme of a resource name.

    Raises:
        UsageError: there is none, or it cannot be imported.
    """
    return cast("LinkScheme", _load(require_link_scheme(resource)))


def require_link_scheme(resource: str) -> EntryPoint:
    """Return where the link scheme of a resource name is found, without importing it.

    Raises:
        UsageError: the resource name has no scheme, or one that is not installed.
    """
    return _named(LINKS, _LINK_SCHEME, scheme_of(resource))


def scheme_of(resource: str) -> str:
    """Return the scheme of a resource name: what stands before the colon, in lower case and without digits.

    Args:
        resource: such as `TCPIP0::192.0.2.7::5025::SOCKET`, `sim:meter`, `ASRL/dev/ttyS0::INSTR`.

    Raises:
        UsageError: there is no scheme.
    """
    if _SERIAL_PORT.match(resource):  # the name of the port follows without a colon
        return "asrl"
    match = _SCHEME.match(resource)
    if match is None:
        zh = f"链路“{resource}”没有方案；写成 TCPIP::192.0.2.7::5025::SOCKET 或 sim:NAME 这样的名称"
        en = f"link '{resource}' has no scheme; write one such as TCPIP::192.0.2.7::5025::SOCKET or sim:NAME"
        raise UsageRefused(Bilingual(zh, en))
    return match[1].lower()


def canonical(resource: str) -> str:
    """Return one spelling for all that name the same resource: `TCPIP::localhost::…` is `TCPIP0::127.0.0.1::…`.

    A host that cannot be resolved keeps its name.
    """
    head, *rest = resource.upper().split("::")
    board = head if head[-1:].isdigit() or not head.isalpha() else f"{head}0"
    if board.startswith("TCPIP") and rest:
        with suppress(OSError, UnicodeError):
            rest[0] = socket.gethostbyname(rest[0])
    return "::".join([board, *rest])


def language_of(found: Driver, type_record: TypeRecord) -> Language:
    """Return what a session must know of an instrument's language: that of its driver, else that of IEEE 488.2.

    Raises:
        UsageError: the type record does not describe it, and the driver needs that.
    """
    described = getattr(found, "language", None)
    if described is not None:
        return cast("Language", described(type_record))
    return cast("Language", getattr(found, "LANGUAGE", IEEE_488_2))


def reply_within(found: Driver) -> float:
    """Return how long a driver waits for an indication, or what else is slow, where the bench does not say [s]."""
    return cast("float", getattr(found, "REPLY_WITHIN_S", STATE_WITHIN_S))


def time_outs(found: Driver) -> TimeOuts:
    """Return how long a driver waits for an identity and an indication where the bench does not say."""
    return TimeOuts(_IDENTITY_WITHIN_S, reply_within(found))


def own_links(found: Driver) -> OwnLinks | None:
    """Return a driver whose instruments open their links themselves as such, and None for every other."""
    return cast("OwnLinks", found) if hasattr(found, "require") else None


def require_described(found: Driver, type_record: TypeRecord) -> None:
    """Refuse a type record that does not describe what its driver needs.

    Raises:
        UsageError: in words.
    """
    own = own_links(found)
    if own is not None:
        own.require(type_record)
    else:
        language_of(found, type_record)


def is_source(found: Driver, type_record: TypeRecord) -> bool:
    """Tell whether an instrument can energise something: its driver's class says so, or its description."""
    if isinstance(found, type):
        return issubclass(found, Source)
    return type_record.described is not None and type_record.described.serves == "source"


def type_record_path(found: Driver) -> Path:
    """Return the type record that stands beside a driver's module.

    Raises:
        UsageError: the driver has none of its own.
    """
    if not found.TYPE_RECORD:
        raise UsageRefused(
            Bilingual(
                "此驱动没有自己的型号档案；补上 type: FILE", "this driver has no type record of its own; add type: FILE"
            )
        )
    module = sys.modules[cast("type", found).__module__]
    return Path(str(module.__file__)).parent / found.TYPE_RECORD


@lru_cache(maxsize=8)
def _installed(group: str) -> EntryPoints:
    """Return the entry points of a group, which stay the same while a process runs: every package is asked for them."""
    return entry_points(group=group)


def _named(group: str, kind: Bilingual, name: str) -> EntryPoint:
    points = _installed(group)
    found = list(dict.fromkeys(point for point in points if point.name == name))
    if len({point.value for point in found}) > 1:
        owners = sorted({str(point.dist.name) for point in found if point.dist})
        zh = f"{kind.zh}“{name}”安装了两次，来自 {' 和 '.join(owners)}；卸载其中一个"
        en = f"{kind.en} '{name}' is installed twice, by {' and '.join(owners)}; uninstall one of them"
        raise UsageRefused(Bilingual(zh, en))
    if not found:
        names = sorted(points.names)
        near = get_close_matches(name, names, 1)
        hint = Bilingual(f"已安装：{'、'.join(names)}", f"installed are {', '.join(names)}")
        if near:
            hint = Bilingual(f"是否想写“{near[0]}”？", f"did you mean '{near[0]}'?")
        zh, en = f"未知的{kind.zh}“{name}”；{hint.zh}", f"unknown {kind.en} '{name}'; {hint.en}"
        raise UsageRefused(Bilingual(zh, en))
    return found[0]


def _load(point: EntryPoint) -> object:
    try:
        return point.load()
    except (ImportError, AttributeError) as problem:
        raise UsageRefused(
            Bilingual(
                f"“{point.name}”已安装但无法加载（Python 报告“{problem}”）；重新安装",
                f"'{point.name}' is installed but cannot be loaded ({problem}); install it again",
            )
        ) from problem
