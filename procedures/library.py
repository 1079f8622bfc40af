"""The procedures that ship with calbench, by name; it refuses to know what they say."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from bench_core.documents.fields import did_you_mean
from bench_core.errors import UsageError


def library_names() -> tuple[str, ...]:
    """Return the names of the procedures that ship with calbench, sorted."""
    folder = files("procedures") / "library"
    names = [entry.name.removesuffix(".yaml") for entry in folder.iterdir() if entry.name.endswith(".yaml")]
    return tuple(sorted(names))


def library_path(name: str) -> Path:
    """Return the file of a shipped procedure.

    Args:
        name: such as `jjf-1587-2016`, with or without `.yaml`.

    Raises:
        UsageError: no such procedure ships with calbench.
    """
    plain, names = name.removesuffix(".yaml"), library_names()
    if plain not in names:
        raise UsageError(f"procedure '{plain}': is not in the library; {did_you_mean(plain, list(names))}")
    return Path(str(files("procedures") / "library" / f"{plain}.yaml"))
