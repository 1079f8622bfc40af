"""Knows whether the rooms that Python would import are our own; knows nothing of what is in them.

The names of our packages are plain words. Another distribution that installs one of them (`drivers` is on PyPI) would
replace or hide ours without a word from pip, and a calibration would run on foreign code.
"""

from __future__ import annotations

from base64 import urlsafe_b64encode
from importlib.util import find_spec
from pathlib import Path

from bench_core.errors import UsageError

OUR_DISTRIBUTION = "calbench"
OUR_PACKAGES = (
    "bench_core",
    "drivers",
    "procedures",
    "sequencer",
    "dcc_export",
    "sim_instruments",
    "bench_gui",
    "bench_cli",
)
_HERE = Path(__file__).parent.parent


def require_own_packages(root: Path = _HERE) -> None:
    """Refuse to start when a package of ours is not the one that was installed.

    Args:
        root: the folder that our packages were installed in.

    Raises:
        UsageError: another distribution, or a folder beside the user's script, took one of our names.
    """
    stolen = [name for name in OUR_PACKAGES if _is_foreign(name, root)]
    if stolen:
        raise UsageError("; ".join(_accusation(name) for name in stolen) + _REMEDY)


_REMEDY = "; install calbench in an environment of its own 请将 calbench 安装在独立的环境中"


def _is_foreign(name: str, root: Path) -> bool:
    """Say whether the package comes from elsewhere, or was overwritten where it is."""
    found = find_spec(name)
    if found is None or found.origin is None or not Path(found.origin).parent.parent.samefile(root):
        return True
    wanted = _recorded_digest(f"{name}/__init__.py", root)
    return wanted is not None and wanted != _digest(Path(found.origin))


def _recorded_digest(file: str, root: Path) -> str | None:
    """Return what pip recorded for a file of ours, or None in a checkout, where pip records no module."""
    for record in root.glob(f"{OUR_DISTRIBUTION}-*.dist-info/RECORD"):
        for line in record.read_text("utf-8").splitlines():
            path, _, rest = line.partition(",")
            if path == file:
                return rest.partition(",")[0]
    return None


def _digest(file: Path) -> str:
    """Return a file's digest in the form of a RECORD (binary distribution format, PEP 427)."""
    from hashlib import sha256  # noqa: PLC0415  a checkout has no RECORD to compare with

    return "sha256=" + urlsafe_b64encode(sha256(file.read_bytes()).digest()).rstrip(b"=").decode()


def _accusation(name: str) -> str:
    from importlib.metadata import packages_distributions  # noqa: PLC0415  slow, and needed only for bad news

    intruders = sorted(set(packages_distributions().get(name, ())) - {OUR_DISTRIBUTION})
    found = find_spec(name)
    place = f" in {Path(found.origin).parent}" if found and found.origin else ""
    owner = f"distribution {', '.join(intruders)}" if intruders else f"something else{place}"
    return f"calbench: package `{name}` belongs to {owner}"
