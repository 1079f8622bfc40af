"""Times on screen: all by the clock on this computer's wall, and how far it is from UTC is said beside them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

_MINUTE = timedelta(minutes=1)


def day(utc: datetime) -> str:
    """Return the day of a moment, such as `2026-11-21`.

    Args:
        utc: with its zone, as a record has it.
    """
    return f"{utc.astimezone():%Y-%m-%d}"


def day_and_time(utc: datetime) -> str:
    """Return day, time and zone of a moment, such as `2026-11-21 14:32 UTC+8`.

    Args:
        utc: with its zone, as a record has it.
    """
    return f"{utc.astimezone():%Y-%m-%d %H:%M} {zone(utc)}"


def time_of_day(utc: datetime) -> str:
    """Return the time of a moment, such as `14:32:05`; `zone` is said once for all that stand together.

    Args:
        utc: with its zone, as a record has it.
    """
    return f"{utc.astimezone():%H:%M:%S}"


def time_to_ms(utc: datetime) -> str:
    """Return the time of a moment to the millisecond, such as `14:32:05.123`; `zone` is said once.

    Args:
        utc: with its zone, as a record has it.
    """
    return f"{utc.astimezone():%H:%M:%S.%f}"[:-3]


def zone(utc: datetime) -> str:
    """Return how far the wall's clock was from UTC at a moment: `UTC`, `UTC+8` or `UTC-3:30`.

    Args:
        utc: with its zone, as a record has it.
    """
    minutes = round((utc.astimezone().utcoffset() or timedelta()) / _MINUTE)
    hours, rest = divmod(abs(minutes), 60)
    sign = "+" if minutes > 0 else "-"
    return "UTC" if not minutes else f"UTC{sign}{hours}" + (f":{rest:02d}" if rest else "")
