"""`calbench keys`, and what `verify` says with and without the laboratory's public keys."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

import calbench_verify
from bench_cli.run_table import program_changed
from bench_core.records.events import ProgramChanged

ROOT = Path(__file__).parents[2]


@pytest.fixture
def home(tmp_path, monkeypatch):
    folder = tmp_path / "keys"
    monkeypatch.setenv("CALBENCH_HOME", str(folder))
    return folder


def test_show_says_where_the_keys_are_and_which_epoch_lasted_how_long(calbench, home):
    first = calbench("keys", "show")
    assert first.code == 0
    assert f"keys are in: {home}" in first.out
    assert "in use" in first.out
    assert calbench("keys", "rotate").code == 0
    lines = calbench("keys", "show").out.splitlines()
    began = [line for line in lines if "epoch" in line]
    assert len(began) == 2
    assert began[0].split("–")[1].strip() == began[1].split(": ")[1].split(" – ")[0]
    assert sum("fingerprint" in line for line in lines) == 2


def test_export_gives_public_parts_alone_printed_or_as_a_file(calbench, home, tmp_path):
    calbench("keys", "rotate")
    printed = calbench("keys", "export").out
    assert calbench("keys", "export", "--out", tmp_path / "out" / "keys.json").code == 0
    assert (tmp_path / "out" / "keys.json").read_text("utf-8") == printed
    assert [sorted(epoch) for epoch in json.loads(printed)["epochs"]] == [
        ["epoch", "public_key", "signature", "since"]
    ] * 2
    assert "PRIVATE" not in printed
    assert str(home) not in printed


def test_a_private_key_that_is_missing_is_told_by_every_action_that_needs_it(calbench, home):
    calbench("keys", "rotate")
    (home / "signing-key-2.pem").unlink()
    for action in ("show", "rotate"):
        said = calbench("keys", action)
        assert said.code == 2
        assert "put the file back from a backup" in said.err
    assert calbench("keys", "export").code == 0  # the public part is whole


def test_verify_with_the_laboratorys_keys_says_whose_record_it_is(calbench, finished, tmp_path):
    without = calbench("verify", finished)
    assert "whose key it is" in without.out
    keys = tmp_path / "keys.json"
    calbench("keys", "export", "--out", keys)
    said = calbench("verify", finished, "--keys", keys)
    assert said.code == 0, said.err
    assert "signed with key epoch 1 of the given keys" in said.out
    assert "whose key it is" not in said.out
    assert "who stole it can forge runs in it" in said.out
    command = [sys.executable, ROOT / "calbench_verify.py", finished]
    alone = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=True).stdout
    proved = [line for line in alone.splitlines() if "(" not in line and "last digest" not in line]
    assert len(proved) == 5
    assert all(line in without.out for line in proved)


def test_verify_refuses_a_record_of_other_keys(calbench, finished, monkeypatch, tmp_path):
    keys = tmp_path / "other.json"
    monkeypatch.setenv("CALBENCH_HOME", str(tmp_path / "another home"))
    calbench("keys", "export", "--out", keys)
    said = calbench("verify", finished, "--keys", keys)
    assert said.code == 5
    assert "is in no epoch of the laboratory's keys" in said.err
    assert calbench_verify.main([str(finished), "--keys", str(keys)]) == 5
    assert calbench("verify", finished, "--keys", finished).code == 2  # which holds no keys


def test_a_record_from_before_a_rotation_goes_on_verifying_and_a_new_one_is_of_the_new_epoch(
    calbench, bench_folder, finished, tmp_path
):
    calbench("keys", "rotate")
    calbench(
        "run", bench_folder.path("procedure.yaml"), "--bench", bench_folder.path("bench.yaml"),
        "--order", bench_folder.path("order.yaml"), "--virtual", "--out", tmp_path / "later",
    )  # fmt: skip
    (later,) = (tmp_path / "later").glob("*.calrun")
    calbench("keys", "export", "--out", tmp_path / "keys.json")
    said = calbench("verify", finished, later, "--keys", tmp_path / "keys.json")
    assert said.code == 0, said.err
    assert ["epoch 1" in said.out, "epoch 2" in said.out] == [True, True]
    assert calbench_verify.main([str(finished), str(later), "--keys", str(tmp_path / "keys.json")]) == 0


def test_a_program_that_changed_is_told_in_a_banner():
    assert program_changed(ProgramChanged({"b.py": "", "a.py": "00"})).endswith("draft: a.py, b.py !!!")
