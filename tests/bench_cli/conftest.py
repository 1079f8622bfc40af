"""Runs `calbench` in this process, as a person would type it."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from bench_cli.__main__ import main
from tests.conftest import BenchFolder


@dataclass
class Said:
    """What a command answered."""

    code: int
    out: str
    err: str


@pytest.fixture
def calbench(capfd) -> Callable[..., Said]:
    def run(*words: object) -> Said:
        try:
            code = main([str(word) for word in words])
        except SystemExit as ended:  # argparse ends wrong usage and --help so
            code = int(ended.code or 0)
        said = capfd.readouterr()
        return Said(code, said.out, said.err)

    return run


@pytest.fixture(scope="session")
def finished_once(tmp_path_factory) -> Path:
    """The record of a finished virtual run of the small bench, which no test may change."""
    made = BenchFolder(tmp_path_factory.mktemp("finished"))
    words = ["run", made.path("procedure.yaml"), "--bench", made.path("bench.yaml"), "--order", made.path("order.yaml")]
    assert main([str(word) for word in [*words, "--virtual", "--out", made.folder]]) == 0
    return next(made.folder.glob("*.calrun"))


@pytest.fixture
def finished(finished_once, bench_folder) -> Path:
    """A copy of that record, beside the small bench."""
    return shutil.copy(finished_once, bench_folder.folder / finished_once.name)
