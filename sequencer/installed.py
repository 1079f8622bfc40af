"""Whether the program's files are those that were installed, as far as the installation says."""

from __future__ import annotations

from base64 import urlsafe_b64decode
from importlib.metadata import PackageNotFoundError, distribution
from typing import TYPE_CHECKING

from sequencer.preparing import module_digests

if TYPE_CHECKING:
    from collections.abc import Iterable
    from importlib.metadata import PackagePath

_DISTRIBUTION = "calbench"


def changed_since_installed() -> tuple[str, ...] | None:
    """Return the program's files that are not as they were installed, or None in a checkout, which nobody installed."""
    try:
        files = distribution(_DISTRIBUTION).files or []
    except PackageNotFoundError:
        return None
    return changed(files, module_digests())


def changed(files: Iterable[PackagePath], now: dict[str, str]) -> tuple[str, ...] | None:
    """Return which modules have another digest than was recorded when they were installed (PEP 627).

    Args:
        files: of the installed distribution.
        now: SHA-256 of each module in hex, by path inside the project.
    """
    recorded = {file.as_posix(): file.hash for file in files if file.hash is not None and file.hash.mode == "sha256"}
    known = {name: recorded[name].value for name in now if name in recorded}
    if not known:
        return None
    return tuple(name for name, digest in now.items() if name not in known or _hex(known[name]) != digest)


def _hex(value: str) -> str:
    """Return a digest of a RECORD, base64 without its padding, in hex."""
    return urlsafe_b64decode(value + "=" * (-len(value) % 4)).hex()
