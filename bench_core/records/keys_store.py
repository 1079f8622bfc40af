"""This user's signing key and the history of its epochs on disc; a key is made once, and never silently anew."""

from __future__ import annotations

import os
import re
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key
from platformdirs import user_data_path

from bench_core.documents.files import read_bytes
from bench_core.errors import UsageError
from bench_core.records.exclusive import hold, is_held
from bench_core.records.keys import KeyHistory, first_epoch, next_epoch, read_keys
from bench_core.records.signing import SigningKey

if TYPE_CHECKING:
    from collections.abc import Iterator

_PUBLIC = "keys.json"
_PRIVATE = re.compile(r"signing-key(?:-([1-9][0-9]*))?\.pem")
_IN_USE = "in-use"
_FOR_OTHERS = 0o077
_EPOCH_OF_FILES = datetime(1970, 1, 1, tzinfo=UTC)
_ANOTHER_FOLDER = "set CALBENCH_HOME to a folder of your own"
_RESTORE = "put the file back from a backup; calbench makes no new identity in its place"


def calbench_home() -> Path:
    """Return the folder of this user's keys: `$CALBENCH_HOME`, or the platform's place for such files."""
    named = os.environ.get("CALBENCH_HOME")
    if named:
        return Path(named)
    return user_data_path("calbench", appauthor=False)


def signing_key(home: Path | None = None) -> SigningKey:
    """Return this user's key of the current epoch; the first is made on first use, for its owner alone (mode 600).

    Args:
        home: folder of the keys, or None for `calbench_home()`.

    Raises:
        UsageError: a key file is missing, cut, open to others or no key, or the first cannot be made.
    """
    folder = home or calbench_home()
    history = key_history(folder)
    last = history.epochs[-1]
    path = folder / _name(last.epoch)
    key = _private(path)
    if key.public_key().public_bytes_raw().hex() != last.public_key:
        raise UsageError(f"signing key {path}: is not the key of epoch {last.epoch} in {folder / _PUBLIC}; {_RESTORE}")
    _retire(folder, last.epoch)
    return SigningKey(key, last.epoch, last.begin)


def key_history(home: Path | None = None) -> KeyHistory:
    """Return the public parts of all epochs; the first is made where this user has no key at all.

    Raises:
        UsageError: the files do not fit together, or cannot be read or made.
    """
    folder = home or calbench_home()
    try:
        if not (folder / _PUBLIC).exists():
            _begin(folder)
    except OSError as error:
        raise UsageError(f"signing keys in {folder}: {error.strerror}; {_ANOTHER_FOLDER}") from error
    return read_keys(folder / _PUBLIC)


def rotate(now: datetime, home: Path | None = None) -> KeyHistory:
    """Begin a new epoch: the old key signs the new one and is then destroyed.

    Killed at any moment, this leaves either the old epoch or the new one, whole.

    Args:
        now: first moment of the new epoch, in UTC.
        home: folder of the keys, or None for `calbench_home()`.

    Raises:
        UsageError: a run that would need the old key is under way, or the files do not fit together.
    """
    folder = home or calbench_home()
    old = signing_key(folder)
    new = Ed25519PrivateKey.generate()
    history = next_epoch(key_history(folder), old.private, new, now)
    try:
        _write(folder / _name(old.epoch + 1), _pem(new), 0o600, replace=True)
        _require_idle(folder)
        _write(folder / _PUBLIC, history.text().encode(), 0o644, replace=True)
        _retire(folder, old.epoch + 1)
        for left in folder.glob("signing-key*.pem.*"):  # by a beginning or a rotation that was killed
            left.unlink()
    except OSError as error:
        raise UsageError(f"signing keys in {folder}: {error.strerror}; the key of epoch {old.epoch} stays") from error
    return history


@contextmanager
def in_use(key: SigningKey, home: Path | None = None) -> Iterator[None]:
    """Keep a key from being rotated away while the block runs, however it ends.

    Raises:
        UsageError: the key was rotated away already, or the folder takes no file.
    """
    folder = (home or calbench_home()) / _IN_USE
    path = folder / f"{uuid4().hex}.lock"
    try:
        folder.mkdir(exist_ok=True)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise UsageError(f"signing keys in {folder}: {error.strerror}; {_ANOTHER_FOLDER}") from error
    try:
        hold(descriptor)
        if key_history(folder.parent).epochs[-1].epoch != key.epoch:
            raise UsageError(f"key epoch {key.epoch} has just ended; start again")
        yield
    finally:
        os.close(descriptor)
        path.unlink(missing_ok=True)


def _require_idle(folder: Path) -> None:
    for path in sorted((folder / _IN_USE).glob("*.lock")):
        if is_held(path):
            raise UsageError("a run is under way that will be signed with the key in use; rotate after its end")
        path.unlink(missing_ok=True)  # its run was killed


def _begin(folder: Path) -> None:
    """Make the first key, and the history that begins with it; what a killed beginning left is taken up."""
    later = [path.name for path, epoch in _private_files(folder) if epoch > 1]
    if later:
        raise UsageError(f"{folder / _PUBLIC}: is missing, but {', '.join(later)} is there; {_RESTORE}")
    first = folder / _name(1)
    if not first.exists():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write(first, _pem(Ed25519PrivateKey.generate()), 0o600)
    since = _EPOCH_OF_FILES + timedelta(microseconds=first.stat().st_mtime_ns // 1000)
    _write(folder / _PUBLIC, first_epoch(_private(first), since).text().encode(), 0o644)


def _private(path: Path) -> Ed25519PrivateKey:
    try:
        mode = path.stat().st_mode
        content = read_bytes(path)
    except FileNotFoundError as error:
        raise UsageError(f"signing key {path}: is missing, but {path.parent / _PUBLIC} names it; {_RESTORE}") from error
    except OSError as error:
        raise UsageError(f"signing key {path}: {error.strerror}; make it readable for its owner alone") from error
    if os.name != "nt" and mode & _FOR_OTHERS:
        raise UsageError(f"signing key {path}: others may read it (mode {mode & 0o777:o}); chmod 600 it, then rotate")
    try:
        key = load_pem_private_key(content, None)
    except (ValueError, TypeError):
        key = None
    if not isinstance(key, Ed25519PrivateKey):
        raise UsageError(f"signing key {path}: no whole Ed25519 private key; {_RESTORE}")
    return key


def _retire(folder: Path, current: int) -> None:
    """Destroy the private keys of other epochs: ended ones, and one whose rotation was killed before it counted."""
    for path, epoch in _private_files(folder):
        if epoch < current:
            path.write_bytes(bytes(path.stat().st_size))
            path.unlink()


def _private_files(folder: Path) -> list[tuple[Path, int]]:
    found = [(path, _PRIVATE.fullmatch(path.name)) for path in sorted(folder.glob("signing-key*.pem"))]
    return [(path, int(match[1] or 1)) for path, match in found if match]


def _name(epoch: int) -> str:
    return "signing-key.pem" if epoch == 1 else f"signing-key-{epoch}.pem"


def _pem(key: Ed25519PrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def _write(path: Path, content: bytes, mode: int, *, replace: bool = False) -> None:
    """Write a file whole or not at all, and have it on disc; one that is there is kept unless it is to be replaced."""
    fresh = path.with_name(f"{path.name}.{uuid4().hex}")
    try:
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if replace:
            fresh.replace(path)
        else:
            with suppress(FileExistsError):  # another run was first: its key is the key
                os.link(fresh, path)
    finally:
        fresh.unlink(missing_ok=True)
