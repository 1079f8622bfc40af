"""Brings the window's Chinese catalogue up to what the code says: `python tests/bench_gui/catalogue.py [--add FILE]`.

Texts are found where `words(…)`, `self._words(…)` and `marked(…)` are called with a literal. `--add` takes a JSON
object of English to Chinese texts. What no call names any more is dropped; what has no Chinese text yet is printed.
"""

from __future__ import annotations

import argparse
import datetime as dt
import io
import json
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOM = Path(__file__).resolve().parents[2] / "bench_gui"
PO = ROOM / "locale" / "zh_CN" / "LC_MESSAGES" / "bench_gui.po"
MO = PO.with_suffix(".mo")
_KEYWORDS = {"words": None, "_words": None, "marked": None}
_UNDATED = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
_DATED = ('"POT-Creation-Date', '"PO-Revision-Date', '"Generated-By', '"Last-Translator', '"Language-Team')
_HEADER = "# The window's texts in Chinese. Made by tests/bench_gui/catalogue.py, which keeps what stands here.\n#"


def texts_in_code() -> dict[str, list[str]]:
    """Return every text that the room's code names, with the files that do."""
    found: dict[str, list[str]] = {}
    said = extract_from_dir(ROOM, method_map=[("**.py", "python")], keywords=_KEYWORDS)
    for name, _, text, _, _ in said:
        if isinstance(text, str) and name not in found.setdefault(text, []):
            found[text].append(name)
    return found


def stored() -> Catalog:
    """Return the catalogue as it stands."""
    if not PO.exists():
        return Catalog(locale="zh_CN")
    with PO.open("rb") as file:
        return read_po(file, locale="zh_CN")


def updated(added: dict[str, str]) -> Catalog:
    """Return the catalogue of what the code names now, with the texts that stand in the old one or are added."""
    old = stored()
    new = Catalog(locale="zh_CN", domain="bench_gui", header_comment=_HEADER, fuzzy=False)
    for text, names in sorted(texts_in_code().items()):
        kept = old.get(text)
        chinese = added.get(text) or (kept.string if kept is not None else "")
        new.add(text, chinese, locations=[(name, 0) for name in sorted(names)])
    return new


def as_po(catalogue: Catalog) -> bytes:
    """Return a catalogue as people read it, without dates and line numbers: it changes only when a text does."""
    out = io.BytesIO()
    write_po(out, catalogue, width=120, include_lineno=False, omit_header=False)
    lines = out.getvalue().decode().splitlines(keepends=True)
    return "".join(line for line in lines if not line.startswith(_DATED)).strip().encode() + b"\n"


def as_mo(catalogue: Catalog) -> bytes:
    """Return a catalogue as the program reads it."""
    plain = Catalog(locale="zh_CN", fuzzy=False, creation_date=_UNDATED, revision_date=_UNDATED)
    for message in catalogue:
        if message.id and message.string:
            plain.add(message.id, message.string)
    out = io.BytesIO()
    write_mo(out, plain)
    return out.getvalue()


def main() -> int:
    """Write both forms; return 1 when a text has no Chinese yet."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--add", type=Path, action="append", default=[], help="JSON: English to Chinese")
    added: dict[str, str] = {}
    for path in parser.parse_args().add:
        added |= json.loads(path.read_text(encoding="utf-8"))
    catalogue = updated(added)
    PO.parent.mkdir(parents=True, exist_ok=True)
    PO.write_bytes(as_po(catalogue))
    MO.write_bytes(as_mo(catalogue))
    missing = [message.id for message in catalogue if message.id and not message.string]
    for text in missing:
        sys.stdout.write(f"{json.dumps(text)}\n")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
