"""Files of keys that are none are refused in words, unopened where opening does not end, and never repeated."""

from __future__ import annotations

import json
import os

import pytest

HISTORIES = {
    "empty": b"",
    "no JSON": b"-----BEGIN PRIVATE KEY-----\ncanary\n-----END PRIVATE KEY-----\n",
    "no UTF-8": b"\xff\xfe{}",
    "another JSON": b'{"canary": 1}',
    "a number": b"1e999999999",
    "a long number": b"9" * 10_000,
    "deep": b"[" * 100_000,
    "closed and deep": b"[" * 100_000 + b"]" * 100_000,
    "doubled keys": b'{"format": "x", "format": "calbench.keys/1", "epochs": []}',
    "no epoch": b'{"format": "calbench.keys/1", "epochs": []}',
    "hostile epoch": json.dumps({"format": "calbench.keys/1", "epochs": [{"epoch": "\x1b[31m"}]}).encode(),
    "large": b" " * 5_000_000,
}  # fmt: skip


@pytest.mark.parametrize("name", HISTORIES)
def test_a_file_of_public_keys_that_is_none_is_refused_in_words(calbench, finished, tmp_path, name):
    keys = tmp_path / "keys.json"
    keys.write_bytes(HISTORIES[name])
    said = calbench("verify", finished, "--keys", keys)
    assert said.code in {2, 5}
    assert "keys.json" in said.err
    assert "fault in calbench" not in said.err
    assert "canary" not in said.err
    assert "\x1b" not in said.err
    assert len(said.err) < 1000


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes")
@pytest.mark.parametrize("name", ["pipe", "/dev/zero", ".", "a" * 300])
def test_what_is_no_regular_file_is_refused_unopened(calbench, finished, tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    os.mkfifo("pipe")
    said = calbench("verify", finished, "--keys", name)
    assert said.code in {2, 5}
    assert "fault in calbench" not in said.err


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes")
@pytest.mark.parametrize("content", [b"", b"canary", b"\x00" * 100, None], ids=["empty", "text", "NUL", "pipe"])
def test_a_private_key_that_is_none_is_refused_and_not_repeated(calbench, tmp_path, monkeypatch, content):
    monkeypatch.setenv("CALBENCH_HOME", str(tmp_path / "home"))
    assert calbench("keys", "show").code == 0
    key = tmp_path / "home" / "signing-key.pem"
    key.unlink()
    if content is None:
        os.mkfifo(key, 0o600)
    else:
        key.touch(0o600)
        key.write_bytes(content)
    said = calbench("keys", "show")
    assert said.code == 2
    assert "signing-key.pem" in said.err
    assert "canary" not in said.err
