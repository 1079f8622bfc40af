"""calbench refuses to run on packages that another distribution put in the place of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from base64 import urlsafe_b64encode
from hashlib import sha256
from pathlib import Path

import pytest

from bench_cli.guard import OUR_PACKAGES

ROOT = Path(__file__).parents[2]
PROGRAM = "from bench_cli.guard import require_own_packages as guard; guard()"


@pytest.fixture
def site(tmp_path):
    """Return a folder that holds our packages as an installed wheel leaves them, bare but for the guard."""
    folder = tmp_path / "site"
    for name in OUR_PACKAGES:
        (folder / name).mkdir(parents=True)
        (folder / name / "__init__.py").write_text(f'"""Our {name}."""\n', "utf-8")
    shutil.copy(ROOT / "bench_cli" / "guard.py", folder / "bench_cli")
    for module in ("errors.py", "bilingual.py"):  # what the guard needs
        shutil.copy(ROOT / "bench_core" / module, folder / "bench_core")
    distribution(folder, "calbench", [f"{name}/__init__.py" for name in OUR_PACKAGES])
    return folder


def distribution(folder: Path, name: str, files: list[str]) -> None:
    """Write what pip writes about a distribution that it installed."""
    info = folder / f"{name}-0.1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 0.1.0\n", "utf-8")
    rows = [f"{file},sha256={digest(folder / file)},{(folder / file).stat().st_size}\n" for file in files]
    (info / "RECORD").write_text("".join(rows), "utf-8")


def digest(file: Path) -> str:
    """Return a digest in the form of a RECORD."""
    return urlsafe_b64encode(sha256(file.read_bytes()).digest()).decode().rstrip("=")


def complaint(*path: Path) -> str:
    """Return the last line that the guard's process leaves when these folders are searched in order."""
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(map(str, path)), "PYTHONIOENCODING": "utf-8"}
    # -S keeps this checkout off the path, -P the working folder.
    command = [sys.executable, "-S", "-P", "-c", PROGRAM]
    done = subprocess.run(
        command, cwd=path[-1], env=environment, capture_output=True, text=True, encoding="utf-8", check=False
    )
    return done.stderr.strip().rpartition("\n")[2]


def test_a_whole_installation_may_start(site):
    assert complaint(site) == ""


def test_a_distribution_that_overwrote_one_of_our_packages_is_named(site):
    (site / "drivers" / "__init__.py").write_text('"""Web drivers."""\n', "utf-8")
    distribution(site, "webdrivers", ["drivers/__init__.py"])
    said = complaint(site)
    assert "package `drivers` belongs to distribution webdrivers" in said
    assert "install calbench in an environment of its own" in said


def test_a_folder_that_hides_one_of_our_packages_is_named(site, tmp_path):
    intruder = tmp_path / "scripts" / "drivers"
    intruder.mkdir(parents=True)
    (intruder / "__init__.py").write_text("", "utf-8")
    said = complaint(tmp_path / "scripts", site)
    assert f"package `drivers` belongs to something else in {intruder}" in said


def test_a_package_that_is_gone_is_named(site):
    shutil.rmtree(site / "procedures")
    assert "package `procedures`" in complaint(site)


def test_every_stolen_package_is_named_at_once(site):
    for name in ("drivers", "procedures"):
        (site / name / "__init__.py").write_text("foreign = True\n", "utf-8")
    said = complaint(site)
    assert "`drivers`" in said
    assert "`procedures`" in said


def test_a_checkout_has_no_recorded_digest_and_may_be_edited(site):
    shutil.rmtree(site / "calbench-0.1.0.dist-info")
    (site / "drivers" / "__init__.py").write_text('"""Edited."""\n', "utf-8")
    assert complaint(site) == ""
