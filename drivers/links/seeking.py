"""What every way of finding instruments gives: resource names that something may answer on, or why it cannot look."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Candidate:
    """A resource that something may answer on.

    Args:
        resource: VISA resource name.
        found_by: how, for people.
        description: what the finding itself tells, such as a USB adaptor's name; may be empty.
    """

    resource: str
    found_by: str
    description: str = ""


class NotSearchedError(Exception):
    """This way of finding is not available; its text says what would make it so."""
