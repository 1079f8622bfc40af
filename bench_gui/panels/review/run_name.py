"""What a run is called in a list to choose from."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from bench_core.records.run_states import RunStatus
from bench_gui.times import day_and_time
from bench_gui.views.review.reviewed_run import stage_word, status_word
from bench_gui.workplace.workplace import RecordStatus

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from bench_gui.words import Words
    from bench_gui.workplace.workplace import FoundRecord


def run_name(record: FoundRecord, words: Words) -> str:
    """Return day and time, stage and who performed it, which tell the runs of one instrument apart.

    Args:
        record: as found.
        words: of the window's language.
    """
    when = day_and_time(record.started) if record.started is not None else record.path.stem
    return " · ".join(part for part in (when, stage_word(record.stage, words), record.operator) if part)


def full_name(record: FoundRecord, words: Words) -> str:
    """Return the same with the unit under test, which tells all runs of a workplace apart.

    Args:
        record: as found.
        words: of the window's language.
    """
    when = day_and_time(record.started) if record.started is not None else record.path.stem
    simulated = words("simulated") if record.simulated else ""
    unfinished = "" if record.status is RecordStatus.FINISHED else status_word(RunStatus(record.status.value), words)
    parts = (when, record.uut.name, stage_word(record.stage, words), unfinished, simulated)
    return " · ".join(part for part in parts if part)


def told_apart(
    records: Iterable[FoundRecord], name: Callable[[FoundRecord, Words], str], words: Words
) -> list[tuple[Path, str]]:
    """Return the path and the name of each; the file's name stands behind those that are named alike, such as copies.

    Args:
        records: that have ended, in the order in which they are to be offered.
        name: what one is called.
        words: of the window's language.
    """
    named = [(one.path, name(one, words)) for one in records]
    often = Counter(text for _, text in named)
    return [(path, f"{text} · {path.name}" if often[text] > 1 else text) for path, text in named]
