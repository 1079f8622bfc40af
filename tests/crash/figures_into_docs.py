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
MEANINGS = {
    "lost": "readings or lines that were acknowledged and are not in the record",
    "failed": "runs whose record did not verify, or gave other results, after it was resumed to its end",
    "came too late, not counted": "kills whose moment came when the run was over already, so that they interrupted "
    "nothing; each was made again at another moment, and is in no other figure",
    "nothing had begun": "kills before the first whole line of the record: there was nothing to lose yet",
    "torn tails": "records whose last line was cut by the kill, which a resume drops",
    "resumes killed": "runs that were killed a second time while they were being resumed",
    "written at the second try": "runs in which the disc refused a line of the safe sequence once and took it later",
    "over before the disc failed": "runs that ended before the write that was to fail",
    "no file yet": "cuts before the record's file was on disc",
    "with zeros inside": "records in which zeros stood in place of lines that had not been synced",
}
"""What the words of the figures mean that do not say it themselves."""
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
    found = {key for campaign in figures["campaigns"] for key in campaign}
    meant = [f"- *{word}*: {meaning}" for word, meaning in MEANINGS.items() if word in found]
    if meant:
        yield ""
        yield from meant


if __name__ == "__main__":
    main()
