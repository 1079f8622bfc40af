"""Instruments are connected one by one, prove who they are, and their links are closed at the end."""

from __future__ import annotations

import pytest

from bench_core.capabilities.instruments import Indicator, LinkContext, Source
from bench_core.clock import VirtualClock
from bench_core.errors import DocumentInvalid, IdentityMismatch, LinkRefused, UsageError
from drivers import registry
from drivers.bench import read_bench
from drivers.opening import check_links, open_bench

BENCH = """\
calbench: bench/1
bench: two
instruments:
  meter: {driver: keysight.34401a, link: "TCPIP::192.0.2.8::5025::SOCKET"}
  calibrator: {driver: fluke.5522a, link: "TCPIP::192.0.2.7::5025::SOCKET", serial: "1972905"}
roles: {}
"""


class FakeLinks:
    """Links to instruments in memory; counts what was opened and closed."""

    def __init__(self, wires):
        self.wires = wires
        self.made = 0
        self.events = []

    def __call__(self, context):
        self.made += 1
        self.context = context
        return self

    def check(self, resource):
        self.events.append(("check", resource))

    def open(self, resource, timeout_s):
        self.events.append((resource, timeout_s))
        if resource not in self.wires:
            raise LinkRefused(resource, "nothing answers there")
        return self.wires[resource]

    def close(self):
        self.events.append("closed")


@pytest.fixture
def scheme(monkeypatch, wire_to, meter, calibrator):
    wires = {"TCPIP::192.0.2.8::5025::SOCKET": wire_to(meter), "TCPIP::192.0.2.7::5025::SOCKET": wire_to(calibrator)}
    links = FakeLinks(wires)
    monkeypatch.setattr(registry, "link_scheme", lambda _: links)
    return links


@pytest.fixture
def bench(tmp_path):
    path = tmp_path / "bench.yaml"
    path.write_text(BENCH, encoding="utf-8")
    return read_bench(path)


@pytest.fixture
def context():
    return LinkContext(VirtualClock(), seed=1)


def test_nothing_is_connected_before_it_is_asked_for(scheme, bench, context):
    with open_bench(bench, context) as opened:
        assert opened.instruments == {}
        assert scheme.events == []


def test_sources_are_told_from_the_others_before_anything_is_connected(scheme, bench, context):
    with open_bench(bench, context) as opened:
        assert opened.source_names == ("calibrator",)
        assert opened.other_names == ("meter",)
    assert scheme.made == 0


def test_a_link_is_opened_to_no_instrument_that_a_person_reads(scheme, context, tmp_path):
    path = tmp_path / "bench.yaml"
    record = registry.type_record_path(registry.driver("keysight.34401a"))
    path.write_text(BENCH.replace("driver: keysight.34401a, link", f'read_by: person, type: "{record}", serial'))
    with open_bench(read_bench(path), context) as opened:
        opened.check_links()
        assert (opened.source_names, opened.other_names) == (("calibrator",), ())
    assert [event for event in scheme.events if event != "closed"] == [("check", "TCPIP::192.0.2.7::5025::SOCKET")]


def test_an_instrument_is_connected_once_and_nothing_is_sent(scheme, bench, context, meter):
    with open_bench(bench, context) as opened:
        one = opened.connect("meter")
        assert opened.connect("meter") is one
        assert opened.instruments == {"meter": one}
        assert isinstance(one, Indicator)
        assert isinstance(opened.connect("calibrator"), Source)
    assert meter.obeyed == []
    assert scheme.made == 1
    assert scheme.context is context
    assert [event for event in scheme.events if event != "closed"] == [
        ("TCPIP::192.0.2.8::5025::SOCKET", 5.0), ("TCPIP::192.0.2.7::5025::SOCKET", 5.0),
    ], "a link waits as long as a reply takes that needs no measurement"  # fmt: skip


def test_links_are_closed_at_the_end_even_after_a_failure(scheme, bench, context):
    def fail():
        with open_bench(bench, context) as opened:
            opened.connect("meter")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert scheme.wires["TCPIP::192.0.2.8::5025::SOCKET"].closed
    assert scheme.events[-1] == "closed"


def test_an_instrument_that_refuses_is_told(scheme, bench, context):
    scheme.wires.clear()
    with open_bench(bench, context) as opened, pytest.raises(LinkRefused):
        opened.connect("meter")


@pytest.mark.usefixtures("scheme")
def test_the_right_instruments_are_accepted(bench, context):
    with open_bench(bench, context) as opened:
        for name in ("meter", "calibrator"):
            opened.connect(name)
        assert opened.identify("meter").model == "34401A"
        assert opened.identify("calibrator").serial == "1972905"


@pytest.mark.usefixtures("scheme")
@pytest.mark.parametrize(
    ("reply", "message"),
    [
        ("HEWLETT-PACKARD,53181A,0,3944", "expected model 5522A, found model 53181A"),
        ("FLUKE,5522,1972905,1", "expected model 5522A, found model 5522"),
        ("FLUKE,5520A,1972905,1", "expected model 5522A, found model 5520A"),
        ("FLUKE CORPORATION,5522A,1972905,1", "expected maker FLUKE, found maker FLUKE CORPORATION"),
        ("FLUKE,5522A,1972906,1.1", "expected serial 1972905, found serial 1972906"),
        ("FLUKE,5522A,0,1.1", "expected serial 1972905, found no serial number in the reply"),
        ("FLUKEluurrA,5522A,1972905,1.1", "expected maker FLUKE, found maker FLUKEluurrA"),
    ],
)
def test_another_instrument_is_refused_with_both_names(bench, context, calibrator, reply, message):
    calibrator.answers["*IDN?"] = reply
    with open_bench(bench, context) as opened:
        opened.connect("calibrator")
        with pytest.raises(IdentityMismatch, match=r"calibrator \(TCPIP::192.0.2.7::5025::SOCKET\): " + message):
            opened.identify("calibrator")
    assert calibrator.settings() == []


@pytest.mark.usefixtures("scheme")
def test_without_a_serial_in_the_bench_file_any_serial_is_accepted(bench, context, meter):
    meter.answers["*IDN?"] = "Agilent Technologies,34401A,MY41001234,11-5-3"
    with open_bench(bench, context) as opened:
        opened.connect("meter")
        assert opened.identify("meter").serial == "MY41001234"


def test_each_scheme_is_made_once_and_checks_every_link_of_the_bench_before_any_is_opened(scheme, bench, context):
    check_links(bench, context)
    assert scheme.made == 1
    assert scheme.context is context
    links = ("TCPIP::192.0.2.8::5025::SOCKET", "TCPIP::192.0.2.7::5025::SOCKET")
    assert scheme.events == [*(("check", link) for link in links), "closed"]


SIMULATED = """\
calbench: bench/1
bench: one
world: world.yaml
instruments:
  meter: {driver: keysight.34401a, link: "sim:meter"}
roles: {}
"""
WORLD = """\
calbench: world/1
world: small
instruments:
  meter: {simulates: keysight.34401a}
"""


@pytest.fixture
def simulated(tmp_path):
    """Return a function that makes a simulated bench with this world, and its context."""

    def make(world):
        (tmp_path / "bench.yaml").write_text(SIMULATED, encoding="utf-8")
        (tmp_path / "world.yaml").write_text(world, encoding="utf-8")
        bench = read_bench(tmp_path / "bench.yaml")
        return bench, LinkContext(VirtualClock(), bench.world)

    return make


def test_a_simulated_world_without_mistakes_is_accepted(simulated):
    check_links(*simulated(WORLD))


def test_a_mistake_in_the_world_file_is_told_with_its_place_before_anything_is_opened(simulated):
    bench, context = simulated(WORLD.replace("simulates: keysight", "seriall: 1, simulates: keysight"))
    with pytest.raises(DocumentInvalid, match=r"world\.yaml:4:\d+.*seriall"):
        check_links(bench, context)


def test_a_link_to_an_instrument_that_the_world_does_not_have_is_told_before_anything_is_opened(simulated):
    bench, context = simulated(WORLD.replace("  meter:", "  metre:"))
    with pytest.raises(UsageError, match="sim:meter: no such instrument in the world; it has metre"):
        check_links(bench, context)
