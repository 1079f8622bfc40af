"""The key that signs the end of a record, and what it signs; whose key it is, it cannot know."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from platformdirs import user_data_path

from bench_core.errors import UsageError
from bench_core.records.events import Checkpoint

_FILE = "signing-key.pem"


def calbench_home() -> Path:
    """Return the folder of this user's keys: `$CALBENCH_HOME`, or the platform's place for such files."""
    named = os.environ.get("CALBENCH_HOME")
    if named:
        return Path(named)
    return user_data_path("calbench", appauthor=False)


def signing_key(home: Path | None = None) -> Ed25519PrivateKey:
    """Return this user's Ed25519 key; it is made on first use, readable by its owner alone (mode 600).

    Args:
        home: folder of the key, or None for `calbench_home()`.

    Raises:
        UsageError: the file is not such a key, or cannot be made.
    """
    path = (home or calbench_home()) / _FILE
    try:
        if not path.exists():
            _make(path)
        content = path.read_bytes()
    except OSError as error:
        message = f"signing key {path}: {error.strerror}; set CALBENCH_HOME to a folder of your own"
        raise UsageError(message) from error
    return _load(path, content)


def sign_checkpoint(key: Ed25519PrivateKey, digest: str) -> Checkpoint:
    """Return the event that ends a record.

    Args:
        key: the signer's.
        digest: of the last line, in hex; its ASCII characters are what is signed.
    """
    public = key.public_key().public_bytes_raw().hex()
    return Checkpoint(public_key=public, signature=key.sign(digest.encode("ascii")).hex())


def signature_holds(checkpoint: Checkpoint, digest: str) -> bool:
    """Return whether a checkpoint's signature belongs to a chain that ends in `digest` (hex)."""
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(checkpoint.public_key))
        key.verify(bytes.fromhex(checkpoint.signature), digest.encode("ascii"))
    except (InvalidSignature, ValueError):
        return False
    return True


def _make(path: Path) -> None:

    content = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = path.with_name(f"{_FILE}.{uuid4().hex}")
    try:
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):  # another run was first: its key is the key
            os.link(fresh, path)
    finally:
        fresh.unlink(missing_ok=True)


def _load(path: Path, content: bytes) -> Ed25519PrivateKey:
    try:
        key = load_pem_private_key(content, None)
    except (ValueError, TypeError):
        key = None
    if not isinstance(key, Ed25519PrivateKey):
        raise UsageError(f"signing key {path}: no Ed25519 private key; move it away and a new one is made")
    return key
