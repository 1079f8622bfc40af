"""What a checkpoint signs: its own line but for the signature, after the whole chain before it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from bench_core.errors import UsageError
from bench_core.records.events import Checkpoint
from bench_core.records.signing import SigningKey, signature_holds

DIGEST = "ab" * 32
STAMPED = ',"event":"Checkpoint","mono":"1.000000","seq":"9","utc":"2026-11-21T12:00:00.000000Z"}'
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.fixture
def key():
    return SigningKey(Ed25519PrivateKey.from_private_bytes(bytes(32)), 2, NOON)


def test_a_signature_holds_for_its_own_chain_time_epoch_and_key_alone(key):
    checkpoint = key.checkpoint(DIGEST, STAMPED)
    other = SigningKey(Ed25519PrivateKey.generate(), 2, NOON).public
    assert checkpoint.epoch == 2
    assert signature_holds(checkpoint, DIGEST, STAMPED)
    assert not signature_holds(checkpoint, "ac" * 32, STAMPED)
    assert not signature_holds(checkpoint, DIGEST, STAMPED.replace("T12:00", "T11:00"))
    assert not signature_holds(checkpoint, DIGEST, STAMPED.replace('"9"', '"8"'))
    assert not signature_holds(replace(checkpoint, epoch=3), DIGEST, STAMPED)
    assert not signature_holds(replace(checkpoint, epoch=None), DIGEST, STAMPED)
    assert not signature_holds(replace(checkpoint, public_key=other), DIGEST, STAMPED)


def test_a_checkpoint_without_an_epoch_signs_the_digest_before_it_as_it_did_when_there_were_none(key):
    old = Checkpoint(key.public, key.private.sign(DIGEST.encode()).hex())
    assert signature_holds(old, DIGEST, STAMPED)
    assert not signature_holds(old, "ac" * 32, STAMPED)
    assert not signature_holds(replace(old, epoch=2), DIGEST, STAMPED)


def test_a_key_signs_no_run_that_began_before_its_epoch(key):
    key.require_covers(NOON)
    with pytest.raises(UsageError, match=r"11:59:59\.000000Z, before key epoch 2 began .* set the computer's clock"):
        key.require_covers(NOON - timedelta(seconds=1))
