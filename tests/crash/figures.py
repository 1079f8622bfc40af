"""Prints the figures of a campaign, and writes them for the page that is made from a real run."""

import json
import os
import platform
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path


def taken() -> dict[str, str]:
    """Return when and on what kind of machine figures are taken."""
    cores, python = os.cpu_count(), platform.python_version()
    machine = f"{platform.system()} {platform.machine()}, {cores} cores, {platform.python_implementation()} {python}"
    return {"date": datetime.now(UTC).date().isoformat(), "machine": machine}


def finish(what: str, counts: Mapping[str, object], path: Path | None) -> int:
    """Print what was tried, how often, and what was lost; return 1 where anything failed.

    Args:
        what: was tried.
        counts: `runs`, `lost`, `doubled`, `half`, `failed`, and what else a campaign counts.
        path: of the JSON file, or None.
    """
    always = dict.fromkeys(("runs", "lost", "doubled", "half", "failed"), 0)
    figures = {"what": what, **always, **counts}
    sys.stdout.write("; ".join(f"{name}: {figure}" for name, figure in figures.items()) + "\n")
    if path is not None:
        path.write_text(json.dumps(figures, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return 1 if figures["failed"] or figures["lost"] or figures["doubled"] or figures["half"] else 0
