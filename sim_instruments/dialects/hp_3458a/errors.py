"""Knows the error registers of the 3458A and how they are read; it knows no command.

Source: Agilent 3458A User's Guide, entries ERR?, ERRSTR? and AUXERR? (pages not checked). Which mistake gives which
number is not from the manual.
"""

from __future__ import annotations

HARDWARE = 100
CALIBRATION = 101
TOO_FAST = 102
SYNTAX = 103
NOT_FROM_REMOTE = 104
UNDEFINED_PARAMETER = 105
OUT_OF_RANGE = 106
MEMORY = 107
DESTRUCTIVE_OVERLOAD = 108
OUT_OF_CALIBRATION = 109
CALIBRATION_REQUIRED = 110
SETTINGS_CONFLICT = 111
MATH = 112
SUBPROGRAM = 113
SYSTEM = 114

TEXTS = {
    HARDWARE: "HARDWARE ERROR",
    CALIBRATION: "CALIBRATION ERROR",
    TOO_FAST: "TRIGGER TOO FAST",
    SYNTAX: "SYNTAX ERROR",
    NOT_FROM_REMOTE: "COMMAND NOT ALLOWED FROM REMOTE",
    UNDEFINED_PARAMETER: "UNDEFINED PARAMETER RECEIVED",
    OUT_OF_RANGE: "PARAMETER OUT OF RANGE",
    MEMORY: "MEMORY ERROR",
    DESTRUCTIVE_OVERLOAD: "DESTRUCTIVE OVERLOAD DETECTED",
    OUT_OF_CALIBRATION: "OUT OF CALIBRATION",
    CALIBRATION_REQUIRED: "CALIBRATION REQUIRED",
    SETTINGS_CONFLICT: "SETTINGS CONFLICT",
    MATH: "MATH ERROR",
    SUBPROGRAM: "SUBPROGRAM ERROR",
    SYSTEM: "SYSTEM ERROR",
}
ALL = (1 << len(TEXTS)) - 1


class HpError(Exception):
    """A command was refused.

    Args:
        number: of the error, as `ERRSTR?` answers it.
    """

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


class ErrorRegister:
    """One bit for each kind of error that has happened since it was last read; no order, no depth."""

    def __init__(self) -> None:
        self.bits = 0

    def put(self, number: int) -> None:
        """Note an error."""
        self.bits |= 1 << (number - HARDWARE)

    def take(self) -> int:
        """Return the sum of the bits and clear them, as `ERR?` does."""
        bits, self.bits = self.bits, 0
        return bits

    def take_lowest(self) -> str:
        """Return number and text of the lowest bit and clear it, as `ERRSTR?` does."""
        for number, text in TEXTS.items():
            bit = 1 << (number - HARDWARE)
            if self.bits & bit:
                self.bits &= ~bit
                return f'{number},"{text}"'
        return '0,"NO ERROR"'
