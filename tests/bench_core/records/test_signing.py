"""The key that signs records: made once, for its owner alone."""

from __future__ import annotations

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from bench_core.errors import UsageError
from bench_core.records.signing import sign_checkpoint, signature_holds, signing_key

DIGEST = "ab" * 32


def public(key):
    return key.public_key().public_bytes_raw()


def test_the_key_is_made_once_and_kept(tmp_path, monkeypatch):
    monkeypatch.setenv("CALBENCH_HOME", str(tmp_path / "home"))
    assert public(signing_key()) == public(signing_key())
    assert [path.name for path in (tmp_path / "home").iterdir()] == ["signing-key.pem"]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_only_the_owner_may_read_the_key(tmp_path):
    signing_key(tmp_path)
    assert stat.S_IMODE((tmp_path / "signing-key.pem").stat().st_mode) == 0o600


def test_two_runs_that_begin_at_once_use_one_key(tmp_path):
    with ThreadPoolExecutor(8) as pool:
        keys = list(pool.map(lambda _: public(signing_key(tmp_path)), range(8)))
    assert len(set(keys)) == 1


def test_a_file_that_is_no_key_is_refused_in_words(tmp_path):
    (tmp_path / "signing-key.pem").write_text("hello")
    with pytest.raises(UsageError, match="no Ed25519 private key; move it away"):
        signing_key(tmp_path)


def test_a_folder_that_cannot_be_made_is_refused_in_words(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match="set CALBENCH_HOME"):
        signing_key(tmp_path / "file" / "home")


def test_a_signature_holds_for_its_own_digest_and_key_alone(tmp_path):
    checkpoint = sign_checkpoint(signing_key(tmp_path), DIGEST)
    other = sign_checkpoint(signing_key(tmp_path / "other"), DIGEST)
    assert signature_holds(checkpoint, DIGEST)
    assert not signature_holds(checkpoint, "ac" * 32)
    assert not signature_holds(replace(checkpoint, public_key=other.public_key), DIGEST)
