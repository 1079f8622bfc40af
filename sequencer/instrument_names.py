"""What people call the instruments of a run: model and serial number, as printed on them, with the bench's name."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bench_core.capabilities.instruments import Identity


class InstrumentNames:
    """Names of the instruments that have said who they are."""

    def __init__(self) -> None:
        self._identities: dict[str, Identity] = {}

    def learn(self, name: str, identity: Identity) -> None:
        """Take in who an instrument is, by its name on the bench."""
        self._identities[name] = identity

    def of(self, name: str) -> str:
        """Return `MODEL SERIAL (NAME)`; the name on the bench alone before anybody knows more."""
        identity = self._identities.get(name)
        if identity is None:
            return name
        return f"{' '.join(part for part in (identity.model, identity.serial) if part)} ({name})"
