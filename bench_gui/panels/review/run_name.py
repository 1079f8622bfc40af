"""What a run is called in a list to choose from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench_gui.times import day_and_time
from bench_gui.views.review.reviewed_run import stage_word

if TYPE_CHECKING:
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
    parts = (when, record.uut.name, stage_word(record.stage, words), simulated)
    return " · ".join(part for part in parts if part)
