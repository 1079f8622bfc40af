"""A small simulated bench that tests change and run, and a home for keys that is not the user's."""

import gc
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pydantic.fields  # noqa: F401  before pytest-qt loads PySide6, whose import hook cannot stand it half imported
import pytest
from hypothesis import HealthCheck, settings

# How fast a machine with much to do makes examples says nothing of what is tested with them.
settings.register_profile("calbench", settings(), deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("calbench")

# Three workers and hundreds of processes read the same modules: compiled once, they are there for all.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

PROCEDURE = """\
calbench: procedure/1
id: short
title: {zh: 短规程, en: Short procedure}
basis: {code: SHORT-1, title: 短规程}
kind: calibration
phases: [as_found]
roles:
  source: {is: reference, use: as_class, adequacy: uut.mpe / 3}
  uut: {entry: [wire]}
conditions:
  ambient.temperature: 20 °C ± 1 °C
items:
  - id: dc-voltage
    title: {zh: 直流电压, en: DC voltage}
    verified: false
    connections: {source: source.terminals, uut: uut.terminals, wiring: 2-wire}
    points:
      - {range: 10 V, at: [90 %, -90 %], of: range}
      - {range: 100 V, at: [90 %], of: range}
    method:
      - apply: {uut: {function: dc_voltage, range: point.range}, source: {dc_voltage: point.nominal}}
      - steady: {watch: uut, peak_to_peak: uut.mpe / 10, for: 1 s, give_up: 20 s}
      - take: {name: x, from: uut, readings: 3}
    model:
      per reading:
        e: x - source.output
      per point:
        error: mean(e)
    uncertainty:
      - {name: repeatability, of: e, type: A, cause: {zh: 重复性, en: repeatability}}
      - {name: resolution, of: x, half_width: uut.resolution / 2, distribution: rectangular, cause: {zh: 分辨力, en: resolution}}
      - larger_of: [repeatability, resolution]
      - {name: standard, of: source.output, from: source, cause: {zh: 标准器, en: standard}}
    requirements:
      - {what: {zh: 示值误差, en: error}, level: point, of: error, limit: ± uut.mpe, rule: jjf1094, verified: false}
report: {U: {digits: 2}, error: aligned with U, coverage: {k: 2}}
"""  # noqa: E501  files as people write them

BENCH = """\
calbench: bench/1
bench: small
world: world.yaml
laboratory: laboratory.yaml
instruments:
  calibrator: {driver: fluke.5522a, link: "sim:calibrator", serial: "1972905", certificate: standard.yaml, limits: {dc_voltage: 1000 V}, timeout: 2 s}
  meter: {driver: keysight.34401a, link: "sim:meter", serial: MY41001234, timeout: 2 s}
roles: {source: calibrator, uut: meter}
"""  # noqa: E501  files as people write them

WORLD = """\
calbench: world/1
world: small
seed: 7
ambient: {temperature: 20.3 °C, relative_humidity: 45 %}
instruments:
  calibrator:
    simulates: fluke.5522a
    serial: "1972905"
    hidden: {dc_voltage: [{range: 33 V, gain: -2 ppm, offset: 5 µV, noise: 5 µV}, {range: 330 V, gain: 4 ppm, noise: 50 µV}]}
  meter:
    simulates: keysight.34401a
    serial: MY41001234
    hidden: {dc_voltage: [{range: 10 V, gain: 8 ppm, offset: 5 µV, noise: 3 µV}, {range: 100 V, gain: -14 ppm, noise: 40 µV}]}
wiring: [{from: calibrator, to: meter, thermal_emf: 0.2 µV}]
person: {name: 小王, confirms: true}
"""  # noqa: E501  files as people write them

STANDARD = """\
calbench: standard/1
number: T-1
issuer: {zh: 机构, en: body}
instrument: {maker: Fluke, model: 5522A, serial: "1972905"}
issued: 2026-01-01
due: 2099-12-31
simulated: true
"""

LABORATORY = """\
calbench: laboratory/1
name: {zh: 实验室, en: laboratory}
address: {city: 北京, country: CN}
persons:
  - {id: zhang, name: 张三, role: calibrator}
  - {id: li, name: 李四, role: checker}
  - {id: wang, name: 王五, role: approver, main_signer: true}
"""

ORDER = """\
calbench: order/1
number: O-1
certificate: C-1
client: {name: {zh: 医院, en: hospital}, address: {city: 上海, country: CN}}
uut: {maker: Keysight, model: 34401A, serial: MY41001234, description: {zh: 数字多用表, en: digital multimeter}}
persons: {calibrated_by: zhang, checked_by: li, approved_by: wang}
decision_rule: jjf1094
conformity: true
"""


@dataclass
class BenchFolder:
    """Files of a small bench in one folder; `change` edits one before a run."""

    folder: Path
    texts: dict[str, str] = field(
        default_factory=lambda: {
            "procedure.yaml": PROCEDURE,
            "bench.yaml": BENCH,
            "world.yaml": WORLD,
            "standard.yaml": STANDARD,
            "laboratory.yaml": LABORATORY,
            "order.yaml": ORDER,
        }
    )

    def __post_init__(self) -> None:
        for name, text in self.texts.items():
            self.path(name).write_text(text, encoding="utf-8")

    def path(self, name: str) -> Path:
        return self.folder / name

    def change(self, name: str, old: str, new: str) -> None:
        text = self.path(name).read_text(encoding="utf-8")
        assert old in text, f"{old!r} is not in {name}"
        self.path(name).write_text(text.replace(old, new), encoding="utf-8")

    def fault(self, instrument: str, fault: str) -> None:
        """Give a simulated instrument one fault, written as in a world file."""
        simulated = {"calibrator": 'serial: "1972905"\n', "meter": "serial: MY41001234\n"}[instrument]
        self.change("world.yaml", simulated, f"{simulated}    faults: [{fault}]\n")


def pytest_xdist_auto_num_workers() -> int:
    """Have one worker more than there are cores: many tests wait for time-outs and for other processes."""
    return (os.cpu_count() or 1) + 1


def pytest_collection_finish() -> None:
    """Let the garbage collector look only at what tests make: modules and tests live as long as the process."""
    gc.collect()
    gc.freeze()


@pytest.fixture
def bench_folder(tmp_path: Path) -> BenchFolder:
    folder = tmp_path / "bench"
    folder.mkdir()
    return BenchFolder(folder)


@pytest.fixture(scope="session", autouse=True)
def _home_of_its_own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    before = os.environ.get("CALBENCH_HOME")
    os.environ["CALBENCH_HOME"] = str(tmp_path_factory.mktemp("home"))
    yield
    if before is None:
        del os.environ["CALBENCH_HOME"]
    else:
        os.environ["CALBENCH_HOME"] = before
