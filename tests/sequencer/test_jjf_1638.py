"""JJF 1638 whole: a noisy calibrator of five functions against each reference meter ends with every point measured."""

from importlib.resources import files

import pytest

from bench_core.documents.instrument import TypeRecord
from bench_core.documents.model import load
from bench_core.metrology.quantity import Quantity
from bench_core.metrology.specification import limit_of_error
from bench_core.records.events import StepFailed
from bench_core.records.verification import verify
from drivers import registry
from procedures.library import library_path
from sequencer.replanning import prove_plan

DEMO = files("bench_cli") / "demo"
BENCH = """\
calbench: bench/1
bench: reference
world: world.yaml
instruments:
  calibrator: {{driver: fluke.5522a, link: "sim:calibrator", serial: "1972905"}}
  reference: {{driver: {meter}, link: "sim:reference", serial: "22", certificate: reference.yaml}}
roles: {{uut: calibrator, meter: reference}}
"""
CERTIFICATE = """\
calbench: standard/1
number: T-2
issuer: {{zh: 测试, en: test}}
issued: 2026-01-01
due: 2027-12-31
instrument: {{maker: Fluke, model: {model}, serial: "22"}}
simulated: true
"""
NOISE = 30
"""A reading of 10 power line cycles scatters by a thirtieth of the limit of error; the 8588A reads AC faster."""


def hidden_of(record):
    """The errors of a meter, with its noise."""
    for function, row in record.functions.items():
        if function == "resistance_4w":
            continue
        yield f"      {function}:"
        for range_ in row.ranges:
            frequency = Quantity.parse("1 kHz") if range_.bands else None
            limit = limit_of_error(range_.specification(row.coverage, frequency), range_.range)
            yield f"        - {{range: {range_.range}, gain: 1 ppm, noise: {float(limit) / NOISE:.9f} {limit.unit}}}"


def set_up(folder, meter):
    record = load(registry.type_record_path(registry.driver(meter)), TypeRecord).model
    demo = (DEMO / "world-good.yaml").read_text(encoding="utf-8")
    calibrator = demo[demo.index("  calibrator:\n") : demo.index("  meter:\n")]
    world = [
        "calbench: world/1", "world: reference", "seed: 3",
        "ambient: {temperature: 23.1 °C, relative_humidity: 45 %}", "instruments:", calibrator.rstrip(),
        "  reference:", f"    simulates: {meter}", '    serial: "22"', "    hidden:", *hidden_of(record),
        "wiring: [{from: calibrator, to: reference}]",
        "person: {name: 小王, confirms: true, warm_up: 2 h, answers: {uut.zeroed: 2 h, meter.zeroed: 2 h}}",
    ]  # fmt: skip
    (folder / "world.yaml").write_text("\n".join(world) + "\n", encoding="utf-8")
    (folder / "bench.yaml").write_text(BENCH.format(meter=meter), encoding="utf-8")
    (folder / "reference.yaml").write_text(CERTIFICATE.format(model=record.model), encoding="utf-8")


@pytest.mark.parametrize("meter", ["fluke.8588a", "fluke.8508a"])
def test_every_point_is_measured_whatever_the_reference_meter(meter, run, tmp_path):
    set_up(tmp_path, meter)
    ran = run(procedure=library_path("jjf-1638-2017"), bench=tmp_path / "bench.yaml", record=tmp_path / "whole.calrun")
    assert ran.of(StepFailed) == []
    assert ran.state.ended.state == "finished"
    assert not ran.state.remaining
    assert {item for item, _ in ran.state.results} == {
        "dc-voltage", "ac-voltage", "dc-current", "ac-current", "resistance-4w",
    }  # fmt: skip
    prove_plan(verify(ran.record.path))
