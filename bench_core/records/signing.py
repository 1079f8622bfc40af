"""What a checkpoint signs, and whether a signature holds; whose key it is, it cannot know."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from bench_core.errors import UsageError
from bench_core.records.body import body_text
from bench_core.records.chain import line_digest, utc_text
from bench_core.records.events import Checkpoint

_PREFIX = "calbench checkpoint\n"


@dataclass(frozen=True, slots=True)
class SigningKey:
    """The private key of one epoch.

    Args:
        private: Ed25519.
        epoch: number of the key's epoch, from 1.
        since: first moment of the epoch, in UTC.
    """

    private: Ed25519PrivateKey
    epoch: int
    since: datetime

    @property
    def public(self) -> str:
        """The public part: raw bytes in hex."""
        return self.private.public_key().public_bytes_raw().hex()

    def require_covers(self, begun: datetime) -> None:
        """Refuse a run that this key may not sign: an epoch signs only what began in it.

        Args:
            begun: when the run began, in UTC.

        Raises:
            UsageError: the run began before the epoch.
        """
        if begun < self.since:
            raise UsageError(
                f"the run's time is {utc_text(begun)}, before key epoch {self.epoch} began ({utc_text(self.since)}), "
                "so that no key may sign it; set the computer's clock if it is wrong, or begin a new run"
            )

    def checkpoint(self, previous: str, stamped: str) -> Checkpoint:
        """Return the event that ends a record.

        Args:
            previous: digest of the line before, in hex.
            stamped: the checkpoint's own time and number, as `chain.stamp` gives them.
        """
        unsigned = Checkpoint(self.public, "", self.epoch)
        return replace(unsigned, signature=self.private.sign(_statement(unsigned, previous, stamped)).hex())


def signature_holds(checkpoint: Checkpoint, previous: str, stamped: str) -> bool:
    """Return whether a checkpoint's signature belongs to its place in a chain.

    Args:
        checkpoint: the last event of a record.
        previous: digest of the line before, in hex.
        stamped: the checkpoint's time and number, as `chain.stamp` gives them.
    """
    try:
        key = Ed25519PublicKey.from_public_bytes(_from_hex(checkpoint.public_key))
        key.verify(_from_hex(checkpoint.signature), _statement(checkpoint, previous, stamped))
    except (InvalidSignature, ValueError):
        return False
    return True


def _from_hex(text: str) -> bytes:
    content = bytes.fromhex(text)
    if content.hex() != text:  # else anybody could write the same signature in another way
        raise ValueError(f"'{text}' is not written in the one form of hex")
    return content


def _statement(checkpoint: Checkpoint, previous: str, stamped: str) -> bytes:
    """Return what is signed: the checkpoint's own line, with an empty signature, after the chain before it.

    A record that names no epoch was made before there were any, and signs the previous line's digest alone.
    """
    if checkpoint.epoch is None:
        return previous.encode("ascii")
    digest = line_digest(previous, body_text(replace(checkpoint, signature="")), stamped)
    return f"{_PREFIX}{digest}".encode("ascii")
