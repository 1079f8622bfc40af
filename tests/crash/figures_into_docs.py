"""Puts the figures of real runs into the pages that promise them.

    python tests/crash/figures_into_docs.py

The figures are in `docs/figures`, one JSON file for each campaign of measurements, as the scripts beside this one write
them with `--json`.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

DOCS = Path(__file__).parents[2] / "docs"
PLACES = {"runner": DOCS / "safety.md", "durability": DOCS / "reliability.md"}


def main() -> None:
    for name, page in PLACES.items():
        page.write_text(with_figures(page.read_text("utf-8"), name), encoding="utf-8")


def with_figures(page: str, name: str) -> str:
    """Return a page with the table of these figures between its marks."""
    figures = json.loads((DOCS / "figures" / f"{name}.json").read_text("utf-8"))
    table = "\n".join(_table(figures))
    marks = rf"(<!-- figures: {name} -->\n).*?(<!-- end of figures -->)"
    return re.sub(marks, lambda found: f"{found[1]}{table}\n{found[2]}", page, flags=re.DOTALL)


def _table(figures: dict[str, Any]) -> Iterator[str]:
    yield f"Taken on {figures['date']}, {figures['machine']}."
    yield ""
    yield "| what was tried | figures |"
    yield "|---|---|"
    for campaign in figures["campaigns"]:
        told = ", ".join(f"{key} {value}" for key, value in campaign.items() if key != "what" and value is not None)
        yield f"| {campaign['what']} | {told} |"


if __name__ == "__main__":
    main()
