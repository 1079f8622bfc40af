"""Good inputs to begin from: YAML files that are documented or ship, expressions, a small finished run and its DCC."""

from __future__ import annotations

import os
import re
from contextlib import contextmanager
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from dcc_export.certificate import build_certificate
from dcc_export.dcc import render_dcc
from sequencer.control import Control
from sequencer.request import RunRequest
from sequencer.runner import perform

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[1]
_FOLDERS = ("bench_cli", "bench_core/validation/examples/budgets", "drivers", "procedures")
_KEYS = "half_width|error|e|limit|when|peak_to_peak|adequacy|r"
_EXPRESSION = re.compile(rf"(?:{_KEYS}): (.+?)(?:, [a-z_]+:|\}}|$)", re.MULTILINE)
_EXAMPLE = re.compile(r"^```yaml\n(.*?)^```", re.MULTILINE | re.DOTALL)


def examples() -> list[bytes]:
    """Return the example of each kind of file that the reference shows."""
    reference = (ROOT / "docs" / "reference" / "files.md").read_text("utf-8")
    return [text.encode() for text in _EXAMPLE.findall(reference)]


def documents() -> list[bytes]:
    """Return every YAML file that ships."""
    paths = sorted(path for folder in _FOLDERS for path in (ROOT / folder).rglob("*.yaml"))
    return [path.read_bytes() for path in paths]


def expressions() -> list[bytes]:
    """Return the expressions of the procedures that ship, and one with every form."""
    found = {match for text in documents() for match in _EXPRESSION.findall(text.decode())}
    return [text.encode() for text in sorted({*found, "not (-x^2 + e[range] < abs(3 V)) or y == 1 and s(e) >= 0 V"})]


def record() -> bytes:
    """Return the record of a finished run: the small bench of the tests, on a virtual clock."""
    with TemporaryDirectory() as name, _home(Path(name)):
        return _record(Path(name)).read_bytes()


def certificate() -> bytes:
    """Return the DCC of that run."""
    with TemporaryDirectory() as name, _home(Path(name)):
        return render_dcc(build_certificate(_record(Path(name))))


def _record(folder: Path) -> Path:
    spec = spec_from_file_location("small_bench", ROOT / "tests" / "conftest.py")
    if spec is None or spec.loader is None:
        raise FileNotFoundError(ROOT / "tests" / "conftest.py")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    bench = module.BenchFolder(folder)
    made = folder / "a.calrun"
    request = RunRequest(
        record=made,
        procedure=bench.path("procedure.yaml"),
        bench=bench.path("bench.yaml"),
        order=bench.path("order.yaml"),
        operator="fuzz",
        clock="virtual",
        seed=1,
    )
    if perform(request, Control()) != 0:
        raise RuntimeError("the small run of the tests did not pass")
    return made


@contextmanager
def _home(folder: Path) -> Iterator[None]:
    """Keep the keys of the run apart from the user's."""
    before = os.environ.get("CALBENCH_HOME")
    os.environ["CALBENCH_HOME"] = str(folder)
    try:
        yield
    finally:
        if before is None:
            del os.environ["CALBENCH_HOME"]
        else:
            os.environ["CALBENCH_HOME"] = before
