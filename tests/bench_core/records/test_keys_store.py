"""The signing key on disc: made once, for its owner alone, rotated whole or not at all, never silently made anew."""

from __future__ import annotations

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta

import pytest

from bench_core.errors import UsageError
from bench_core.records import keys_store
from bench_core.records.keys import read_keys
from bench_core.records.keys_store import in_use, key_history, rotate, signing_key

DAY = timedelta(days=1)
needs_modes = pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")


@pytest.fixture
def home(tmp_path):
    return tmp_path / "home"


def files(home):
    return sorted(path.name for path in home.iterdir() if path.is_file())


def rotated(home):
    return rotate(signing_key(home).since + DAY, home)


def test_the_first_key_is_made_once_and_kept(home, monkeypatch):
    monkeypatch.setenv("CALBENCH_HOME", str(home))
    assert signing_key().public == signing_key().public
    assert files(home) == ["keys.json", "signing-key.pem"]


@needs_modes
def test_only_the_owner_may_read_a_private_key(home):
    signing_key(home)
    rotated(home)
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in home.glob("*.pem")}
    assert modes == {"signing-key-2.pem": 0o600}
    assert stat.S_IMODE(home.stat().st_mode) == 0o700


def test_two_runs_that_begin_at_once_use_one_key(home):
    with ThreadPoolExecutor(8) as pool:
        keys = list(pool.map(lambda _: signing_key(home).public, range(8)))
    assert len(set(keys)) == 1


def test_a_key_from_before_there_were_epochs_is_the_first_epoch(home):
    key = signing_key(home)
    (home / "keys.json").unlink()
    assert signing_key(home).public == key.public
    assert signing_key(home).since == key.since


def test_a_rotation_signs_the_new_key_with_the_old_one_and_destroys_the_old_one(home):
    old = signing_key(home)
    history = rotated(home)
    new = signing_key(home)
    assert [epoch.public_key for epoch in history.epochs] == [old.public, new.public]
    assert (new.epoch, new.since) == (2, old.since + DAY)
    assert read_keys(home / "keys.json") == history
    assert files(home) == ["keys.json", "signing-key-2.pem"]


@pytest.mark.parametrize("step", range(1, 10))
def test_a_rotation_that_is_killed_at_any_step_leaves_the_old_epoch_or_the_new_one_whole(home, monkeypatch, step):
    old = signing_key(home)
    calls = 0

    def dying(of):
        def call(*words, **options):
            nonlocal calls
            calls += 1
            if calls == step:
                raise KeyboardInterrupt
            return of(*words, **options)

        return call

    with monkeypatch.context() as patch:
        patch.setattr(keys_store.os, "open", dying(os.open))
        patch.setattr(keys_store.os, "fsync", dying(os.fsync))
        patch.setattr(keys_store.Path, "replace", dying(keys_store.Path.replace))
        patch.setattr(keys_store.Path, "unlink", dying(keys_store.Path.unlink))
        with suppress(KeyboardInterrupt):
            rotate(old.since + DAY, home)
    key = signing_key(home)
    assert key.epoch == len(key_history(home).epochs)
    assert key.epoch == 1 or not (home / "signing-key.pem").exists()  # destroyed, if it was not yet
    assert (key.public == old.public) == (key.epoch == 1)
    assert rotated(home).epochs[-1].epoch == key.epoch + 1
    assert [path.name for path in home.glob("*.pem")] == [f"signing-key-{key.epoch + 1}.pem"]


def test_a_key_is_not_rotated_away_from_a_run_that_needs_it(home):
    key = signing_key(home)
    with in_use(key, home), pytest.raises(UsageError, match=r"a run is under way .*; rotate after its end"):
        rotated(home)
    assert signing_key(home).public == key.public
    assert rotated(home).epochs[-1].epoch == 2


def test_a_run_that_was_killed_does_not_keep_the_key_in_use(home):
    signing_key(home)
    (home / "in-use").mkdir()
    (home / "in-use" / "dead.lock").touch()
    assert rotated(home).epochs[-1].epoch == 2
    assert list((home / "in-use").iterdir()) == []


def test_a_run_that_begins_while_the_key_is_rotated_is_refused(home):
    key = signing_key(home)
    rotated(home)
    with pytest.raises(UsageError, match="key epoch 1 has just ended; start again"), in_use(key, home):
        pytest.fail("a run began with a key that is gone")


def test_what_a_killed_rotation_left_is_swept_away_by_the_next(home):
    signing_key(home)
    (home / "signing-key-2.pem.0123").write_bytes(b"half a key")
    rotated(home)
    assert files(home) == ["keys.json", "signing-key-2.pem"]


def lose_the_private_key(home):
    (home / "signing-key-2.pem").unlink()


def lose_the_history(home):
    (home / "keys.json").unlink()


def cut_the_private_key(home):
    path = home / "signing-key-2.pem"
    path.write_bytes(path.read_bytes()[:60])


def cut_the_history(home):
    path = home / "keys.json"
    path.write_bytes(path.read_bytes()[:-60])


def empty_the_private_key(home):
    (home / "signing-key-2.pem").write_bytes(b"")


def empty_the_history(home):
    (home / "keys.json").write_bytes(b"")


def let_others_read(home):
    (home / "signing-key-2.pem").chmod(0o640)


def take_another_key(home):
    signing_key(home.parent / "other")
    (home / "signing-key-2.pem").write_bytes((home.parent / "other" / "signing-key.pem").read_bytes())


def make_the_private_key_a_folder(home):
    lose_the_private_key(home)
    (home / "signing-key-2.pem").mkdir()


WRONG = {
    lose_the_private_key: r"signing-key-2\.pem: is missing, but .*keys\.json names it; put the file back",
    lose_the_history: r"keys\.json: is missing, but signing-key-2\.pem is there; put the file back",
    cut_the_private_key: "no whole Ed25519 private key; put the file back",
    cut_the_history: "is no whole file of public keys",
    empty_the_private_key: "no whole Ed25519 private key",
    empty_the_history: "is no whole file of public keys",
    let_others_read: r"others may read it \(mode 640\); chmod 600 it, then rotate",
    take_another_key: "is not the key of epoch 2",
    make_the_private_key_a_folder: r"signing-key-2\.pem: is a folder",
}


@needs_modes
@pytest.mark.parametrize("change", WRONG, ids=lambda change: change.__name__)
def test_a_key_file_that_is_not_as_it_was_is_refused_and_no_new_identity_is_made(home, change):
    signing_key(home)
    rotated(home)
    change(home)
    before = files(home)
    with pytest.raises(UsageError, match=WRONG[change]):
        signing_key(home)
    with pytest.raises(UsageError, match=WRONG[change]):
        rotate(signing_key(home).since + DAY, home)
    assert files(home) == before


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="the superuser may read everything")
def test_a_private_key_that_cannot_be_read_is_refused_in_words(home):
    signing_key(home)
    (home / "signing-key.pem").chmod(0)
    with pytest.raises(UsageError, match="Permission denied; check the file and its permissions"):
        signing_key(home)


def test_a_folder_that_cannot_be_made_is_refused_in_words(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match="set CALBENCH_HOME"):
        signing_key(tmp_path / "file" / "home")


def test_a_clock_that_stands_before_the_epoch_rotates_nothing(home):
    key = signing_key(home)
    with pytest.raises(UsageError, match="set the computer's clock"):
        rotate(key.since - DAY, home)
    assert signing_key(home).public == key.public
