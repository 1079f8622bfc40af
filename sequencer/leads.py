"""Remembers which leads are connected in this process of a run; it asks nobody and switches nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


class Leads:
    """Which leads a person has confirmed in this process of a run, and whether they are proven."""

    def __init__(self) -> None:
        self._confirmed: Mapping[str, str] | None = None
        self._proven = False

    @property
    def proven(self) -> bool:
        """Whether a harmless output was seen through the leads that are connected."""
        return self._proven

    def are(self, leads: Mapping[str, str]) -> bool:
        """Return whether these leads, by instrument, are the ones that are connected."""
        return self._confirmed == leads

    def confirm(self, leads: Mapping[str, str]) -> None:
        """Take in that a person has connected these leads, by instrument."""
        self._confirmed, self._proven = leads, False

    def prove(self) -> None:
        """Take in that they are proven."""
        self._proven = True

    def forget(self) -> None:
        """Take in that somebody may have touched the leads."""
        self._confirmed, self._proven = None, False
