"""Records of finished and interrupted runs of the small bench, and what they say."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bench_core.records.folding import fold_record
from bench_core.records.record import read_record
from bench_gui.words import Language, Words, words_in
from tests.bench_gui.small_runs import perform_small
from tests.conftest import BenchFolder

if TYPE_CHECKING:
    from pathlib import Path

    from bench_core.records.record import Record
    from bench_core.records.run_state import RunState


@pytest.fixture(scope="session")
def measured(tmp_path_factory) -> Path:
    """Return the record of a finished run."""
    return perform_small(BenchFolder(tmp_path_factory.mktemp("measured")))


@pytest.fixture(scope="session")
def measured_without_order(tmp_path_factory) -> Path:
    """Return the record of a finished run that no order was for."""
    return perform_small(BenchFolder(tmp_path_factory.mktemp("measured")), order=False)


@pytest.fixture(scope="session")
def read(measured) -> tuple[Record, RunState]:
    """Return the record of a finished run, and its state."""
    record = read_record(measured)
    return record, fold_record(record)


@pytest.fixture
def en() -> Words:
    return words_in(Language.EN)


@pytest.fixture(autouse=True)
def _nothing_is_left() -> None:
    """Have the window's fixture not look for widgets: there are none in this folder."""
