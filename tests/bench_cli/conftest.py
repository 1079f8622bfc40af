"""Runs `calbench` in this process, as a person would type it."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from bench_cli.__main__ import main


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


@pytest.fixture
def finished(calbench, bench_folder):
    """The record of a finished virtual run of the small bench."""
    said = calbench(
        "run", bench_folder.path("procedure.yaml"), "--bench", bench_folder.path("bench.yaml"),
        "--order", bench_folder.path("order.yaml"), "--virtual", "--out", bench_folder.folder,
    )  # fmt: skip
    assert said.code == 0, said.err
    return next(bench_folder.folder.glob("*.calrun"))
