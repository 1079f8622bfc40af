"""A workplace with files and records of the small bench."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from bench_gui.words import Language, Words, words_in
from bench_gui.workplace.finding import find
from tests.bench_gui.small_runs import perform_small
from tests.conftest import BenchFolder

if TYPE_CHECKING:
    from pathlib import Path

    from bench_gui.workplace.workplace import Workplace


@dataclass
class Place:
    """A workplace folder with the files of the small bench, and what is found in it."""

    bench: BenchFolder

    @property
    def folder(self) -> Path:
        return self.bench.folder

    def found(self) -> Workplace:
        return find(self.folder)

    def write(self, name: str, content: str | bytes) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path


@pytest.fixture(scope="session")
def measured(tmp_path_factory) -> Path:
    """Return the record of a finished run, which other places hold copies of."""
    return perform_small(BenchFolder(tmp_path_factory.mktemp("measured")))


@pytest.fixture
def place(tmp_path) -> Place:
    return Place(BenchFolder(tmp_path))


@pytest.fixture
def en() -> Words:
    return words_in(Language.EN)


@pytest.fixture(autouse=True)
def _nothing_is_left() -> None:
    """Have the window's fixture not look for widgets: there are none in this folder."""
