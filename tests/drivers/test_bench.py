"""A bench file is read with all that it refers to, and every mistake is told with its place."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from bench_core.errors import DocumentInvalid, RoleUnfilled, UsageError
from bench_core.metrology.quantity import Quantity
from drivers.bench import BenchFile, read_bench

BENCH = """\
calbench: bench/1
bench: electrical-1
laboratory: laboratory.yaml
world: worlds/good.yaml
instruments:
  calibrator:
    driver: fluke.5522a
    link: sim:calibrator
    serial: "1972905"
    certificate: ../standards/5522a.yaml
    limits: {dc_voltage: 1000 V}
  meter:
    driver: keysight.34401a
    link: "TCPIP::192.0.2.8::5025::SOCKET"
    timeout: 500 ms
roles: {source: calibrator, uut: meter}
"""

CERTIFICATE = """\
calbench: standard/1
number: DC-2026-0117
issuer: {zh: 演示国家计量院, en: Demonstration metrology institute}
instrument: {maker: Fluke, model: 5522A, serial: "1972905"}
issued: 2026-03-02
due: 2027-03-01
"""

LABORATORY = """\
calbench: laboratory/1
name: {zh: 实验室, en: Laboratory}
"""
WORLD = "calbench: world/1\nworld: good\n"


@pytest.fixture
def folder(tmp_path):
    """A folder `bench` with a bench file, and what it refers to around it."""
    bench = tmp_path / "bench"
    (bench / "worlds").mkdir(parents=True)
    (tmp_path / "standards").mkdir()
    (bench / "bench.yaml").write_text(BENCH, encoding="utf-8")
    (bench / "laboratory.yaml").write_text(LABORATORY, encoding="utf-8")
    (bench / "worlds/good.yaml").write_text(WORLD, encoding="utf-8")
    (tmp_path / "standards/5522a.yaml").write_text(CERTIFICATE, encoding="utf-8")
    return bench


def read(folder, *changes):
    text = BENCH
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path = folder / "bench.yaml"
    path.write_text(text, encoding="utf-8")
    return read_bench(path)


def told(folder, *changes):
    """Return line, column, message and hint of every mistake of the changed bench file."""
    with pytest.raises(DocumentInvalid) as caught:
        read(folder, *changes)
    return [(one.line, one.column, one.message.en, one.hint.en) for one in caught.value.mistakes]


def test_a_bench_is_read_with_type_records_and_certificates(folder):
    bench = read(folder)
    assert (bench.name, bench.simulated, bench.path) == ("electrical-1", True, folder / "bench.yaml")
    assert bench.world == folder / "worlds/good.yaml"
    assert bench.laboratory == folder / "laboratory.yaml"
    calibrator, meter = bench.instruments["calibrator"], bench.instruments["meter"]
    assert (calibrator.driver, calibrator.link, calibrator.serial) == ("fluke.5522a", "sim:calibrator", "1972905")
    assert calibrator.certificate is not None
    assert calibrator.certificate.model.number == "DC-2026-0117"
    assert (calibrator.timeout_s, meter.timeout_s) == (None, 0.5)
    assert meter.type_record.model.model == "34401A"
    assert meter.certificate is None


def test_paths_count_from_the_folder_of_the_bench_file(folder, monkeypatch):
    read(folder)
    monkeypatch.chdir(folder.parent)
    assert read_bench(Path("bench/bench.yaml")).world == Path("bench/worlds/good.yaml")


def test_a_role_is_bound_to_type_certificate_and_limits_without_a_wire(folder):
    bound = read(folder).bound("source")
    assert (bound.name, bound.type_record.model, bound.simulated) == ("calibrator", "5522A", True)
    assert bound.certificate is not None
    assert bound.limits == {"dc_voltage": Quantity.parse("1000 V")}
    assert read(folder).bound("uut").certificate is None


def test_a_role_that_nobody_plays_is_refused_with_the_roles_of_the_bench(folder):
    with pytest.raises(RoleUnfilled, match="no instrument plays role 'sorce'; the roles of this bench are source, uut"):
        read(folder).bound("sorce")


def test_every_file_that_the_bench_is_made_of_is_given_whole(folder):
    texts = {text.role: text for text in read(folder).texts()}
    assert list(texts) == ["bench", "world", "instrument:calibrator", "standard:calibrator", "instrument:meter"]
    for text in texts.values():
        content = Path(text.path).read_bytes()
        assert text.text.encode() == content
        assert text.digest == hashlib.sha256(content).hexdigest()


def test_a_bench_without_a_world_is_a_real_one(folder):
    bench = read(folder, ("world: worlds/good.yaml\n", ""), ("sim:calibrator", "GPIB0::4::INSTR"))
    assert not bench.simulated
    assert bench.world is None
    assert not bench.bound("uut").simulated


def test_a_type_record_of_its_own_replaces_the_drivers(folder):
    text = read(folder).instruments["meter"].type_record.text
    own = text.replace("maximum: 1000 V", "maximum: 300 V").replace("range: 1000 V", "range: 300 V")
    (folder / "own.yaml").write_text(own, encoding="utf-8")
    bench = read(folder, ("    timeout: 500 ms\n", "    type: own.yaml\n"))
    assert bench.instruments["meter"].type_record.path == folder / "own.yaml"
    assert bench.bound("uut").type_record.functions["dc_voltage"].ranges[-1].maximum == Quantity.parse("300 V")


@pytest.fixture
def by_hand(folder):
    """The same bench with its meter read by a person."""
    (folder / "types").mkdir()
    own = read(folder).instruments["meter"].type_record.text.replace("model: 34401A", "model: 17B")
    (folder / "types/handheld.yaml").write_text(own, encoding="utf-8")
    driver = '    driver: keysight.34401a\n    link: "TCPIP::192.0.2.8::5025::SOCKET"\n    timeout: 500 ms\n'
    return (driver, '    read_by: person\n    type: types/handheld.yaml\n    serial: "123"\n')


def test_an_instrument_without_a_link_is_read_by_a_person(folder, by_hand):
    bench = read(folder, by_hand)
    assert bench.by_person == ("meter",)
    meter = bench.instruments["meter"]
    assert (meter.driver, meter.link, meter.serial, meter.by_person) == ("person", "", "123", True)
    assert bench.bound("uut").by_person
    assert not bench.bound("source").by_person
    assert "instrument:meter" in {text.role for text in bench.texts()}


def test_an_instrument_that_a_person_reads_needs_its_type_record(folder, by_hand):
    driver, person = by_hand
    (one,) = told(folder, (driver, person.replace("    type: types/handheld.yaml\n", "")))
    assert one == (12, 3, "an instrument that a person reads, without its type record", "add type: FILE")


def test_a_time_to_wait_for_a_person_is_refused(folder, by_hand):
    driver, person = by_hand
    (one,) = told(folder, (driver, person + "    timeout: 5 s\n"))
    assert one == (16, 5, "timeout: of an instrument that a person reads", "delete it")


@pytest.mark.parametrize(
    ("old", "new", "line", "column", "message", "hint"),
    [
        ("keysight.34401a", "keysight.34401", 13, 13, "unknown driver 'keysight.34401'", "mean 'keysight.34401a'?"),
        ("sim:calibrator", "calibrator", 8, 11, "link 'calibrator' has no scheme", "write one such as TCPIP"),
        ("sim:calibrator", "simm:calibrator", 8, 11, "unknown link scheme 'simm'", "did you mean 'sim'?"),
        ("uut: meter}", "uut: metre}", 16, 34, "role 'uut' names no instrument of this bench: 'metre'", "meter"),
        ("1000 V}", "10 A}", 11, 26, "10 A is no DC voltage", "write it in V or a multiple"),
        ("1000 V}", "-10 V}", 11, 26, "-10 V is not above 0", ""),
        ("{dc_voltage", "{dc_volt", 11, 14, "unknown function 'dc_volt'", "dc_voltage"),
        ("500 ms", "5 V", 15, 14, "5 V is no time", "write it in s"),
        ("500 ms", "1 h", 15, 14, "1 h is no reasonable time", "from 10 ms to 600 s"),
        ("500 ms", "1 ms", 15, 14, "1 ms is no reasonable time", "from 10 ms to 600 s"),
        ('"1972905"', '"1972906"', 10, 18, "is for serial 1972905, the instrument's is 1972906", "its own certificate"),
        ("worlds/good.yaml", "worlds/bad.yaml", 4, 8, "no such file", "check the name and the folder"),
        ("worlds/good.yaml", "laboratory.yaml", 4, 8, "is laboratory/1, expected world/1", ""),
        ("laboratory: laboratory.yaml", "laboratory: .", 3, 13, "is a folder", "name a file in it"),
        ("../standards/5522a.yaml", "nothing.yaml", 10, 18, "no such file", "check the name"),
        ("    timeout: 500 ms", "    type: nothing.yaml", 15, 11, "no such file", "check the name"),
        ('"TCPIP::192.0.2.8::5025::SOCKET"', "sim:calibrator", 14, 11, "is the link of 'calibrator' already", "one"),
        ("    driver: fluke.5522a\n", "", 6, 3, "missing key 'driver'", "has read_by: person"),
        ("    link: sim:calibrator\n", "", 6, 3, "missing key 'link'", "has read_by: person"),
        ("link: sim:calibrator", "read_by: person\n    type: x", 7, 5, "driver: of an instrument that", "delete it"),
        ("fluke.5522a", "fluke.5522a\n    read_by: someone", 8, 14, "expected person, found 'someone'", ""),
        ("serial:", "serail:", 9, 5, "unknown key 'serail'", "did you mean 'serial'?"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_its_place_and_what_to_do(folder, old, new, line, column, message, hint):
    (one,) = told(folder, (old, new))
    assert (one[0], one[1]) == (line, column), one
    assert message in one[2]
    assert hint in one[3]


def test_a_simulated_link_without_a_world_is_told(folder):
    (one,) = told(folder, ("world: worlds/good.yaml\n", ""))
    assert one == (7, 11, "sim:calibrator needs a simulated world", "add world: FILE")


def test_a_certificate_for_an_instrument_whose_serial_is_not_given_is_told(folder):
    (one,) = told(folder, ('    serial: "1972905"\n', ""))
    assert one[3] == "add serial:"


def test_the_certificate_of_another_model_is_told(folder):
    certificate = folder.parent / "standards/5522a.yaml"
    certificate.write_text(CERTIFICATE.replace("model: 5522A", "model: 5502A"), encoding="utf-8")
    (one,) = told(folder)
    assert "certificate DC-2026-0117 is for model 5502A, the instrument is a 5522A" in one[2]


def test_all_mistakes_are_told_at_once_with_those_of_other_files(folder):
    (folder.parent / "standards/5522a.yaml").write_text(CERTIFICATE.replace("due:", "doe:"), encoding="utf-8")
    with pytest.raises(DocumentInvalid) as caught:
        read(folder, ("keysight.34401a", "keysight.1"), ("uut: meter", "uut: x"), ("worlds/good", "worlds/bad"))
    paths = [Path(one.path).name for one in caught.value.mistakes]
    assert paths.count("bench.yaml") == 3
    assert "5522a.yaml" in paths


def test_a_bench_file_that_is_not_there_is_told_in_words(folder):
    with pytest.raises(UsageError, match="no such file"):
        read_bench(folder / "nothing.yaml")


def test_another_kind_of_file_is_refused(folder):
    with pytest.raises(DocumentInvalid, match="this file is laboratory/1, expected bench/1"):
        read_bench(folder / "laboratory.yaml")
    assert BenchFile.KIND == "bench/1"
