"""PyMeasure's own hardware suites, which its authors ran against real instruments, pass unchanged on our twins.

The suites are in PyMeasure's source distribution alone; it is fetched once, kept in pytest's cache, and never changed.
"""

from __future__ import annotations

import subprocess
import sys
import tarfile
import tempfile
import xml.etree.ElementTree as ET
from importlib import metadata
from pathlib import Path

import pytest

pytestmark = [pytest.mark.third_party, pytest.mark.timeout(300)]

HP34401A = "hp/test_hp34401a_with_device.py"
DMM6500 = "keithley/test_keithleyDMM6500_with_device.py"
SCPI_MIXIN = "test_scpi_mixin_with_device.py"
WITHOUT_OPTIONS = {"keysight.34401a", "keithley.dmm6500"}
"""Whose manuals list no `*OPT?`: the suite asks it, waits in vain, and then finds -113 in the queue."""


@pytest.fixture(scope="session")
def sdist(pytestconfig):
    """The source distribution of the PyMeasure that is installed here."""
    try:
        version = metadata.version("pymeasure")
    except metadata.PackageNotFoundError:
        pytest.skip("PyMeasure comes with the third-party extra: python3 run.py third-party")
    cache = pytestconfig.cache.mkdir("pymeasure")
    kept = cache / f"pymeasure-{version}.tar.gz"
    if not kept.exists():
        fetch(f"pymeasure=={version}", cache, kept)
    return kept


def fetch(requirement, cache, kept):
    with tempfile.TemporaryDirectory(dir=cache) as folder:
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", "pymeasure"]
        done = subprocess.run(
            [*pip, "--dest", folder, requirement], stderr=subprocess.PIPE, text=True, check=False, timeout=200
        )
        if done.returncode:
            pytest.skip(f"{requirement} cannot be fetched: {done.stderr.strip().rpartition(chr(10))[2]}")
        next(Path(folder).glob("*.tar.gz")).replace(kept)


@pytest.fixture
def suites(sdist, tmp_path):
    """The tests alone, so that they import the PyMeasure that is installed."""
    with tarfile.open(sdist) as archive:
        members = [one for one in archive if "/tests/" in one.name]
        archive.extractall(tmp_path, members, filter="data")
    return next(tmp_path.glob("pymeasure-*/tests"))


def outcomes(suites, name, resource):
    """Run a suite as its authors do, and return its outcomes by test."""
    report = suites.parent / "report.xml"
    pytest_alone = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--rootdir={suites}"]
    command = [*pytest_alone, f"instruments/{name}", "--device-address", resource, f"--junit-xml={report}"]
    done = subprocess.run(command, cwd=suites, capture_output=True, text=True, check=False, timeout=280)
    assert report.exists(), done.stdout + done.stderr
    return {case.get("name"): [part.tag for part in case] for case in ET.parse(report).iter("testcase")}  # noqa: S314


def failed(found):
    return [name for name, parts in found.items() if parts]


@pytest.mark.parametrize("door", ["hislip", "vxi11"])
def test_the_34401a_passes_the_hardware_suite(suites, twin, door):
    found = outcomes(suites, HP34401A, twin("keysight.34401a").doors[door])
    assert failed(found) == []
    assert len(found) == 110


@pytest.mark.parametrize("door", ["hislip", "vxi11"])
def test_the_dmm6500_passes_the_hardware_suite_on_the_mains_of_its_authors(suites, twin, door):
    found = outcomes(suites, DMM6500, twin("keithley.dmm6500", mains="60 Hz").doors[door])
    assert failed(found) == []
    assert len(found) == 160


def test_on_50_hz_mains_the_dmm6500_fails_only_what_its_authors_wrote_for_60_hz(suites, twin):
    found = outcomes(suites, DMM6500, twin("keithley.dmm6500").doors["hislip"])
    longest_at_60_hz = [name for name in failed(found) if name.startswith("test_nplc[15-")]
    apertures = [name for name in failed(found) if name.startswith("test_general_aperture[M") or "[DEF-" in name]
    assert sorted(failed(found)) == sorted(longest_at_60_hz + apertures)
    assert (len(longest_at_60_hz), len(apertures)) == (7, 21)


def test_each_scpi_meter_passes_the_suite_for_scpi_devices(suites, twin, meter_name):
    found = outcomes(suites, SCPI_MIXIN, twin(meter_name).doors["hislip"])
    assert failed(found) == (["test_options", "test_next_error"] if meter_name in WITHOUT_OPTIONS else [])
    assert len(found) == 6
