"""Knows the ranges of the 5520A and 5522A; it knows no state.

Sources: captured replies of a 5522A for the name `DC330MV`; a public driver of the 5500A for the forms of the names of
ranges of direct voltage, current and resistance, whose names are formed alike here. Values, steps and frequencies:
common knowledge of the specification of the 5520A, of which the manual supplement of July 2011 (page 10, alternating
current) was seen; all other pages not checked. The names of ranges of alternating voltage are not from the manual.
"""

from __future__ import annotations

from decimal import Decimal

from sim_instruments.dialects.fluke_language import errors
from sim_instruments.dialects.fluke_language.errors import FlukeError
from sim_instruments.dialects.fluke_language.ranges import Function, rows

AUX = "AUX"
HIGH_CURRENT = "20 A"


DCV = Function(
    "DCV",
    "dc_voltage",
    "V",
    signed=True,
    ranges=rows(
        "NORMAL",
        ("DC330MV", "0.33", "0.3299999", "1E-7"),
        ("DC3_3V", "3.3", "3.299999", "1E-6"),
        ("DC33V", "33", "32.99999", "1E-5"),
        ("DC330V", "330", "329.9999", "1E-4"),
        ("DC1000V", "1000", "1020", "1E-3"),
    ),
)
ACV = Function(
    "ACV",
    "ac_voltage",
    "V",
    smallest=Decimal("0.001"),
    ranges=rows(
        "NORMAL",
        ("AC33MV", "0.033", "0.032999", "1E-6", "10", "500E3"),
        ("AC330MV", "0.33", "0.329999", "1E-6", "10", "500E3"),
        ("AC3_3V", "3.3", "3.29999", "1E-5", "10", "500E3"),
        ("AC33V", "33", "32.9999", "1E-4", "10", "100E3"),
        ("AC330V", "330", "329.999", "1E-3", "45", "100E3"),
        ("AC1000V", "1000", "1020", "1E-2", "45", "10E3"),
    ),
)
DCI = Function(
    "DCI",
    "dc_current",
    "A",
    signed=True,
    ranges=rows(
        AUX,
        ("DC330UA_A", "330E-6", "329.999E-6", "1E-9"),
        ("DC3_3MA_A", "3.3E-3", "3.29999E-3", "1E-8"),
        ("DC33MA_A", "33E-3", "32.9999E-3", "1E-7"),
        ("DC330MA_A", "330E-3", "329.999E-3", "1E-6"),
        ("DC1_1A_A", "1.1", "1.09999", "1E-5"),
        ("DC3A_A", "3", "2.99999", "1E-5"),
    )
    + rows(HIGH_CURRENT, ("DC11A_A", "11", "10.9999", "1E-4"), ("DC20A_A", "20", "20.5", "1E-4")),
)
ACI = Function(
    "ACI",
    "ac_current",
    "A",
    smallest=Decimal("29E-6"),
    ranges=rows(
        AUX,
        ("AC330UA_A", "330E-6", "329.99E-6", "1E-8", "10", "30E3"),
        ("AC3_3MA_A", "3.3E-3", "3.2999E-3", "1E-8", "10", "30E3"),
        ("AC33MA_A", "33E-3", "32.999E-3", "1E-7", "10", "30E3"),
        ("AC330MA_A", "330E-3", "329.99E-3", "1E-6", "10", "30E3"),
        ("AC1_1A_A", "1.1", "1.09999", "1E-5", "10", "10E3"),
        ("AC3A_A", "3", "2.99999", "1E-5", "10", "10E3"),
    )
    + rows(
        HIGH_CURRENT,
        ("AC11A_A", "11", "10.9999", "1E-4", "45", "5E3"),
        ("AC20A_A", "20", "20.5", "1E-4", "45", "5E3"),
    ),
)
RES = Function(
    "RES",
    "resistance",
    "OHM",
    ranges=rows(
        "NORMAL",
        ("R11OHM", "11", "10.9999", "1E-4"),
        ("R33OHM", "33", "32.9999", "1E-4"),
        ("R110OHM", "110", "109.9999", "1E-4"),
        ("R330OHM", "330", "329.9999", "1E-4"),
        ("R1_1KOHM", "1.1E3", "1.099999E3", "1E-3"),
        ("R3_3KOHM", "3.3E3", "3.299999E3", "1E-3"),
        ("R11KOHM", "11E3", "10.99999E3", "1E-2"),
        ("R33KOHM", "33E3", "32.99999E3", "1E-2"),
        ("R110KOHM", "110E3", "109.9999E3", "0.1"),
        ("R330KOHM", "330E3", "329.9999E3", "0.1"),
        ("R1_1MOHM", "1.1E6", "1.099999E6", "1"),
        ("R3_3MOHM", "3.3E6", "3.299999E6", "1"),
        ("R11MOHM", "11E6", "10.99999E6", "10"),
        ("R33MOHM", "33E6", "32.99999E6", "10"),
        ("R110MOHM", "110E6", "109.9999E6", "100"),
        ("R330MOHM", "330E6", "329.9999E6", "1E3"),
        ("R1100MOHM", "1100E6", "1100E6", "1E4"),
    ),
)
COMPENSATED = Decimal("110E3")
"""Full scale of the highest range of resistance with compensation of the leads [Ω]."""

_FUNCTIONS = {("V", False): DCV, ("V", True): ACV, ("A", False): DCI, ("A", True): ACI, ("OHM", False): RES}


def function_for(unit: str, *, alternating: bool) -> Function:
    """Return the function that an amplitude's unit, and whether it has a frequency, select.

    Raises:
        FlukeError: there is none.
    """
    function = _FUNCTIONS.get((unit, alternating))
    if function is None:
        raise FlukeError(errors.NOT_SIMULATED)
    return function
