"""The public parts of a laboratory's signing keys, epoch by epoch, and whether a record was signed in its epoch."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from pydantic import ValidationError

from bench_core.bilingual import Bilingual
from bench_core.documents.files import read_bytes
from bench_core.errors import SignatureInvalid, UsageError
from bench_core.records.chain import canonical, utc_text
from bench_core.records.codec import Count, from_text, to_json
from bench_core.records.events import Checkpoint

if TYPE_CHECKING:
    from pathlib import Path

    from bench_core.records.record import Line, Record

FORMAT = "calbench-keys/1"
"""Version of the file of public keys that this program writes."""
_PREFIX = "calbench key epoch\n"


@dataclass(frozen=True, slots=True)
class Epoch:
    """One key and when it came into use; the next epoch ends it.

    Args:
        epoch: number, from 1.
        public_key: Ed25519, raw bytes in hex.
        since: first moment, in UTC.
        signature: over number, key, moment and the key before, in hex; made with the key before, that of the first
            epoch with the first key itself.
    """

    epoch: Count
    public_key: str
    since: str
    signature: str

    @property
    def begin(self) -> datetime:
        """First moment, in UTC."""
        return datetime.fromisoformat(self.since).astimezone(UTC)

    @property
    def fingerprint(self) -> str:
        """What people compare: SHA-256 of the raw public key, in groups of four hex digits."""
        digest = sha256(bytes.fromhex(self.public_key)).hexdigest()
        return " ".join(digest[at : at + 4] for at in range(0, 32, 4))


@dataclass(frozen=True, slots=True)
class KeyHistory:
    """Every epoch of one laboratory's keys, from the first on."""

    format: str
    epochs: tuple[Epoch, ...]

    def until(self, epoch: Epoch) -> datetime | None:
        """Return the moment at which the next epoch began; None for the one in use."""
        later = [one.begin for one in self.epochs if one.epoch == epoch.epoch + 1]
        return later[0] if later else None

    def text(self) -> str:
        """Return the file's content."""
        return json.dumps(to_json(KeyHistory, self), ensure_ascii=False, indent=2) + "\n"


def first_epoch(key: Ed25519PrivateKey, since: datetime) -> KeyHistory:
    """Return the history of a laboratory that has its first key."""
    return KeyHistory(FORMAT, (_epoch(1, key, since, "", key),))


def next_epoch(before: KeyHistory, old: Ed25519PrivateKey, new: Ed25519PrivateKey, since: datetime) -> KeyHistory:
    """Return a history with one more epoch, whose key the old one signs.

    Args:
        before: the history so far.
        old: private key of its last epoch.
        new: private key of the new epoch.
        since: first moment of the new epoch.

    Raises:
        UsageError: the moment is not after the beginning of the epoch before.
    """
    last = before.epochs[-1]
    if since <= last.begin:
        message = f"the clock reads {utc_text(since)}, but key epoch {last.epoch} began at {last.since}"
        raise UsageError(f"{message}; set the computer's clock and rotate again")
    return KeyHistory(FORMAT, (*before.epochs, _epoch(last.epoch + 1, new, since, last.public_key, old)))


def _epoch(number: int, key: Ed25519PrivateKey, since: datetime, previous: str, signed_by: Ed25519PrivateKey) -> Epoch:
    unsigned = Epoch(number, key.public_key().public_bytes_raw().hex(), utc_text(since), "")
    return Epoch(number, unsigned.public_key, unsigned.since, signed_by.sign(_statement(unsigned, previous)).hex())


def _statement(epoch: Epoch, previous: str) -> bytes:
    """Return what is signed about an epoch.

    Args:
        epoch: its signature is left out.
        previous: public key of the epoch before, in hex; empty for the first.
    """
    fields = {"epoch": str(epoch.epoch), "previous": previous, "public_key": epoch.public_key, "since": epoch.since}
    return (_PREFIX + canonical(fields)).encode()


def read_keys(path: Path) -> KeyHistory:
    """Read a file of public keys, each epoch signed by the one before.

    Raises:
        UsageError: it cannot be read, is no such file, or its epochs do not follow from each other.
    """
    try:
        history = from_text(KeyHistory, read_bytes(path).decode("utf-8"))
    except UsageError:
        raise
    except (ValidationError, ValueError, RecursionError) as error:
        raise UsageError(f"{path}: is no whole file of public keys; give the file of `calbench keys export`") from error
    if history.format != FORMAT:
        raise UsageError(f"{path}: its format is '{history.format}', this program reads '{FORMAT}'")
    wrong = _wrong(history)
    if wrong is not None:
        raise UsageError(f"{path}: {wrong}; ask the laboratory for its file of public keys")
    return history


def _wrong(history: KeyHistory) -> str | None:
    if not history.epochs:
        return "there is no key epoch in it"
    signer = history.epochs[0].public_key
    previous, begun = "", ""
    for number, epoch in enumerate(history.epochs, 1):
        if epoch.epoch != number:
            return f"key epoch {epoch.epoch} stands where {number} must stand"
        if not _is_moment(epoch.since) or epoch.since <= begun:
            return f"key epoch {number} does not begin after the one before ({epoch.since})"
        if not _signed(signer, epoch, previous):
            return f"key epoch {number} is not signed with the key of the epoch before"
        signer = previous = epoch.public_key
        begun = epoch.since
    return None


def _is_moment(text: str) -> bool:
    try:
        return utc_text(datetime.fromisoformat(text).astimezone(UTC)) == text
    except ValueError:
        return False


def _signed(signer: str, epoch: Epoch, previous: str) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(epoch.public_key))
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(signer))
        key.verify(bytes.fromhex(epoch.signature), _statement(epoch, previous))
    except (InvalidSignature, ValueError):
        return False
    return True


def require_in_epoch(record: Record, keys: KeyHistory) -> Epoch:
    """Return the epoch in which a finished record was made, from its first line to its checkpoint.

    Args:
        record: whose chain and signature hold.
        keys: the laboratory's, from elsewhere than the record.

    Raises:
        SignatureInvalid: the key is in no epoch, the checkpoint names another one, or the run lies outside it.
    """
    first, last = record.lines[0], record.lines[-1]
    checkpoint = last.event
    if not isinstance(checkpoint, Checkpoint):
        raise SignatureInvalid(str(record.path), last.number, "the record has no signature")
    found = [epoch for epoch in keys.epochs if epoch.public_key == checkpoint.public_key]
    if not found:
        why = f"public key {checkpoint.public_key[:16]}… is in no epoch of the laboratory's keys"
        raise SignatureInvalid(str(record.path), last.number, why)
    epoch = found[0]
    if checkpoint.epoch is not None and checkpoint.epoch != epoch.epoch:
        why = f"the checkpoint says key epoch {checkpoint.epoch}, but its key is that of epoch {epoch.epoch}"
        raise SignatureInvalid(str(record.path), last.number, why)
    for line, what in ((first, "the run began"), (last, "the record was sealed")):
        _require_within(str(record.path), line, what, epoch, keys.until(epoch))
    return epoch


def signed_in(keys: KeyHistory, epoch: Epoch) -> Bilingual:
    """Return the sentence that a record was signed in an epoch of these keys."""
    until = keys.until(epoch)
    zh, en = ("现用", "the one in use") if until is None else (f"至 {utc_text(until)}", f"until {utc_text(until)}")
    return Bilingual(
        f"签名密钥属于公钥文件的第 {epoch.epoch} 期（自 {epoch.since}，{zh}），运行全程在该期内",
        f"signed with key epoch {epoch.epoch} of the given keys (from {epoch.since}, {en}), and the run lies within it",
    )


def thief(epoch: Epoch) -> Bilingual:
    """Return the sentence about what keys cannot prove."""
    return Bilingual(
        f"第 {epoch.epoch} 期的私钥当时是否只在实验室手中：窃得者可伪造该期内的运行",
        f"whether the laboratory alone had the private key of epoch {epoch.epoch}: who stole it can forge runs in it",
    )


def _require_within(path: str, line: Line, what: str, epoch: Epoch, until: datetime | None) -> None:
    if line.utc < epoch.begin:
        why = f"{what} at {utc_text(line.utc)}, before its key's epoch {epoch.epoch} (from {epoch.since})"
        raise SignatureInvalid(path, line.number, why)
    if until is not None and line.utc >= until:
        why = f"{what} at {utc_text(line.utc)}, after its key's epoch {epoch.epoch} (until {utc_text(until)})"
        raise SignatureInvalid(path, line.number, why)
