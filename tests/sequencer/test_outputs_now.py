"""What the outputs of an interrupted run are now is asked, not assumed, and nothing is switched."""

from dataclasses import replace

import pytest

from bench_core.clock import ScaledClock, VirtualClock
from bench_core.errors import BindingRefused, UsageError
from bench_core.records.events import ItemStarted
from bench_core.records.journal import Journal
from drivers.bench import read_bench
from drivers.opening import OpenBench
from sequencer.bench_lock import bench_held
from sequencer.outputs_now import main, outputs_now
from sim_instruments.serving import serve


class Lines:
    def __init__(self):
        self.said = []

    def say(self, fields):
        self.said.append(fields)

    def refuse(self, failure):
        self.said.append({"refused": str(failure)})
        return failure.exit_code


@pytest.fixture
def interrupted(killed_when):
    """The record of a run on sockets that ended like a killed one, without its guardian."""
    return killed_when(lambda event: isinstance(event, ItemStarted))


def asked(record):
    found = []
    return outputs_now(record, found.append), found


def test_a_source_is_asked_whether_it_is_on_and_stays_as_it_is(interrupted, served):
    off, (found,) = asked(interrupted)
    assert (off, found.energised, found.title) == (True, False, "5522A 1972905 (calibrator)")
    for _ in served.world.instrument("calibrator").dialect.execute("OUT 10 V;OPER"):
        pass
    off, (found,) = asked(interrupted)
    assert (off, found.energised, found.told.en) == (False, True, "its output is ON (answered '1')")
    assert served.world.output("calibrator").energised


def test_no_answer_leaves_it_unknown(interrupted, served):
    served.close()
    off, (found,) = asked(interrupted)
    assert (off, found.energised) == (False, None)
    assert found.told.en.startswith("nobody knows: TCPIP")
    assert found.told.zh.startswith("不知其输出状态：")


def test_an_instrument_of_another_serial_number_is_not_believed(interrupted, bench_folder, monkeypatch):
    bench_folder.change("world.yaml", 'serial: "1972905"', 'serial: "1972906"')
    connected = OpenBench._connected
    with serve(bench_folder.path("world.yaml"), ScaledClock(50)) as others:
        link = others.links["calibrator"][0]
        monkeypatch.setattr(OpenBench, "_connected", lambda opened, entry: connected(opened, replace(entry, link=link)))
        off, (found,) = asked(interrupted)
    assert (off, found.energised) == (False, None)
    assert "the run began with FLUKE 5522A, serial 1972905; now FLUKE 5522A, serial 1972906 answers" in found.told.en


def test_instruments_that_were_simulated_in_the_runs_process_ended_with_it(power_cut):
    off, (found,) = asked(power_cut(40))
    assert (off, found.energised) == (True, False)
    assert found.told.en == "it was simulated inside the run's process and has ended with it"


def test_a_run_under_way_and_a_bench_in_use_are_left_alone(interrupted, bench_folder):
    with Journal.reopen(interrupted, VirtualClock(1e6))[0], pytest.raises(UsageError, match="is under way"):
        asked(interrupted)
    with (
        bench_held(read_bench(bench_folder.path("bench.yaml")), bench_folder.path("b.calrun")),
        pytest.raises(BindingRefused, match=r"b\.calrun"),
    ):
        asked(interrupted)


def test_lines_and_code_say_whether_all_are_off(interrupted, served):
    lines = Lines()
    assert main([str(interrupted)], lines) == 0
    assert [list(one) for one in lines.said] == [["instrument", "title", "energised", "told"], ["done"]]
    for _ in served.world.instrument("calibrator").dialect.execute("OUT 10 V;OPER"):
        pass
    assert main([str(interrupted)], Lines()) == 3
    assert main([], Lines()) == 2


def test_what_is_no_record_is_refused_with_its_code(tmp_path):
    (tmp_path / "a.calrun").write_text("x\n")
    lines = Lines()
    assert main([str(tmp_path / "a.calrun")], lines) == 5
    assert "a.calrun" in lines.said[0]["refused"]
